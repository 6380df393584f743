/** What pages read where it is stored, or keep for a while, is what a climb would say: states under several scorecards, and who spent the budgets of two windows of one SLI. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowsOf, statesOf } from '../../../dashboard/routes/measure-page.ts';
import { type Reader, reader } from '../../../dashboard/routes/rows.ts';
import { gatherSpent } from '../../../dashboard/routes/spent.ts';
import type { Known } from '../../../dashboard/cards/spec.ts';
import type { SloMeasure } from '../../../shared/plan/measure.ts';
import { clock } from '../../../shared/time/clock.ts';
import { type Closing, closing } from '../../support/closing.ts';
import { ABOVE, kept, ratio, SHOP, slo } from '../../support/plan-of.ts';
import { requests } from '../../support/requests.ts';

const PLAN = `${SHOP}${ratio('handled', 'ok')}${slo('rolling', 'handled')}${ratio('answered', 'ok')}${slo('long', 'answered')}${slo('brief', 'answered').replace('60d', '1d')}${kept('rolling')}${ABOVE.replace('period: month', 'period: quarter')}---
{apiVersion: heptad/v1, kind: Scorecard, metadata: {name: zwei}, spec: {period: month, timeZone: UTC, areas: [served]}}
`;

let it: Closing;
let rows: Reader;
let known: Known;

beforeAll(async () => {
  it = await closing(PLAN);
  await it.feed([...requests(90, '2026-10-10T12:00:00Z', 'bad', { labels: { supplier: 'old' } }), ...requests(10, '2026-11-03T08:00:00Z', 'bad', { labels: { supplier: 'new' } }), ...requests(200, '2026-11-03T08:01:00Z', 'ok', { labels: { supplier: 'new' } })]);
});
afterAll(() => it.close());

test.each([null, 'board', 'zwei'])('states under the scorecard %s are those of rows', async (name) => {
  rows = reader(it.store.read, it.room().answer, clock('wall'));
  known = (await rows.known()) as Known;
  const cards = known.measures.filter((one) => one.tier === 'scorecard').map((one) => one.name);
  const card = name === 'board' ? (cards.find((one) => one !== 'zwei') as string) : name;
  const wanted = known.measures.filter((one) => !one.internal && ['slo', 'vma', 'kpt', 'kpi', 'kra'].includes(one.tier)).map((one) => ({ tier: one.tier, name: one.name }));
  const climbed = new Map([...(await rowsOf(rows, wanted, card, null))].map(([key, row]) => [key, row.status]));
  expect(climbed.size).toBe(wanted.length);
  expect(await statesOf(rows, wanted, card, null)).toEqual(climbed);
});

test.each([['long', 'brief'], ['brief', 'long']])('two windows of one SLI, %s first: each is told what was lost in it', async (...order) => {
  rows = reader(it.store.read, it.room().answer, clock('wall'));
  known = (await rows.known()) as Known;
  for (const name of order) {
    const measure = known.measures.find((one) => one.tier === 'slo' && one.name === name) as SloMeasure;
    const row = (await rows.rows('slo', null, null, [name]))[0] ?? null;
    const found = await gatherSpent(rows, it.store.read, known, measure, row);
    expect(found?.bad, name).toBe(name === 'long' ? 100 : 10);
  }
});
