/** Every table and chart of the pages as a file, over the real engine: the figures are those of the rows, pictures are whole and run nothing, hostile texts stay texts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventTable } from '../../../dashboard/routes/event-table.ts';
import { mount } from '../../../dashboard/routes/route.ts';
import { reader } from '../../../dashboard/routes/rows.ts';
import express from 'express';
import type { Row } from '../../../shared/tiers/row.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { type Closing, closing } from '../../support/closing.ts';
import type { Served } from '../../support/serve.ts';
import { serveDashboard } from '../../support/serve-dashboard.ts';
import { whole } from '../../support/whole.ts';

/** Markup on a page, script in a picture, a formula in a spreadsheet. */
const HOSTILE = `=cmd|' /C calc'!A0</text><script>globalThis.hurt=1</script><img src=x onerror=globalThis.hurt=1>`;
const quoted = JSON.stringify(HOSTILE);
const PLAN = `
{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: http, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: http}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: answers, displayName: ${quoted}}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 7d, isRolling: true}], objectives: [{targetPercent: 99}]}}
---
{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: buy, displayName: ${quoted}}, spec: {all: [answers], window: 7d, adequate: 99%, desired: 99.9%}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: can-buy, displayName: ${quoted}}, spec: {measure: {vma: buy}, period: month, adequate: 99.5%, desired: 99.9%}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceIndicator, metadata: {name: reliability, displayName: ${quoted}}, spec: {targets: [{kpt: can-buy}], owner: platform}}
---
{apiVersion: heptad/v1, kind: KeyResultArea, metadata: {name: customers-can-buy}, spec: {perspective: customer, indicators: [{kpi: reliability}]}}
---
{apiVersion: heptad/v1, kind: Scorecard, metadata: {name: shop}, spec: {period: month, timeZone: Europe/Berlin, areas: [customers-can-buy]}}
`;
const START = Date.parse('2026-11-02T00:00:00Z');
const MINUTE = 60_000;
const EVENTS = 4000;

/** Whether every element that opens closes, in order; attributes have values; texts hold no bare sign that means something. */
const wellFormed = (xml: string): boolean => {
  const open: string[] = [];
  const rest = xml.replaceAll(/<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_all, closes: string, name: string, _attributes: string, empty: string) => {
    if (closes) {
      if (open.pop() !== name) open.push('?');
    } else if (!empty) open.push(name);
    return '';
  });
  return open.length === 0 && !rest.includes('<') && !/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(rest);
};

describe('files of every page over a store', () => {
  let it_: Closing;
  let served: Served;
  let base: string;
  const get = (path: string): Promise<Response> => fetch(base + path);
  const text = async (path: string, status = 200): Promise<string> => {
    const response = await get(path);
    const body = await response.text();
    expect(response.status, `${path}: ${body.slice(0, 300)}`).toBe(status);
    return body;
  };
  const items = async (path: string): Promise<Record<string, unknown>[]> => (JSON.parse(await text(path)) as { items: Record<string, unknown>[] }).items;
  const row = async (tier: string, name: string): Promise<Row> => JSON.parse(await text(`/api/v1/measures/${tier}/${name}?scorecard=shop`)) as Row;

  beforeAll(async () => {
    it_ = await closing(PLAN);
    await it_.send(Array.from({ length: EVENTS }, (_, i) => {
      const m = Math.floor(i / 10);
      return { id: `e-${i}`, time: START + m * MINUTE + (i % 10) * 1000, service: 'shop', kind: 'http', state: m === 190 ? 'error' : 'ok', labels: { route: i % 5 === 0 ? HOSTILE : '/cart' } };
    }));
    await it_.tick();
    const clock = makeClock('events');
    const read = it_.store.read;
    const small = express.Router();
    mount(small, { ...eventTable({ read, rows: reader(read, it_.room().answer, clock), clock, most: 100 }), path: '/small' });
    served = await serveDashboard({ read, answer: it_.room().answer, clock }, (app) => express().use(small).use(app));
    base = served.url;
  });
  afterAll(async () => {
    await served?.close();
    await it_?.close();
  });

  const CHARTS = ['/api/v1/slos/answers/budget', '/api/v1/slos/answers/burn', '/api/v1/slos/answers/sli', '/api/v1/slos/answers/volume', '/api/v1/tables/measures/vma/buy/history', '/api/v1/tables/measures/kpi/reliability/history', '/api/v1/tables/tiers/flows', '/api/v1/tables/pipeline/ticks'];

  it.each(CHARTS)('draws %s as an SVG that is well formed, says what and when it is, and runs nothing', async (path) => {
    const response = await get(`${path}?format=svg`);
    const svg = await response.text();
    expect(response.status, svg.slice(0, 300)).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-disposition')).toMatch(/^inline; filename="[\w.-]+\.svg"$/);
    expect(wellFormed(svg)).toBe(true);
    expect(svg).toMatch(/<title id="title">[^<]+<\/title>/);
    expect(svg).toMatch(/As of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(UTC\)\. Dates in Europe\/Berlin\.|As of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(UTC\)\. Dates in UTC\./);
    expect(svg).not.toMatch(/<script|<img|<foreignObject|\son\w+="|href="(?!#)|url\((?!#)/i);
    // asked again it is the same
    if (!path.includes('pipeline')) expect(await text(`${path}?format=svg`)).toBe(svg);
    const dark = await text(`${path}?format=svg&theme=dark`);
    expect(dark).toContain('#0b0f17');
    expect(svg).not.toContain('#0b0f17');
  });

  it.each(CHARTS)('draws %s as a PNG of twice the size of its SVG', async (path) => {
    const response = await get(`${path}?format=png`);
    const png = Buffer.from(await response.arrayBuffer());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(await text(`${path}?format=svg`)) ?? [];
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)]);
  });

  it('gives the points that are drawn, the last of which is the row', async () => {
    const slo = await row('slo', 'answers');
    const budget = (await text('/api/v1/slos/answers/budget?format=csv')).trimEnd().split('\r\n');
    expect(budget[0]).toBe('at,budgetLeft (share of 1)');
    expect(budget.at(-1)).toBe(`${slo.at},${slo.budget?.ratio.remaining}`);
    const burn = await items('/api/v1/slos/answers/burn');
    expect(burn.at(-1)?.['1h']).toBe(slo.burn?.['1h']);
    const volume = await items('/api/v1/slos/answers/volume');
    // the open step is counted to the last whole minute
    expect(volume.reduce((sum, one) => sum + Number(one.good) + Number(one.bad), 0)).toBe(EVENTS - 10);
    for (const [tier, name, head] of [['vma', 'buy', 'share of 1'], ['kpi', 'reliability', 'share of 1']] as const) {
      const history = (await text(`/api/v1/tables/measures/${tier}/${name}/history?format=csv&scorecard=shop`)).trimEnd().split('\r\n');
      const its = await row(tier, name);
      expect(history[0]).toMatch(new RegExp(`^at,value \\(${head}\\),score \\(of 100\\),status,`));
      expect(history.at(-1)).toMatch(new RegExp(`^${its.at},${its.value},`));
      expect(history.length).toBeLessThan(1000);
    }
  });

  it('stands at the instant and in the span of the page', async () => {
    const at = new Date(START + 100 * MINUTE).toISOString();
    expect(await text(`/api/v1/tables/measures/vma/buy/history?format=svg&at=${at}`)).toContain(`As of ${at.replace('.000Z', 'Z')} (UTC)`);
    expect(await text('/api/v1/slos/answers/sli?format=svg&span=1h')).not.toBe(await text('/api/v1/slos/answers/sli?format=svg'));
    expect((await items('/api/v1/slos/answers/sli?span=1h')).length).toBeGreaterThan(50);
  });

  it.each([
    ['/api/v1/slos/nothing/budget?format=svg', 404], ['/api/v1/slos/answers/budget?format=gif', 400], ['/api/v1/slos/answers/budget?format=svg&span=2y', 400], ['/api/v1/slos/answers/budget?format=svg&theme=pink', 400], ['/api/v1/slos/answers/worst?format=png', 400],
    ['/api/v1/tables/measures/vma/nothing/history?format=svg', 404], ['/api/v1/tables/measures/vma/buy/history?at=yesterday', 400], ['/api/v1/tables/measures/vma/buy/days?format=svg', 400], ['/api/v1/tables/scorecard/nothing', 400],
    ['/api/v1/tables/scorecard/sheet?scorecard=nothing', 404], ['/api/v1/tables/scorecard/sheet?period=2099-01', 404], ['/api/v1/tables/scorecard/sheet?format=svg', 400], ['/api/v1/tables/tiers/nodes?scorecard=nothing', 404], ['/api/v1/tables/events/found?from=yesterday', 400],
  ] as const)('answers %s with a problem of status %d', async (path, status) => {
    const problem = JSON.parse(await text(path, status)) as { status: number; detail: string };
    expect(problem.status).toBe(status);
    expect(problem.detail.length).toBeGreaterThan(10);
  });

  it('gives every table as CSV and JSON with the same rows, of which no cell begins a formula', async () => {
    const paths = ['scorecard/sheet', 'scorecard/periods', 'scorecard/targets', 'scorecard/activities', 'scorecard/burning', 'scorecard/blind', 'scorecard/late', 'tiers/nodes', 'tiers/outline', 'tiers/flows', 'measures/vma/buy/below', 'measures/vma/buy/history', 'measures/vma/buy/days', 'measures/kpi/reliability/below', 'alerts/standing', 'alerts/resolved', 'alerts/silences', 'alerts/rules', 'pipeline/partitions', 'pipeline/refused', 'pipeline/blind', 'pipeline/ticks', 'pipeline/storage', 'events/found'];
    const empty = ['scorecard/blind', 'alerts/standing', 'alerts/resolved', 'alerts/silences', 'pipeline/refused', 'pipeline/blind'];
    for (const path of paths) {
      const found = await items(`/api/v1/tables/${path}`);
      const response = await get(`/api/v1/tables/${path}?format=csv`);
      const lines = (await response.text()).split('\r\n');
      expect(response.headers.get('content-disposition'), path).toMatch(/^attachment; filename=/);
      if (!empty.includes(path)) expect(found.length, path).toBeGreaterThan(0);
      if (path !== 'pipeline/ticks' && path !== 'pipeline/storage') expect(lines.length, path).toBe(found.length + 2);
      if (found[0]) expect(lines[0]?.split(',').map((head) => head.replace(/ \([^)]*\)$/, '')), path).toEqual(Object.keys(found[0]));
      for (const line of lines) for (const cell of line.split(/[,;\t]/)) expect(cell, path).not.toMatch(/^"?\s*[=+@-](?![\d.]+$)/);
    }
  });

  it('has the figures of the rows, in full', async () => {
    const [kpi, kpt, vma] = [await row('kpi', 'reliability'), await row('kpt', 'can-buy'), await row('vma', 'buy')];
    const sheet = await items('/api/v1/tables/scorecard/sheet');
    expect(sheet.filter((one) => one.perspective === 'customer').map((one) => [one.tier, one.name])).toEqual([['perspective', 'customer'], ['kra', 'customers-can-buy'], ['kpi', 'reliability']]);
    expect(sheet.find((one) => one.tier === 'kpi')).toMatchObject({ title: HOSTILE, value: kpi.value, score: kpi.score, status: kpi.status, coverage: kpi.coverage, owner: 'platform', weight: 1 });
    expect((await items('/api/v1/tables/scorecard/targets'))[0]).toMatchObject({ name: 'can-buy', value: kpt.value, score: kpt.score, desired: 0.999, serves: 'kpi/reliability' });
    expect((await items('/api/v1/tables/scorecard/periods')).at(-1)).toMatchObject({ name: 'reliability', period: '2026-11', value: kpi.value, status: kpi.status, open: true });
    expect(await items('/api/v1/tables/tiers/nodes')).toEqual(expect.arrayContaining([expect.objectContaining({ tier: 'vma', name: 'buy', value: vma.value, good: vma.good, total: vma.total, below: 'slo/answers', above: 'kpt/can-buy' })]));
    expect(await items('/api/v1/tables/tiers/outline')).toEqual(expect.arrayContaining([expect.objectContaining({ level: 5, tier: 'slo', name: 'answers', in: 'vma/buy', contribution: vma.contributors[0]?.contribution, value: (await row('slo', 'answers')).value })]));
    expect((await items('/api/v1/tables/alerts/rules')).find((one) => one.rule === 'burn-1h')).toMatchObject({ name: 'answers', service: 'shop', longWindow: '1h', shortWindow: '5m' });
    expect((await items('/api/v1/tables/measures/vma/buy/below'))[0]).toMatchObject({ tier: 'slo', name: 'answers', contribution: vma.contributors[0]?.contribution });
    expect((await items('/api/v1/tables/measures/vma/buy/days')).at(-1)).toMatchObject({ status: vma.status, value: vma.value });
    expect((await items('/api/v1/tables/pipeline/partitions'))[0]).toMatchObject({ received: EVENTS, stored: EVENTS });
  });

  it('keeps the filters of the page', async () => {
    const { status } = await row('kpi', 'reliability');
    const other = status === 'met' ? 'missed' : 'met';
    expect(await items(`/api/v1/tables/scorecard/sheet?status=${other}`)).toEqual([]);
    expect((await items(`/api/v1/tables/scorecard/sheet?status=${status}`)).length).toBe(3);
    expect((await items('/api/v1/tables/alerts/rules?q=budget-SPENT')).map((one) => one.rule)).toEqual(['budget-spent']);
    expect((await items('/api/v1/tables/tiers/outline?select=slo/answers')).map((one) => [one.level, one.tier])).toEqual([[1, 'slo'], [2, 'sli'], [3, 'sie']]);
    expect((await items('/api/v1/tables/tiers/nodes?vma=nothing')).some((one) => one.tier === 'vma')).toBe(false);
    expect((await items('/api/v1/tables/events/found?state=error')).length).toBe(10);
    expect((await items('/api/v1/tables/events/found?state=error&q=e-1901'))).toMatchObject([{ id: 'e-1901', state: 'error', time: '2026-11-02T03:10:01Z' }]);
  });

  it('sends all events that are found, each once, and no more than its limit', async () => {
    const found = await items('/api/v1/tables/events/found?span=all');
    expect(new Set(found.map((one) => one.id)).size).toBe(EVENTS);
    expect(found.length).toBe(EVENTS);
    expect(await items('/small?span=all')).toEqual(found.slice(0, 100));
    expect((await text('/small?span=all&format=csv')).split('\r\n').length).toBe(102);
  });

  it('leads from every page to files that are there', async () => {
    for (const [page, least] of [['/', 2], ['/?view=grid', 2], ['/?level=tactical', 4], ['/?level=operational', 2], ['/tiers', 2], ['/tiers?view=contribution', 5], ['/t/vma/buy', 9], ['/t/kpi/reliability?scorecard=shop', 9], ['/events?span=all&state=error', 2], ['/pipeline', 7], ['/slos/answers', 22], ['/slos?at=2026-11-02T03:20:00Z', 2], ['/tiers?view=outline&select=vma/buy', 2], ['/alerts?view=rules&q=burn', 2], ...(whole ? ([['/slos/answers?at=2026-11-02T03:20:00Z&tz=Asia/Tokyo', 22]] as const) : [])] as const) {
      const html = await text(page);
      const links = [...html.matchAll(/<a href="(\/api\/[^"]+format=(?:csv|json|svg|png))"><span class="vh">([^<]+)<\/span>/g)].map((one) => [(one[1] as string).replaceAll('&amp;', '&'), one[2] as string] as const);
      expect(links.length, page).toBeGreaterThanOrEqual(least);
      for (const [, says] of links) expect(says, page).toMatch(/ as $/);
      for (const [link] of links) await text(link);
    }
  });
});
