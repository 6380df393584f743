/** What the climbing aggregator remembers from tick to tick: rows made from it are those that the store's own sums make, whatever comes in, in whatever order. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerer } from '../../aggregator/answer.ts';
import { follow } from '../../aggregator/follow.ts';
import { DAY } from '../../aggregator/ladder.ts';
import { defaults } from '../../shared/config.ts';
import type { MeasureTier } from '../../shared/plan/measure.ts';
import type { Answer, Row } from '../../shared/tiers/row.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import { ALL_KINDS, messagesOf } from '../support/all-kinds.ts';
import { type Closing, closing } from '../support/closing.ts';
import { whole } from '../support/whole.ts';

const START = Date.parse('2026-10-05T00:00:00Z');
const MINUTE = 60_000;
const TIERS: readonly MeasureTier[] = ['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'perspective', 'scorecard'];

const steps = whole ? 60 : 8;

describe('after any tick', () => {
  let shop: Closing;
  beforeAll(async () => {
    shop = await closing(ALL_KINDS);
    const { events, samples } = messagesOf(START);
    await shop.send(samples, 'sample');
    await shop.feed(events);
  });
  afterAll(() => shop.close());

  /** The current rows as they were written, by tier and name. */
  const written = async (): Promise<Map<string, Row>> => new Map((await shop.all<{ body: string }>('SELECT body FROM figure FINAL WHERE closed = 0')).map(({ body }) => JSON.parse(body) as Row).map((row) => [`${row.tier}/${row.scorecard ?? ''}/${row.name}`, row]));
  /** Asks as a process that does not climb: it has nothing but the store to go by. */
  const another = (): Answer => answerer(shop.store.read, follow(shop.store.read, makeClock('events')), defaults.lateness);
  const agree = async (): Promise<number> => {
    const there = await written();
    const answer = another();
    let compared = 0;
    for (const tier of TIERS)
      for (const row of await answer.rows({ tier, at: null, names: null, scorecard: null })) {
        const mine = there.get(`${tier}/${row.scorecard ?? ''}/${row.name}`);
        // rows of one instant: those of the last tick that made some
        if (mine?.at !== row.at) continue;
        expect(mine, `${tier} ${row.name}`).toEqual(JSON.parse(JSON.stringify(row)));
        compared++;
      }
    return compared;
  };
  const differing = (table: string, below: string, unit: string, fields: string): Promise<{ n: string }[]> =>
    shop.all(`SELECT count() AS n FROM (SELECT def, at, ${fields.split(', ').map((one) => `sum(of * toDecimal256(${one}, 18)) AS ${one}_`).join(', ')} FROM (SELECT def, ${unit}(t) AS at, ${fields}, 1 AS of FROM ${below} FINAL UNION ALL SELECT def, t, ${fields}, -1 FROM ${table} FINAL) GROUP BY def, at HAVING ${fields.split(', ').map((one) => `${one}_ != 0`).join(' OR ')})`);

  let now = START + DAY;
  let id = 0;
  /** A request, and one tick. */
  const send = (at: number, state = 'ok'): Promise<void> => shop.feed([{ id: `m${id++}`, time: at, service: 'shop', kind: 'req', state, value: 1, unit: 'ms' }], 'event', 1);

  it('the rows are those that the store answers for the same instant, and once nothing is left to do every hour is the sum of its minutes', async () => {
    let all = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            // seconds that time goes on
            on: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) }, { weight: 2, arbitrary: fc.integer({ min: 50, max: 400 }) }, { weight: 1, arbitrary: fc.constant(3600) }),
            // seconds by which each message is late
            late: fc.array(fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 90 }) }, { weight: 2, arbitrary: fc.integer({ min: 100, max: 900 }) }, { weight: 1, arbitrary: fc.integer({ min: 3600, max: 90_000 }) }), { minLength: 1, maxLength: 4 }),
            state: fc.constantFrom('ok', 'bad', 'slow'),
            sample: fc.boolean(),
          }),
          { minLength: steps, maxLength: steps },
        ),
        async (some) => {
          for (const { on, late, state, sample } of some) {
            now += on * 1000;
            const events = late.flatMap((by) => [
              { id: `m${id++}`, time: now - by * 1000, service: 'shop', kind: 'req', state, value: 1 + (id % 700), unit: 'ms' },
              ...(id % 3 === 0 ? [{ id: `m${id - 1}`, time: now - by * 1000, service: 'shop', kind: 'req', state: 'ok', value: 5, unit: 'ms' }] : []),
              ...(id % 5 === 0 ? [{ id: `h${id}`, time: now - by * 1000, service: 'shop', component: id % 2 ? 'a' : 'b', kind: 'health', state: id % 3 ? 'up' : 'down' }] : []),
            ]);
            if (sample) await shop.send([{ id: `s${id++}`, time: now, service: 'shop', sli: 'probe', good: id % 10, total: 10 }], 'sample');
            await shop.send(events);
            await shop.room().tick();
            all += await agree();
          }
        },
      ),
      { numRuns: 1, seed: 20_261_129 },
    );
    // many a row is of the tick that was compared
    expect(all).toBeGreaterThan(60);
    await shop.tick(10);
    for (const [tier, fields] of [['sli', 'messages, good, total, n, covered'], ['slo', 'good, total'], ['vma', 'good, bad, unknown, empty']] as const) {
      expect(await differing(`${tier}_hour`, `${tier}_minute`, 'toStartOfHour', fields), `${tier} hours`).toEqual([{ n: '0' }]);
      expect(await differing(`${tier}_day`, `${tier}_hour`, 'toStartOfDay', fields), `${tier} days`).toEqual([{ n: '0' }]);
    }
  }, 240_000);

  it('whoever asks for the rows of now is given those that the tick made, and the store is not asked', async () => {
    const { read } = shop.store;
    const { rows } = read;
    let asked = 0;
    read.rows = (...all) => {
      asked++;
      return rows(...all);
    };
    try {
      now += 60_000;
      await send(now);
      asked = 0;
      const all = async (): Promise<Row[]> => (await Promise.all(TIERS.map((tier) => shop.room().answer.rows({ tier, at: null, names: null, scorecard: null })))).flat();
      const made = await all();
      expect(made.length).toBeGreaterThan(10);
      expect(asked).toBe(0);
    } finally {
      read.rows = rows;
    }
  });

  it('rows of now are made anew after a backfill, though nothing comes in', async () => {
    now += 60_000;
    await send(now);
    await shop.tick(3);
    const total = async (): Promise<number> => (await shop.room().answer.rows({ tier: 'sli', at: null, names: ['answered'], scorecard: null }))[0]?.total ?? 0;
    const before = await total();
    // what a writer left that died before its ledger row
    const at = Math.floor(now / MINUTE) * MINUTE - 30 * MINUTE;
    const [shape] = await shop.all<{ shape: string }>("SELECT toString(shape) AS shape FROM shape FINAL WHERE kind = 'req' AND state = 'ok'");
    const left = { minute: at / 1000, service: 'shop', shape: shape?.shape, id: 'left', source: '', component: '', time: at / 1000, value: '7', log: 'http', epoch: 0, partition: 99, offset: 1 };
    await shop.store.ingest.insert('sie', Object.keys(left), 'JSONEachRow', `${JSON.stringify(left)}\n`);
    await shop.work({ kind: 'backfill', from: at, to: at + MINUTE, restate: false });
    await shop.tick(3);
    expect(await total()).toBe(before + 1);
  });

  it('a timeslice that began before the open minutes changes with those of them that it holds', async () => {
    // five-minute timeslices; open are the seven minutes before that of the watermark, so from :03 on
    const base = Math.ceil(now / 3_600_000) * 3_600_000;
    await send(base + 10 * MINUTE + 1000, 'ok');
    await send(base + 10 * MINUTE + 2000, 'ok');
    for (const [at, state] of [[3, 'ok'], [4, 'bad'], [4, 'bad']] as const) {
      await send(base + at * MINUTE + 30_000, state);
      expect(await agree()).toBeGreaterThan(0);
    }
    now = base + 10 * MINUTE + 2000;
  });

  it('hours that are not over are owed while messages come, and found again by whoever goes on', async () => {
    const hour = Math.ceil(now / 3_600_000) * 3_600_000 + 3_600_000;
    const stands = async (): Promise<string> => (await shop.all<{ n: string }>(`SELECT toString(sum(messages)) AS n FROM sli_hour FINAL WHERE t = toDateTime(${hour / 1000}, 'UTC') AND def IN (SELECT def FROM measure WHERE name = 'answered' AND tier = 'sli')`))[0]?.n ?? '';
    await send(hour + 5 * MINUTE + 1000);
    expect(await stands()).toBe('1');
    await send(hour + 5 * MINUTE + 2000);
    await send(hour + 5 * MINUTE + 3000);
    expect(await stands(), 'the same minute').toBe('1');
    await shop.again();
    await send(hour + 5 * MINUTE + 4000);
    expect(await stands(), 'after a start').toBe('4');
    await send(hour + 5 * MINUTE + 5000);
    await shop.tick(3);
    expect(await stands(), 'nothing else to do').toBe('5');
    // the last minute of an hour counts whole: windows read the hour from now on
    await send(hour + 59 * MINUTE + 1000);
    await send(hour + 59 * MINUTE + 2000);
    expect(await stands(), 'its last minute').toBe('7');
  });
});
