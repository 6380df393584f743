/** Every tier again from raw over a real store: the same rows and figures as before, also after slices were damaged; what raw no longer tells of stays. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MeasureTier } from '../../shared/plan/measure.ts';
import type { Sql } from '../../shared/store/sql.ts';
import type { Rebuilt } from '../../shared/tiers/work.ts';
import { ALL_KINDS, differing, messagesOf, slicesOf } from '../support/all-kinds.ts';
import { type Closing, closing } from '../support/closing.ts';
import { whole as all } from '../support/whole.ts';

const DAY = 86_400_000;
const FROM = Date.parse('2026-09-27T00:00:00Z');
const DAYS = 5;
const NAMES: [MeasureTier, string][] = [['sli', 'answered'], ['sli', 'handled'], ['slo', 'rolling'], ['slo', 'at-work'], ['slo', 'halves'], ['slo', 'probes'], ['slo', 'counted'], ['slo', 'runs'], ['slo', 'mends'], ['vma', 'selling'], ['kpt', 'slow'], ['kpt', 'kept'], ['kpi', 'reliability'], ['kra', 'served'], ['perspective', 'customer'], ['scorecard', 'card']];

describe('a rebuild', () => {
  let it: Closing;
  let whole: string[];
  let shown: unknown[];
  const slices = (): Promise<string[]> => slicesOf(it.store.read);
  /** Rows as they stand: shown now, as of the end of September, and those that are kept as current and as closed. */
  const figures = async (): Promise<unknown[]> => [
    ...(await Promise.all(NAMES.flatMap(([tier, name]) => [null, '2026-10-01T00:00:00Z'].map((at) => it.row(tier, name, at))))),
    await it.all("SELECT tier, scope, name, value, status, score, body FROM figure FINAL WHERE closed = 0 ORDER BY tier, scope, name"),
    await it.all('SELECT tier, scope, name, start, end, revision, body FROM closed FINAL ORDER BY ALL'),
  ];
  const rebuild = async (force = false): Promise<Rebuilt> => {
    const doing = it.room().work({ kind: 'rebuild', force });
    const shares: number[] = [];
    for (;;) {
      const step = await doing.next();
      if (step.done) {
        expect(shares.length).toBeGreaterThan(2);
        expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
        return step.value as Rebuilt;
      }
      shares.push(step.value.share);
    }
  };
  const damage = (...statements: string[]): Promise<void> => statements.reduce(async (before, one) => { await before; await it.store.climb.run(one as Sql); }, Promise.resolve());
  const same = async (): Promise<void> => {
    expect(differing(whole, await slices())).toEqual([]);
    expect(await figures()).toEqual(shown);
  };

  beforeAll(async () => {
    it = await closing(ALL_KINDS, 3, { settle: 0, rest: 0 });
    for (let day = 0; day < DAYS; day++) {
      const { events, samples } = messagesOf(FROM + day * DAY);
      await it.send(events);
      await it.feed(samples, 'sample');
    }
    whole = await slices();
    shown = await figures();
  });
  afterAll(() => it.close());

  test('of sound slices changes nothing but versions', async () => {
    expect(await it.all('SELECT count() > 0 AS closed FROM closed')).toEqual([{ closed: 1 }]);
    expect(await rebuild()).toMatchObject({ days: DAYS + 1, differing: [], restated: 0, from: '2026-09-27T00:00:00Z' });
    await same();
  });

  test('is told in the current rows, whatever these said', async () => {
    await damage("INSERT INTO figure SELECT * REPLACE(0.1 AS value, 'missed' AS status, version + 1 AS version) FROM figure FINAL WHERE closed = 0");
    expect(await figures()).not.toEqual(shown);
    await rebuild();
    await same();
  });

  test.each<[string, string[]]>([
    ['wrong figures', ["INSERT INTO sli_minute SELECT * REPLACE(good + 1 AS good, version + 1 AS version) FROM sli_minute FINAL WHERE toDate(t) = '2026-09-28'", "INSERT INTO slo_day SELECT * REPLACE(total * 2 AS total, version + 1 AS version) FROM slo_day FINAL"]],
    ['rows that are gone', ["DELETE FROM sli_minute WHERE toDate(t) = '2026-09-29'", "DELETE FROM sli_hour WHERE 1", "DELETE FROM vma_minute WHERE toHour(t) = 12", 'DELETE FROM slo_minute WHERE toMinute(t) = 1', 'DELETE FROM value_day WHERE 1', 'DELETE FROM match WHERE 1']],
    ['rows that nothing speaks for', ["INSERT INTO sli_minute SELECT * REPLACE(t + 17 * 60 AS t) FROM sli_minute FINAL WHERE toDate(t) = '2026-09-28' AND def IN (SELECT def FROM measure WHERE name IN ('answered', 'probed'))", "INSERT INTO slo_minute SELECT * REPLACE(t + 17 * 60 AS t) FROM slo_minute FINAL WHERE toDate(t) = '2026-09-27'", "INSERT INTO vma_minute SELECT * REPLACE(t + 17 * 60 AS t) FROM vma_minute FINAL WHERE toDate(t) = '2026-09-27'", "INSERT INTO value_minute SELECT * REPLACE(t + 17 * 60 AS t) FROM value_minute FINAL WHERE toDate(t) = '2026-09-30'", "INSERT INTO slo_hour SELECT * REPLACE(t + 5 * 3600 AS t) FROM slo_hour FINAL WHERE toDate(t) = '2026-09-27'"]],
    ['rows of versions that never were', ["INSERT INTO sli_minute SELECT * REPLACE(total + 5 AS total, 18446744073709551615 AS version) FROM sli_minute FINAL WHERE toDate(t) = '2026-09-28'", 'INSERT INTO vma_day SELECT * REPLACE(good + 1 AS good, 18446744073709551615 AS version) FROM vma_day FINAL']],
  ].filter((_, i) => all || i === 0) as [string, string[]][])('mends %s, in all tiers, and says on which days', async (_title, statements) => {
    await damage(...statements);
    expect(differing(whole, await slices())).not.toEqual([]);
    const done = await rebuild();
    expect(done.differing.length).toBeGreaterThan(0);
    expect(done.restated).toBe(0);
    await same();
  });

  if (all) test('may be interrupted by ticks, which go on', async () => {
    const doing = it.room().work({ kind: 'rebuild', force: false });
    let more = 0;
    for (let step = await doing.next(); !step.done; step = await doing.next()) await it.feed([{ id: `more${more++}`, time: FROM + DAYS * DAY + 3_600_000 + more * 1000, service: 'shop', kind: 'req', state: 'ok', value: 5, unit: 'ms' }]);
    const row = await it.row('slo', 'rolling', null);
    expect([row?.good, row?.total]).toEqual([DAYS * 6 + more, DAYS * 12 + more]);
    whole = await slices();
    await rebuild();
    expect(differing(whole, await slices())).toEqual([]);
    shown = await figures();
  });

  test('leaves what lies behind the floor as it is', async () => {
    await it.tick();
    expect((await it.room().keep())?.dropped).toBe(1);
    await it.again();
    await it.tick();
    whole = await slices();
    shown = await figures();
    await damage("INSERT INTO sli_minute SELECT * REPLACE(good + 1 AS good, version + 1 AS version) FROM sli_minute FINAL WHERE toDate(t) = '2026-09-30' AND def IN (SELECT def FROM measure WHERE name = 'answered')");
    expect(await rebuild()).toMatchObject({ days: DAYS, from: '2026-09-28T00:00:00Z', differing: ['2026-09-30'], restated: 0 });
    await same();
  });

  if (all) test('is not begun when raw is not whole, unless somebody insists', async () => {
    await damage("DELETE FROM sie WHERE toDate(minute) = '2026-10-01'");
    await expect(rebuild()).rejects.toThrow(/the books do not balance, so raw is not whole/);
    expect(differing(whole, await slices())).toEqual([]);
    await rebuild(true);
  });
});
