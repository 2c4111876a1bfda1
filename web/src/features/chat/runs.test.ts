import { LI, messageOf, NOON, text, WANG, ZHANG } from '@mocks/archive';
import { expect, test } from 'vitest';
import { layOut, viewpointOf } from './runs';
import { seatChanges } from './seats';

const ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;

test('puts all members at the right where somebody is from outside, else whom the reader came through', () => {
  const inside = { external: false, parties: [ZHANG, LI] };
  expect(viewpointOf({ external: true, parties: [ZHANG, WANG] }, 'lina')).toEqual({ members: 'all' });
  expect(viewpointOf(inside, 'zhangwei')).toEqual({ members: 'one', id: 'zhangwei' });
  expect(viewpointOf(inside, 'somebody else')).toEqual({ members: 'one', id: 'lina' });
  expect(viewpointOf(inside, undefined)).toEqual({ members: 'one', id: 'lina' });
});

test('begins a day at midnight in the zone of the corp, not elsewhere', () => {
  const at = (moment: string) => text('好', { sent_at: Date.parse(moment) });
  const messages = [
    at('2026-07-31T23:59:59.999+08:00'),
    at('2026-08-01T00:00:00+08:00'),
    // Midnight in Greenwich is no midnight here.
    at('2026-08-01T08:00:00+08:00'),
  ];
  expect(layOut(messages, { members: 'all' }, ZONE).map((row) => row.day)).toEqual([
    '2026-07-31',
    '2026-08-01',
    null,
  ]);
});

test('opens a run with another sender, another day, a pause, or after a line about the conversation', () => {
  const messages = [
    text('一', { sent_at: NOON }),
    text('二', { sent_at: NOON + 3 * MINUTE }),
    text('三', { sent_at: NOON + 6 * MINUTE + 1 }),
    text('四', { sent_at: NOON + 6 * MINUTE + 2, sender: WANG }),
    messageOf({ type: 'revoke', recalled: 'x' }, { sent_at: NOON + 6 * MINUTE + 3, sender: WANG }),
    text('五', { sent_at: NOON + 6 * MINUTE + 4, sender: WANG }),
  ];
  const rows = layOut(messages, { members: 'all' }, ZONE);
  expect(rows.map((row) => row.opens)).toEqual([true, false, true, true, false, true]);
  expect(rows.map((row) => row.side)).toEqual(['own', 'own', 'own', 'other', 'system', 'other']);
});

test('keeps the rows that are as they were when others join, and lays out anew what a neighbour changed', () => {
  const [one, two, three] = [
    text('一', { seq: 1, sent_at: NOON }),
    text('二', { seq: 2, sent_at: NOON + MINUTE }),
    text('三', { seq: 3, sent_at: NOON + 2 * MINUTE }),
  ];
  const before = layOut([two, three], { members: 'all' }, ZONE);
  const known = new WeakMap(before.map((row) => [row.message, row]));
  const after = layOut([one, two, three], { members: 'all' }, ZONE, known);
  expect(after[1]).not.toBe(before[0]);
  expect(after[1]).toMatchObject({ day: null, opens: false });
  expect(after[2]).toBe(before[1]);
  const following = layOut([two, three], { members: 'all' }, ZONE, known, [], one);
  expect(following).toEqual(after.slice(1));
  expect(following[1]).toBe(before[1]);
  const edited = layOut(
    [one, two, { ...three, sent_at: NOON + 60 * MINUTE }],
    { members: 'all' },
    ZONE,
    known,
  );
  expect(edited[2]).toMatchObject({ opens: true });
});

test('tells between messages who came into the room and who left it, those who came together at once', () => {
  const seats = [
    { party: ZHANG, from: null, until: null },
    { party: LI, from: NOON + 1, until: NOON + 5 * MINUTE },
    { party: WANG, from: NOON + MINUTE, until: null },
  ];
  const changes = seatChanges(seats);
  expect(changes.map(({ joined, parties }) => [joined, parties.map((party) => party.id)])).toEqual([
    [true, [LI.id, WANG.id]],
    [false, [LI.id]],
  ]);
  const messages = [
    text('一', { seq: 1, sent_at: NOON }),
    text('二', { seq: 2, sent_at: NOON + 2 * MINUTE }),
    text('三', { seq: 3, sent_at: NOON + 3 * MINUTE }),
  ];
  const rows = layOut(messages, { members: 'all' }, ZONE, undefined, changes);
  expect(rows.map((row) => row.changes.length)).toEqual([0, 1, 0]);
  expect(rows.map((row) => row.opens)).toEqual([true, true, false]);
});
