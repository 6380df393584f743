/** The simulated shop: the same seed and second make the same messages, incidents hit when they should, and its life goes on where it was. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { incidents, live } from '../../examples/checkout/life.ts';
import { type Messages, second } from '../../examples/checkout/shop.ts';
import { readPlan } from '../../shared/plan/read.ts';

type Event = { id: string; time: number; service: string; kind: string; state: string; value: number };
const FROM = Date.parse('2026-11-01T00:00:00Z');
const read = (texts: string[]): Event[] => texts.map((one) => JSON.parse(one) as Event);
const many = (count: number, make: (at: number) => Messages): Event[] => Array.from({ length: count }, (_, i) => read(make(FROM + i * 1000).events)).flat();

describe('the messages of a second', () => {
  test('are the same for the same seed and second, and others for another', () => {
    expect(second(7, FROM, 50, [])).toEqual(second(7, FROM, 50, []));
    expect(second(8, FROM, 50, [])).not.toEqual(second(7, FROM, 50, []));
    expect(second(7, FROM + 1000, 50, [])).not.toEqual(second(7, FROM, 50, []));
  });

  test('lie within it in order of time, each with an id of its own', () => {
    const events = many(20, (at) => second(7, at, 333, []));
    expect(new Set(events.map((one) => one.id)).size).toBe(events.length);
    for (const [i, one] of events.entries()) expect(one.time).toBe(FROM + Math.floor(i / 333) * 1000 + Math.floor(((i % 333) * 1000) / 333));
  });

  test('are three orders of ten, of which about three in ten thousand fail', () => {
    const orders = many(200, (at) => second(7, at, 1000, [])).filter((one) => one.kind === 'order');
    expect(orders.length / 200_000).toBeCloseTo(0.3, 1);
    expect(orders.filter((one) => one.state === 'error').length / orders.length).toBeLessThan(0.001);
    expect(orders.some((one) => one.state === 'error')).toBe(true);
  });

  test('fail, slow down or stay away in an incident, and only then', () => {
    const during = (kind: 'errors' | 'slow' | 'silence') => many(20, (at) => second(7, at, 100, [{ kind, from: FROM, to: FROM + 10_000, share: 0.5 }]));
    const failed = during('errors').filter((one) => one.kind === 'order' && one.state === 'error');
    expect(failed.filter((one) => one.time < FROM + 10_000).length).toBeGreaterThan(100);
    expect(failed.filter((one) => one.time >= FROM + 10_000).length).toBeLessThan(5);
    expect(during('slow').filter((one) => one.kind === 'page' && one.time < FROM + 10_000 && one.value > 300).length).toBeGreaterThan(250);
    expect(during('silence').every((one) => one.time >= FROM + 10_000)).toBe(true);
  });

  test('are shared by several shops in turn', () => {
    expect(new Set(read(second(7, FROM, 300, [], 3).events).map((one) => one.service))).toEqual(new Set(['checkout', 'catalogue', 'checkout-2', 'catalogue-2', 'checkout-3', 'catalogue-3']));
  });
});

type Lived = { history: string[]; live: string[]; born: number[] };
/** A life on a clock that only its own waiting moves, for so many seconds of it; the machine is a minute past where history ends (or where it was left). */
const lived = async (seconds: number, { known = 0, speed = 1, real = true, begun = null as number | null, slow = 0 }): Promise<Lived> => {
  const taken: Lived = { history: [], live: [], born: [] };
  let now = 0;
  let asked = 0;
  await live({
    accept: async (stream, bodies, history) => {
      if (stream === 'event') taken[history ? 'history' : 'live'].push(...bodies);
      if (history) now += bodies.length * slow;
    },
    seed: 7, from: FROM, life: begun, born: (at) => void taken.born.push(at), climbed: async () => ++asked > 1, days: 1, known, speed, real,
    machine: () => Math.max(FROM, known) + 60_000 + now,
    now: () => now,
    sleep: async (ms) => void (now += ms),
    stopped: () => now >= seconds * 1000,
    progress() {},
  });
  return taken;
};

describe('the life of the shop', () => {
  test('is history at one event a second until it is climbed, then fifty a second', async () => {
    const { history, live: after, born } = await lived(10, {});
    expect(born).toEqual([FROM + 60_000]);
    expect(history).toHaveLength(86_400 + 60);
    expect(read(after)[0]?.time).toBe(FROM + 60_000);
    expect(after.length / 50).toBeGreaterThanOrEqual(8);
    expect(after.length / 50).toBeLessThanOrEqual(10);
  });

  test('goes as many times as fast as it is told, from where history ends, never ahead of the machine', async () => {
    const { live: after, born } = await lived(3, { speed: 1000, real: false });
    expect(born).toEqual([FROM]);
    expect(after.length / 50).toBe(62);
  });

  test('makes up for what it missed at the pace of history, sends what was on its way again, and then lives', async () => {
    const { history, live: after, born } = await lived(5, { known: FROM + 3_600_000, begun: FROM });
    expect(born).toEqual([]);
    expect([read(history)[0]?.time, history.length]).toEqual([FROM + 1_600_000, 2060]);
    expect(read(after)[0]?.time).toBe(FROM + 3_660_000);
  });

  test('makes up for what it missed, too, when it was ended as soon as it was born', async () => {
    const { history, live: after } = await lived(5, { known: FROM - 1000, begun: FROM });
    expect(history).toHaveLength(60);
    expect(read(after)[0]?.time).toBe(FROM + 60_000);
  });

  test('is not behind after a gap that took long to make up for', async () => {
    // 2060 seconds are sent again, half a second of time each: then a thousand are missing, and so on
    const { history, live: after } = await lived(3000, { known: FROM + 3_600_000, begun: FROM, slow: 500 });
    expect(history.length).toBeGreaterThan(3500);
    const times = read(after).map((one) => one.time);
    expect(times.at(-1)).toBeGreaterThan(FROM + 3_660_000 + 2_990_000);
  });

  test('has an incident that begins a minute in and lasts a minute', () => {
    expect(incidents(FROM, FROM + 5000).at(-1)).toMatchObject({ kind: 'errors', from: FROM + 65_000, to: FROM + 125_000 });
  });
});

test('its plan is valid and says nothing that it must warn of', () => {
  const { plan, faults } = readPlan([fileURLToPath(new URL('../../examples/checkout/plan', import.meta.url))]);
  expect(faults).toEqual([]);
  expect(plan?.measures.filter((one) => one.tier === 'kpt' && one.polarity === 'lower')).toHaveLength(1);
});
