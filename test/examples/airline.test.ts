/** The flights before they enter heptad: the figures that the demo must show, reckoned here straight from the record, and the replay's order, pace and resumption. */
import { fileURLToPath } from 'node:url';
import type { Measure } from '../../shared/plan/measure.ts';
import { readPlan } from '../../shared/plan/read.ts';
import { describe, expect, test } from 'vitest';
import { END, flights } from '../../examples/airline/records.ts';
import { replay } from '../../examples/airline/replay.ts';

type Event = { id: string; time: string; service: string; kind: string; value: number; labels: Record<string, string> };
type Sample = { id: string; good: number; total: number };

const all = flights();
const events = all.map((one) => JSON.parse(one.event) as Event);
const onTime = (one: Event): boolean => one.value <= 15;

/** good and total of the events whose time begins with each key. */
const by = (length: number): Map<string, [number, number]> => {
  const found = new Map<string, [number, number]>();
  for (const one of events) {
    const [good, total] = found.get(one.time.slice(0, length)) ?? [0, 0];
    found.set(one.time.slice(0, length), [good + (onTime(one) ? 1 : 0), total + 1]);
  }
  return found;
};

describe('the record', () => {
  test('20 000 flights, 15 651 of them on time', () => {
    expect(events).toHaveLength(20_000);
    expect(events.filter(onTime)).toHaveLength(15_651);
  });

  test('90 days: the mean of their shares is 0.782728878639, and 45 reach 80 %', () => {
    const shares = [...by(10).values()].map(([good, total]) => good / total);
    expect(shares).toHaveLength(90);
    expect(shares.reduce((a, b) => a + b, 0) / 90).toBeCloseTo(0.782728878639, 12);
    expect(shares.filter((one) => one >= 0.8)).toHaveLength(45);
  });

  test('three calendar months', () => {
    expect([...by(7)].sort()).toEqual([['2001-01', [5495, 6937]], ['2001-02', [4543, 5964]], ['2001-03', [5613, 7099]]]);
  });

  test('ids are row numbers, each once, and the events stand in order of departure', () => {
    expect(events.map((one) => one.id).sort()).toEqual(Array.from({ length: 20_000 }, (_, i) => `f-${String(i + 1).padStart(5, '0')}`));
    expect(all.every((one, i) => i === 0 || (all[i - 1]?.time ?? 0) <= one.time)).toBe(true);
    expect(all.at(-1)?.time).toBeLessThan(END.time);
  });

  test('the sample of a flight counts its miles, and those on time as good', () => {
    for (const [i, one] of all.entries()) {
      const [event, sample] = [events[i] as Event, JSON.parse(one.sample) as Sample];
      const miles = Number(event.labels['miles']);
      expect([sample.id, sample.total, sample.good]).toEqual([event.id, miles, onTime(event) ? miles : 0]);
    }
  });
});

/** Runs a replay on a clock that only its own waiting moves. */
const played = async (from: number, speed: number, stopAfter = Infinity): Promise<{ finished: boolean; events: string[]; samples: string[]; elapsed: number }> => {
  const taken: { event: string[]; sample: string[] } = { event: [], sample: [] };
  let now = 0;
  const finished = await replay({
    accept: async (stream, bodies) => void taken[stream].push(...bodies),
    from,
    speed,
    now: () => now,
    sleep: async (ms) => void (now += ms),
    stopped: () => taken.event.length >= stopAfter,
    progress() {},
  });
  return { finished, events: taken.event, samples: taken.sample, elapsed: now };
};

describe('the replay', () => {
  test('sends every flight once and the end of the quarter last', async () => {
    const { finished, events: sent, samples } = await played(0, Infinity);
    expect(finished).toBe(true);
    expect(sent).toEqual([...all.map((one) => one.event), END.event]);
    expect(samples).toEqual(all.map((one) => one.sample));
  });

  test('takes about 90 s at a day a second', async () => {
    const { elapsed } = await played(0, 86_400);
    expect(elapsed / 1000).toBeGreaterThan(88);
    expect(elapsed / 1000).toBeLessThan(92);
  });

  test('stopped in the middle and begun again where the clock stood, it leaves no flight out', async () => {
    const first = await played(0, Infinity, 7000);
    expect(first.finished).toBe(false);
    const stood = Date.parse((JSON.parse(first.events.at(-1) as string) as Event).time);
    const second = await played(stood, Infinity);
    expect(second.finished).toBe(true);
    expect(new Set([...first.events, ...second.events])).toEqual(new Set([...all.map((one) => one.event), END.event]));
    expect(second.events.length).toBeLessThan(14_000);
  });

  test('killed between the samples and the events of a step, and begun again where the clock stood, it leaves nothing out', async () => {
    for (const dies of [2, 41, 200]) {
      const kept = { event: new Set<string>(), sample: new Set<string>() };
      let [stood, calls] = [0, 0];
      const take = (limit: number): Promise<boolean> =>
        replay({
          async accept(stream, bodies) {
            if (++calls === limit) throw new Error('killed');
            for (const body of bodies) {
              kept[stream].add(body);
              stood = Math.max(stood, Date.parse((JSON.parse(body) as Event).time));
            }
          },
          from: stood, speed: Infinity, now: () => 0, sleep: async () => undefined, stopped: () => false, progress() {},
        });
      await expect(take(dies)).rejects.toThrow('killed');
      expect(await take(0)).toBe(true);
      expect([kept.event.size, kept.sample.size], `killed at call ${dies}`).toEqual([20_001, 20_000]);
    }
  });

  test('begun again after its end it sends the last step again, whose ids count once', async () => {
    const { events } = await played(END.time, 86_400);
    expect(events.at(-1)).toBe(END.event);
    expect(events.length).toBeLessThan(200);
  });
});

test('every measure of the plan leads up to a key result area', () => {
  const { plan } = readPlan([fileURLToPath(new URL('../../examples/airline/plan', import.meta.url))]);
  const measures = plan?.measures ?? [];
  const below = (one: Measure): string[] => (one.tier === 'slo' ? [`sli/${one.sli}`] : one.tier === 'kpt' ? [`${one.of.tier}/${one.of.name}`] : 'children' in one ? one.children.map((child) => `${child.tier}/${child.name}`) : []);
  const reached = new Set<string>();
  const walk = (key: string): void => {
    if (reached.has(key)) return;
    reached.add(key);
    for (const one of measures) if (`${one.tier}/${one.name}` === key) for (const child of below(one)) walk(child);
  };
  for (const one of measures) if (one.tier === 'kra') walk(`kra/${one.name}`);
  expect(measures.filter((one) => !one.internal && !['perspective', 'scorecard'].includes(one.tier)).map((one) => `${one.tier}/${one.name}`).filter((key) => !reached.has(key))).toEqual([]);
});
