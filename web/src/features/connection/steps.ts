import type { Connection, Step, StepForm, StepView } from './queries';

/** The steps in the order in which they are taken. */
export const STEPS: Step[] = [
  'corp',
  'network',
  'library',
  'archive',
  'key',
  'rehearsal',
  'escrow',
  'contact',
  'customer',
  'app',
  'callback',
];

/** How many lines tell what to do in WeCom's admin console. */
export const GUIDE_LINES: Record<Step, number> = {
  corp: 2,
  network: 2,
  library: 3,
  archive: 3,
  key: 3,
  rehearsal: 2,
  escrow: 3,
  contact: 3,
  customer: 3,
  app: 4,
  callback: 3,
};

type Field = keyof StepForm;

export interface FieldOf {
  name: Field;
  /** Whether it is never shown again. */
  secret?: boolean;
  required?: boolean;
  number?: boolean;
  /** An example, the same in every language. */
  example?: string;
}

/** What is filled in at a step. */
export const FIELDS: Partial<Record<Step, FieldOf[]>> = {
  corp: [{ name: 'corp_id', required: true, example: 'ww1234567890abcdef' }, { name: 'corp_name' }],
  network: [
    { name: 'proxy', example: 'http://10.0.0.1:8080' },
    { name: 'proxy_password', secret: true },
    { name: 'public_url', example: 'https://archive.example.com' },
  ],
  library: [{ name: 'library', required: true, example: '/srv/huicun/sdk/libWeWorkFinanceSdk_C.so' }],
  archive: [{ name: 'secret', secret: true, required: true }],
  contact: [{ name: 'secret', secret: true, required: true }],
  customer: [{ name: 'secret', secret: true, required: true }],
  app: [
    { name: 'agent_id', required: true, number: true, example: '1000002' },
    { name: 'secret', secret: true, required: true },
  ],
  callback: [
    { name: 'token', secret: true, required: true },
    { name: 'encoding_aes_key', secret: true, required: true },
  ],
};

/** Where to go on: the first required step that is not passed, then any other that is not. */
export function nextStep({ steps }: Connection): Step {
  const open = steps.filter(({ state }) => state !== 'passed');
  const next = open.find(({ required }) => required) ?? open[0];
  return next?.step ?? 'corp';
}

export function stepAfter(step: Step): Step | undefined {
  return STEPS[STEPS.indexOf(step) + 1];
}

/** What a field holds that may be shown. */
export function shownValue(view: StepView, field: Field): string | undefined {
  return view.values.find(({ name }) => name === field)?.value;
}

/** What is sent: the fields with something in them, and those that were emptied. */
export function formOf(view: StepView, typed: Partial<Record<Field, string>>): StepForm {
  const form: Record<string, string | number> = {};
  for (const { name, secret, number } of FIELDS[view.step] ?? []) {
    const text = (typed[name] ?? '').trim();
    if (view.written.includes(name)) continue;
    // A secret that is left empty stays as it is; anything else that is left empty is cleared.
    if (text === '' && (secret || shownValue(view, name) === undefined)) continue;
    form[name] = number ? Number(text) : text;
  }
  return form as StepForm;
}
