/** What a span would have been under another plan, over a real store: the figures are those that the plan would have had, and nothing of the live one is touched. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Row } from '../../shared/tiers/row.ts';
import type { Compared, Comparison } from '../../shared/tiers/work.ts';
import { iso } from '../../shared/time/instant.ts';
import { type Closing, closing } from '../support/closing.ts';
import { ABOVE, ratio, SHOP } from '../support/plan-of.ts';

/** `good`: where requests are good; `fast`: the most ms that a fast one takes. */
const plan = (good: string, fast: number, target: number): string => `${SHOP}${ratio('answered', good)}
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: time}
spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: req, unit: ms}}}}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: available}
spec: {service: shop, indicatorRef: answered, budgetingMethod: Occurrences, timeWindow: [{duration: 7d, isRolling: true}], objectives: [{targetPercent: ${target}}]}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: fast}
spec: {service: shop, indicatorRef: time, budgetingMethod: Timeslices, timeWindow: [{duration: 7d, isRolling: true}], objectives: [{op: lte, value: ${fast}, targetPercent: 50, timeSliceTarget: 0.5}]}
---
apiVersion: heptad/v1
kind: VitalMissionActivity
metadata: {name: buy}
spec: {all: [available, fast], sliceTarget: 50%, window: 7d, adequate: 20%, desired: 40%}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: kept}
spec: {measure: {slo: available}, period: day, timeZone: UTC, adequate: ${target - 20}%, desired: ${target}%}
${ABOVE}`;
const LIVE = plan('ok', 200, 60);
const OTHER = plan('[ok, slow]', 100, 60);
const HOUR = 3_600_000;
const FROM = Date.parse('2026-10-01T00:00:00Z');
const TIERS = ['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'perspective', 'scorecard'] as const;

let live: Closing;
let answer: Comparison | null = null;
/** Four requests every three hours over four days: two ok at 50 ms, one slow at 150 ms, one bad; on the third day one ok, two slow. */
const events = Array.from({ length: 32 }, (_, h) => ['ok', Math.floor(h / 8) === 2 ? 'slow' : 'ok', 'slow', 'bad'].map((state, i) => ({ id: `${h}-${i}`, time: FROM + 3 * h * HOUR + i, service: 'shop', kind: 'req', state, value: state === 'slow' ? 150 : 50, unit: 'ms' }))).flat();
const TABLES = ['sli_minute', 'sli_hour', 'sli_day', 'slo_minute', 'slo_hour', 'slo_day', 'vma_minute', 'vma_hour', 'vma_day', 'figure', 'closed', 'measure', 'rule', 'plan', 'alert', 'outbox'];
const DEFS = "(SELECT def FROM measure WHERE plan = (SELECT argMax(plan, at) FROM plan))";

beforeAll(async () => {
  live = await closing(LIVE);
  await live.feed(events);
});
afterAll(() => live.close());

/** Everything of the live plan: its slices and rows without the version, which every climb of an hour renews. */
const standing = async (): Promise<string> => {
  const out: unknown[] = [];
  for (const table of TABLES) {
    const mine = /^(sli|slo|vma)_/.test(table) ? `WHERE def IN ${DEFS}` : '';
    out.push([table, await live.all(`SELECT * EXCEPT (${table === 'plan' || table === 'measure' || table === 'rule' ? 'at' : 'version'}) FROM ${table} FINAL ${mine} ORDER BY ALL`)]);
  }
  const rows: Row[] = [];
  for (const tier of TIERS) rows.push(...(await live.room().answer.rows({ tier, at: null, names: null, scorecard: null })));
  return JSON.stringify([out, rows]);
};

/** Whether one side of the comparison is what the plan in force answers. */
const same = async (side: 'now' | 'then', measures: readonly Compared[], at: number): Promise<void> => {
  for (const tier of TIERS)
    for (const row of await live.room().answer.rows({ tier, at, names: null, scorecard: null })) {
      const mine = measures.find((one) => one.tier === tier && one.name === row.name && one.scorecard === row.scorecard);
      expect(mine?.[side], `${tier} ${row.name} ${side}`).toEqual({ value: row.value, score: row.score, status: row.status, target: row.target });
    }
};

test('another plan over the same span changes figures and verdicts, and everything of the live one stays as it is', async () => {
  const before = await standing();
  const watermark = (await live.room().answer.watermark()) as number;
  const doing = live.room().work({ kind: 'whatif', from: FROM, to: watermark, files: [{ file: 'other.yaml', text: OTHER }] });
  while (!answer) {
    const step = await doing.next();
    if (step.done) answer = step.value as Comparison;
    // life goes on between two steps
    else await live.room().tick();
  }
  expect(await standing()).toBe(before);
  await same('now', answer.measures, watermark);
  const available = answer.measures.find((one) => one.name === 'available');
  expect(available).toMatchObject({ now: { value: 168 / 384, status: 'missed' }, then: { value: 0.75, status: 'met' } });
  expect(available?.difference.value).toBeCloseTo(0.75 - 168 / 384, 12);
  // of days: every one is met under the other plan
  expect(answer.periods.filter((one) => one.tier === 'kpt' && one.scorecard === null)).toEqual([
    ...[1, 2].map((day) => ({ tier: 'kpt', name: 'kept', scorecard: null, from: `2026-10-0${day}T00:00:00Z`, to: `2026-10-0${day + 1}T00:00:00Z`, now: 'tolerated', then: 'met' })),
    { tier: 'kpt', name: 'kept', scorecard: null, from: '2026-10-03T00:00:00Z', to: '2026-10-04T00:00:00Z', now: 'missed', then: 'met' },
    { tier: 'kpt', name: 'kept', scorecard: null, from: '2026-10-04T00:00:00Z', to: '2026-10-05T00:00:00Z', now: 'tolerated', then: 'met' },
  ]);
  // of a window that rolls, days that follow one another are one stretch
  expect(answer.periods.filter((one) => one.name === 'available')).toEqual([{ tier: 'slo', name: 'available', scorecard: null, from: '2026-10-01T00:00:00Z', to: iso(watermark), now: 'missed', then: 'met' }]);
});

test('the plan in force compared with itself differs in nothing', async () => {
  const { measures, periods } = await live.work<Comparison>({ kind: 'whatif', from: FROM, to: FROM + 96 * HOUR, files: [{ file: 'plan.yaml', text: LIVE }] });
  expect(periods).toEqual([]);
  expect(measures.length).toBeGreaterThan(8);
  for (const one of measures) expect(one.then).toEqual(one.now);
});

test('a plan with faults is refused with them', async () => {
  await expect(live.room().work({ kind: 'whatif', from: FROM, to: FROM + HOUR, files: [{ file: 'plan.yaml', text: LIVE.replace('indicatorRef: answered', 'indicatorRef: unanswered') }] }).next()).rejects.toThrow(/unanswered/);
});

test('what it would have been is what it is once that plan is in force', async () => {
  const { measures } = answer as Comparison;
  const watermark = (await live.room().answer.watermark()) as number;
  await live.again(OTHER);
  await live.tick();
  await same('then', measures, watermark);
});
