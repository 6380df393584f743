/**
 * The same number everywhere: over the real engine and a plan of more than fifty measures of every kind, what the API, the pages, the charts, the files,
 * the explanations, the pictures and the alerts say of a measure is one stored double, written by shared/figure.ts wherever it is rounded.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftShare, spentShare, threshold, times } from '../../shared/budget-figure.ts';
import type { ExplainedRow } from '../../shared/explained.ts';
import { digits, figure, linesOf, SCORE, type Spec, text as written, exact } from '../../shared/figure.ts';
import type { Sql } from '../../shared/store/sql.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import type { HistoryItem, Row } from '../../shared/tiers/row.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { END, EVENTS, SAMPLES } from '../support/explained-messages.ts';
import { planOf } from '../support/plan-of.ts';
import { whole } from '../support/whole.ts';
import { words } from '../support/words.ts';

/** Two SLOs that are watched: one burns, one has spent its budget. */
const WATCHED = `
---
{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: burning}, spec: {service: shop, indicatorRef: answers, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99.9}]}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: spent}, spec: {service: shop, indicatorRef: edge, budgetingMethod: RatioTimeslices, timeWindow: [{duration: 7d, isRolling: true}], objectives: [{targetPercent: 99, timeSliceWindow: 5m}]}}
`;
const PLAN = readFileSync(new URL('../support/plans/explained/plan.yaml', import.meta.url), 'utf8') + WATCHED;
const plan = planOf(PLAN);
const TIERS = ['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra'] as const;
type Named = (typeof TIERS)[number];
const MEASURES = plan.measures.filter((one) => TIERS.includes(one.tier as Named) && /^[a-z0-9.-]+$/.test(one.name)).map((one) => [one.tier as Named, one.name] as const);
const of = <T extends Named>(tier: T): string[] => MEASURES.filter(([one]) => one === tier).map(([, name]) => name);

const between = (html: string, from: string, to: string): string => {
  const start = html.indexOf(from);
  return start < 0 ? '' : html.slice(start, html.indexOf(to, start));
};

/** How a row's figure is to be written, by the row alone and what of its plan no row says. */
const specOf = (row: Row): Spec => {
  const measure = plan.measures.find((one) => one.tier === row.tier && one.name === row.name);
  if (row.tier === 'kra' || (measure?.tier === 'kpi' && measure.children.length > 1)) return SCORE;
  const target = measure?.tier === 'kpi' ? plan.measures.find((one) => one.tier === 'kpt' && one.name === measure.children[0]?.name) : measure;
  const counts = target?.tier === 'kpt' && target.by === null && target.of.statistic === 'count';
  return { kind: row.unit === 'ratio' && !(target?.tier === 'kpt' && target.by !== null) ? 'ratio' : 'value', unit: row.unit === 'ratio' || counts ? '' : row.unit, whole: counts, polarity: row.polarity, ...linesOf(row.target) };
};
const shownOf = (row: Row): number | null => (specOf(row).kind === 'score' ? row.score : row.value);
/** With its unit; a score with its scale. */
const textOf = (row: Row): string => figure(shownOf(row), specOf(row)) + (specOf(row).kind === 'score' && row.score !== null ? ' / 100' : '');

const csvOf = (text: string): Record<string, string>[] => {
  const [head = '', ...lines] = text.trimEnd().split('\r\n');
  const names = head.split(',').map((one) => one.replace(/ \([^)]*\)$/, ''));
  return lines.map((line) => Object.fromEntries((line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []).slice(0, names.length).map((one, i) => [names[i], one.replace(/,$/, '').replaceAll(/^"|"$/g, '')])));
};
const cell = (value: number | string | null | undefined): string => (value === null || value === undefined ? '' : String(value));

describe('the same number everywhere', () => {
  let desk: Desk;
  const rows = new Map<string, Row>();
  const pages = new Map<string, string>();
  const page = async (path: string): Promise<string> => {
    const known = pages.get(path);
    if (known !== undefined) return known;
    const { status, text } = await desk.get(path);
    expect(status, `${path}: ${text.slice(0, 300)}`).toBe(200);
    pages.set(path, text);
    return text;
  };
  const json = async <T>(path: string): Promise<T> => JSON.parse(await page(path)) as T;
  const items = async <T = Record<string, unknown>>(path: string): Promise<T[]> => (await json<{ items: T[] }>(path)).items;
  const row = (tier: string, name: string): Row => rows.get(`${tier}/${name}`) as Row;
  /** Counted over the period of the scorecard, as its pages are. */
  const onCard = (tier: string, name: string): Row => rows.get(`shop:${tier}/${name}`) ?? row(tier, name);

  beforeAll(async () => {
    desk = await openDesk(plan);
    for (const [path, lines] of [['events', EVENTS], ['samples', SAMPLES]] as const) {
      const all = lines.map((line) => JSON.parse(line) as { time: number });
      await desk.post(`/api/v1/${path}`, all);
    }
    await desk.reach(END);
    for (const [name, value, time] of [['score', 12, '2026-11-02T08:00:00Z'], ['score', 25, '2026-11-04T12:00:00Z'], ['cost', 100.5, '2026-11-02T08:00:00Z'], ['cost', 7, '2026-11-03T08:00:00Z']] as const) await desk.post('/api/v1/values', { name, value, time, who: 'Anna' });
    await desk.reach(END + 1000);
    for (const tier of TIERS) for (const one of await items<Row>(`/api/v1/tiers/${tier}?limit=1000`)) rows.set(`${tier}/${one.name}`, one);
    for (const tier of ['kpt', 'kpi', 'kra']) for (const one of await items<Row>(`/api/v1/tiers/${tier}?limit=1000&scorecard=shop`)) rows.set(`shop:${tier}/${one.name}`, one);
  }, 120_000);
  afterAll(() => desk?.close());

  it('is looked at for more than fifty measures of all tiers and methods, most with data, met and missed', () => {
    expect(MEASURES.length).toBeGreaterThanOrEqual(50);
    expect(new Set(MEASURES.map(([tier]) => tier)).size).toBe(6);
    const all = MEASURES.map(([tier, name]) => row(tier, name));
    expect(all.every(Boolean)).toBe(true);
    expect(all.filter((one) => shownOf(one) !== null).length).toBeGreaterThan(50);
    expect(new Set(all.map((one) => one.status))).toEqual(new Set(['met', 'tolerated', 'missed', null]));
    expect(new Set(all.map((one) => one.unit)).size).toBeGreaterThan(4);
    expect(new Set(all.map((one) => one.polarity))).toEqual(new Set(['higher', 'lower', 'range', null]));
  });

  // the gate has fifteen minutes for everything and takes every eighth
  it.each(MEASURES.filter((_, i) => whole || i % 8 === 0))('of %s/%s', async (tier, name) => {
    const it = row(tier, name);
    const path = `/api/v1/measures/${tier}/${name}`;
    // API: the row by itself, how it came about, and the end of its history
    const alone = await json<Row>(path);
    expect({ value: alone.value, good: alone.good, total: alone.total, score: alone.score, status: alone.status, at: alone.at, budget: alone.budget, burn: alone.burn }).toEqual({ value: it.value, good: it.good, total: it.total, score: it.score, status: it.status, at: it.at, budget: it.budget, burn: it.burn });
    const explained = await json<ExplainedRow>(`${path}/explain`);
    expect(explained.row).toEqual(it);
    const from = new Date(Date.parse(it.at) - 3_600_000).toISOString();
    const past = await items<HistoryItem>(`${path}/history?from=${from}&to=${it.at}&step=3600`);
    expect(past.at(-1)).toMatchObject({ at: it.at, value: it.value, score: it.score, good: it.good, total: it.total, status: it.status });

    const own = tier === 'slo' ? `/slos/${name}` : `/t/${tier}/${name}`;
    // how it is computed, for people: to twelve digits
    const telling = words(await page(`/t/${tier}/${name}/explain`));
    const value = shownOf(it);
    if (value !== null) expect(telling).toContain(written(exact(Number(value.toPrecision(12)))));

    // the tier map and its file
    const node = (await items('/api/v1/tables/tiers/nodes')).find((one) => one.tier === tier && one.name === name);
    if (node) {
      const here = onCard(tier, name);
      expect(node).toMatchObject({ value: here.value, good: here.good, total: here.total, score: here.score });
      const drawn = new RegExp(`data-open="${own}(?:\\?[^"]*)?"[^>]*>(?:(?!</a>).)*<span class="figure">(.*?)</span></a>`).exec(await page('/tiers'))?.[1];
      // of SLOs the map tells the budget, of SLIs how often something comes in
      if (drawn !== undefined && tier !== 'slo' && tier !== 'sli') expect(words(drawn)).toBe(shownOf(here) === null ? words(drawn) : textOf(here));
    }

    // the page: tile, chart, its end
    const html = await page(own);
    const tiles = [...html.matchAll(/<div class="tile"><h2>.*?<\/h2><p class="figure">(.*?)<\/p>/g)].map((one) => words(one[1] as string));
    expect(tiles).toContain(shownOf(it) === null ? (tiles.includes('–') ? '–' : 'No data') : textOf(it));
    if (tier === 'slo') {
      const points = [...between(html, 'id="budget-table"', '</table>').matchAll(/<data value="([^"]*)">([^<]*)<\/data>/g)];
      expect(points[0]?.[1]).toBe(cell(it.budget?.ratio.remaining));
      const budget = csvOf(await page(`/api/v1/slos/${name}/budget?format=csv`)).at(-1);
      expect(budget).toEqual({ at: it.at, budgetLeft: cell(it.budget?.ratio.remaining) });
      const burn = (await items(`/api/v1/slos/${name}/burn`)).at(-1);
      for (const [window, value] of Object.entries(it.burn ?? {})) if (burn && window in burn) expect([window, burn[window]]).toEqual([window, value]);
      if (points.length > 0 && it.budget?.ratio.remaining !== null) {
        const svg = words(await page(`/api/v1/slos/${name}/budget?format=svg`));
        expect(svg).toContain(`${points[0]?.[2]} left now`.replace('left left', 'left'));
      }
    } else {
      const points = [...between(html, 'id="history-table"', '</table>').matchAll(/<data value="([^"]*)">([^<]*)<\/data>/g)];
      expect(points[0]?.[1]).toBe(cell(shownOf(it)));
      expect(points[0]?.[2]).toBe(figure(shownOf(it), specOf(it)));
      const csv = csvOf(await page(`/api/v1/tables/measures/${tier}/${name}/history?format=csv`)).at(-1);
      expect(csv).toMatchObject({ at: it.at, value: cell(it.value), score: cell(it.score), status: cell(it.status), good: cell(it.good), total: cell(it.total) });
      // the other two forms of the same: of every third, for they take as long as the page
      if (MEASURES.findIndex((one) => one[1] === name) % 3 !== 0) return;
      expect((await items(`/api/v1/tables/measures/${tier}/${name}/history`)).at(-1)).toMatchObject({ at: it.at, value: it.value, score: it.score, status: it.status });
      if (shownOf(it) !== null) expect(words(await page(`/api/v1/tables/measures/${tier}/${name}/history?format=svg`))).toContain(`${figure(shownOf(it), specOf(it))} at the end`);
    }
  });

  it('of SLOs in their list, as a page, as JSON and as CSV', async () => {
    const html = await page('/slos');
    const list = new Map((await items('/api/v1/slos')).map((one) => [one.name, one]));
    const csv = new Map(csvOf(await page('/api/v1/slos?format=csv')).map((one) => [one.name, one]));
    for (const name of of('slo')) {
      const it = row('slo', name);
      const [sli, left, burn1h, burn6h] = [it.value, it.budget?.ratio.remaining ?? null, it.burn?.['1h'] ?? null, it.burn?.['6h'] ?? null];
      expect(list.get(name)).toMatchObject({ sli, good: it.good, total: it.total, budgetLeft: left, budgetLeftSeconds: it.budget?.seconds.remaining ?? null, burn1h, burn6h, status: it.status });
      expect(csv.get(name)).toMatchObject({ sli: cell(sli), budgetLeft: cell(left), burn1h: cell(burn1h), burn6h: cell(burn6h), status: cell(it.status) });
      const cells = between(html, `id="slo-${name}"`, '</tr>');
      expect(words(cells)).toContain(sli === null ? 'no data' : figure(sli, specOf(it)));
      // what the list says of budget and burn is what the tiles of its own page say
      const tiles = [...(await page(`/slos/${name}`)).matchAll(/<div class="tile"><h2>(.*?)<\/h2><p class="figure">(.*?)<\/p>/g)].map((one) => words(one[2] as string));
      const shown = [...cells.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map((one) => words(one[1] as string));
      const budget = shown.find((one) => / \(.*\)$/.test(one));
      if (left !== null) expect(tiles[1]).toContain(budget?.split(' (')[0]);
      if (burn1h !== null) expect(shown.find((one) => one.includes(' / '))?.split(' / ')[0]).toBe(tiles[2]?.split(' ')[0]);
    }
  });

  it('of targets, indicators and result areas on the scorecard, its levels and its files', async () => {
    const html = await page('/?open=all');
    const sheet = await items('/api/v1/tables/scorecard/sheet?scorecard=shop');
    const csv = csvOf(await page('/api/v1/tables/scorecard/sheet?scorecard=shop&format=csv'));
    for (const one of sheet.filter(({ tier }) => tier === 'kpi' || tier === 'kra')) {
      const it = onCard(String(one.tier), String(one.name));
      expect(one).toMatchObject({ score: it.score, status: it.status, ...(one.tier === 'kpi' ? { value: it.value } : {}) });
      expect(csv.find(({ tier, name }) => tier === one.tier && name === one.name)).toMatchObject({ score: cell(it.score), status: cell(it.status) });
      const drawn = words(between(html, `id="${one.tier}-${one.name}"`, '</tr>'));
      if (shownOf(it) !== null) expect(drawn, `${one.name}`).toContain(textOf(it));
    }
    expect(sheet.length).toBeGreaterThan(6);
    for (const [level, table, tier] of [['tactical', 'targets', 'kpt'], ['tactical', 'activities', 'vma']] as const) {
      const board = await page(`/?level=${level}`);
      const found = await items(`/api/v1/tables/scorecard/${table}?scorecard=shop`);
      expect(found.length).toBeGreaterThan(1);
      for (const one of found) {
        const it = onCard(tier, String(one.name));
        expect(one).toMatchObject({ value: it.value, score: it.score, status: it.status, good: it.good, total: it.total });
        if (it.value !== null) expect(words(between(board, `id="${tier}-${one.name}"`, '</tr>')), String(one.name)).toContain(figure(it.value, specOf(it)));
      }
    }
  });

  it('of what an element is made of: children say the figures of their own rows', async () => {
    for (const tier of ['vma', 'kpt', 'kpi', 'kra'] as const)
      for (const name of of(tier).filter((_, i) => whole || i % 3 === 0)) {
        const html = words(between(await page(`/t/${tier}/${name}`), 'id="made-of"', '</section>'));
        for (const child of await items(`/api/v1/tables/measures/${tier}/${name}/below`)) {
          // over the period that the page is of
          const it = [rows.get(`${child.tier}/${child.name}`), onCard(String(child.tier), String(child.name))].find((one) => one && (one.window?.from ?? null) === child.windowFrom);
          if (!it) {
            expect(child.tier, `${name}: ${child.name}`).toBe('sie');
            continue;
          }
          expect(child).toMatchObject({ value: it.value, score: it.score, status: it.status ?? 'unknown' });
          if (shownOf(it) !== null) expect(html, `${name}: ${child.name}`).toContain(specOf(it).kind === 'score' ? digits(it.score, SCORE) : figure(it.value, specOf(it)));
        }
      }
  });

  it('of SLOs in what is said of their alerts: API, page, file, the SLO’s page and the notification', async () => {
    const all = await items<Alert>('/api/v1/alerts?limit=1000');
    const firing = all.filter((one) => one.state === 'firing');
    expect(new Set(firing.map((one) => one.slo))).toEqual(new Set(['burning', 'spent']));
    const html = await page('/alerts');
    const file = await items('/api/v1/tables/alerts/standing');
    const csv = csvOf(await page('/api/v1/tables/alerts/standing?format=csv'));
    const told = await desk.store.read.rows<{ slo: string; rule: string; event: string; body: string }>("SELECT slo, rule, event, body FROM outbox FINAL WHERE event = 'firing'" as Sql);
    expect(told.length).toBe(firing.length);
    for (const one of firing) {
      const it = row('slo', one.slo);
      const drawn = words(between(html, `id="firing-${one.slo}-${one.rule}"`, '</tr>'));
      const mine = file.find(({ name, rule }) => name === one.slo && rule === one.rule);
      expect(mine).toMatchObject({ burnLong: one.burn.long, burnShort: one.burn.short, threshold: one.threshold, budgetLeft: it.budget?.ratio.remaining, reason: one.reason });
      expect(csv.find(({ name, rule }) => name === one.slo && rule === one.rule)).toMatchObject({ burnLong: cell(one.burn.long), burnShort: cell(one.burn.short), budgetLeft: cell(it.budget?.ratio.remaining) });
      const said = JSON.parse(told.find(({ slo, rule }) => slo === one.slo && rule === one.rule)?.body ?? '{}') as Alert;
      expect({ reason: said.reason, threshold: said.threshold }).toEqual({ reason: one.reason, threshold: one.threshold });
      // one instant, one figure: the rows and the alerts of this tick are of the same minute
      if (one.windows && it.burn && one.windows.long in it.burn) expect([one.rule, one.burn.long]).toEqual([one.rule, it.burn[one.windows.long]]);
      if (one.windows && it.burn && one.windows.short in it.burn) expect([one.rule, one.burn.short]).toEqual([one.rule, it.burn[one.windows.short]]);
      if (one.windows) expect(drawn).toContain(`${times(one.burn.long)} / ${times(one.burn.short)} ${threshold(one.threshold ?? 0)}`);
      expect(drawn).toContain(leftShare(it.budget?.ratio.remaining ?? null));
      // the sentence that is sent writes the figures that are sent with it, as pages write them
      if (said.windows) expect(said.reason).toBe(`burn rate ${times(said.burn.long)} over ${said.windows.long} and ${times(said.burn.short)} over ${said.windows.short}, above ${threshold(said.threshold ?? 0)}`);
      else expect(said.reason).toContain(spentShare(it.budget?.ratio.remaining ?? 0));
    }
  });
});
