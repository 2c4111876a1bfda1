import type { PartyRef } from '@/api/types';
import type { DraftBody, Effect, Scope, ScopeRule, Selector } from './queries';

/** A rule as it stands in the draft on this page. */
export interface DraftRule {
  /** Names it on the page. */
  key: string;
  /** The saved rule that it is, or replaces. */
  id: string | null;
  selector: Selector;
  effect: Effect;
  from: number | null;
  until: number | null;
  note: string;
  /** The members it names, with their names. */
  people: PartyRef[];
  change: 'same' | 'edited' | 'new';
}

/** The scope as it is, to be changed. */
export function draftOf(scope: Scope): DraftRule[] {
  return scope.rules.filter((rule) => rule.standing !== 'ended').map(ruleOf);
}

function ruleOf(rule: ScopeRule): DraftRule {
  const { id, selector, effect, from, until, note, members } = rule;
  return { key: id, id, selector, effect, from, until: until ?? null, note, people: members, change: 'same' };
}

let made = 0;

/** A rule to begin with: everybody, asked for consent, as most begin. */
export function newRule(): DraftRule {
  made += 1;
  return {
    key: `new-${made}`,
    id: null,
    selector: { by: 'everybody' },
    effect: {
      does: 'include',
      mode: 'consent',
      beats_consent: false,
      internal: true,
      external: true,
      edition: 'service',
    },
    from: null,
    until: null,
    note: '',
    people: [],
    change: 'new',
  };
}

/** Puts a rule in its place, or behind the others. */
export function withRule(rules: DraftRule[], rule: DraftRule): DraftRule[] {
  const changed: DraftRule = { ...rule, change: rule.id === null ? 'new' : 'edited' };
  const isKnown = rules.some(({ key }) => key === rule.key);
  return isKnown ? rules.map((one) => (one.key === rule.key ? changed : one)) : [...rules, changed];
}

/** The rules that the draft lets end: saved ones that are not in it any more. */
export function endedBy(scope: Scope, rules: DraftRule[]): ScopeRule[] {
  const kept = new Set(rules.map(({ id }) => id));
  return scope.rules.filter((rule) => rule.standing !== 'ended' && !kept.has(rule.id));
}

/** How many changes are not saved. */
export function changesIn(scope: Scope, rules: DraftRule[]): number {
  return rules.filter(({ change }) => change !== 'same').length + endedBy(scope, rules).length;
}

/** The draft as it is sent. */
export function bodyOf(version: number, rules: DraftRule[]): DraftBody {
  return {
    version,
    rules: rules.map(({ id, selector, effect, from, until, note }) => ({
      id,
      selector,
      effect,
      from,
      until,
      note,
    })),
  };
}
