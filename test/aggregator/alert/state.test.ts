/** The state machine by itself: whatever is judged, in whatever order, an incident is told of once, under one key, and blindness resolves nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fresh, type Memory, remove, step, type Verdict } from '../../../aggregator/alert/state.ts';

const words = { over: 'over', unguarded: 'unguarded', calm: 'calm', blind: 'blind' };
const see = (kind: string): Verdict => ({ over: kind === 'burns' || kind === 'few', guarded: kind === 'burns', calm: kind === 'calm', blind: kind === 'blind', words });
const story = fc.array(fc.tuple(fc.constantFrom('burns', 'few', 'calm', 'nothing', 'blind'), fc.integer({ min: 0, max: 90_000 })), { maxLength: 60 });
const tell = { firing: true, resolved: true, noData: true };

/** Every memory of a story, the first one fresh. */
const live = (events: readonly [string, number][], after: number): Memory[] => {
  let at = 1_000_000;
  let memory = fresh(at);
  const out = [memory];
  for (const [kind, later] of events) {
    at += later;
    // as after a restart: what is remembered has been text in between
    memory = step({ name: 'r', slo: 's', tell, after }, JSON.parse(JSON.stringify(memory)) as Memory, see(kind), at, 'here');
    out.push(memory);
  }
  return out;
};

test('an incident has one key, and is told firing and resolved once each', () => {
  fc.assert(
    fc.property(story, fc.constantFrom(0, 60_000), (events, after) => {
      const told = new Map<string, number>();
      let last: Memory | null = null;
      for (const one of live(events, after)) {
        if (one.seq !== last?.seq && one.tell) {
          expect(one.key).not.toBe('');
          const id = `${one.key}/${one.tell.event}/${one.tell.nth}`;
          told.set(id, (told.get(id) ?? 0) + 1);
        }
        if (one.state !== 'inactive') expect(one.incident).toBeGreaterThan(0);
        last = one;
      }
      expect([...told.values()].filter((n) => n > 1)).toEqual([]);
    }),
  );
});

test('only a calm look resolves: never a blind one, nor one that says nothing', () => {
  fc.assert(
    fc.property(story, (events) => {
      const memories = live(events, 0);
      memories.slice(1).forEach((one, i) => {
        const [kind] = events[i] as [string, number];
        const before = memories[i] as Memory;
        if (before.state === 'firing' && one.state === 'resolved') expect(kind).toBe('calm');
        if (one.state === 'blind' && before.state !== 'blind') expect(one.former).toBe(before.state);
      });
    }),
  );
});

test('who was told is told the end: an incident that was told never ends in silence, and a blindness that was told is ended with it', () => {
  fc.assert(
    fc.property(story, fc.constantFrom(0, 60_000), (events, after) => {
      const memories = live(events, after);
      memories.slice(1).forEach((one, i) => {
        const before = memories[i] as Memory;
        if (before.told && one.key !== before.key) expect(before.state).toBe('resolved');
        if (before.state === 'blind' && one.state !== 'blind') expect(one.back).toBe(before.blinds);
        else if (one !== before && one.seq !== before.seq) expect(one.back).toBe(0);
      });
    }),
  );
  expect(live([['blind', 1], ['blind', 1], ['few', 1], ['calm', 1]], 0).map((one) => one.state)).toEqual(['inactive', 'inactive', 'blind', 'pending', 'resolved']);
});

test('nothing new is the same memory, so nothing is written', () => {
  const [, firing] = live([['burns', 1000]], 0) as [Memory, Memory];
  expect(step({ name: 'r', slo: 's', tell, after: 0 }, firing, see('burns'), 2_000_000, 'here')).toBe(firing);
  const idle = fresh(0);
  expect(step({ name: 'r', slo: 's', tell, after: 0 }, idle, see('calm'), 1, 'here')).toBe(idle);
});

test('judged twice for one instant is one look', () => {
  const twice = live([['blind', 1000], ['blind', 0], ['blind', 0]], 0).at(-1);
  expect(twice).toMatchObject({ state: 'inactive', strikes: 1 });
  expect(live([['blind', 1000], ['blind', 0], ['blind', 1]], 0).at(-1)).toMatchObject({ state: 'blind', strikes: 2, tell: { event: 'no-data', nth: 1 } });
});

test('a rule that is taken out ends what was told, and nothing else', () => {
  const rule = { name: 'r', slo: 's' };
  const at = 9_000_000;
  expect(remove(rule, live([['burns', 1]], 0).at(-1) as Memory, at)).toMatchObject({ state: 'resolved', reason: 'removed', resolvedAt: at, tell: { event: 'resolved' } });
  expect(remove(rule, live([['few', 1]], 0).at(-1) as Memory, at)).toMatchObject({ state: 'inactive', reason: 'removed', tell: null });
  expect(remove(rule, live([['blind', 1], ['blind', 1]], 0).at(-1) as Memory, 0)).toMatchObject({ state: 'resolved', resolvedAt: 1_000_002, back: 1, tell: { event: 'resolved' } });
  expect(remove(rule, live([['blind', 1], ['blind', 1], ['few', 1]], 0).at(-1) as Memory, at)).toMatchObject({ state: 'resolved', tell: { event: 'resolved' } });
  const over = live([['burns', 1], ['calm', 1]], 0).at(-1) as Memory;
  expect(remove(rule, over, at)).toBe(over);
});
