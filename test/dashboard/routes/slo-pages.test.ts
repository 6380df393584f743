/** The pages of SLOs and alerts over the real engine: events along the ingest path, alerts as rows of their tables, pages as text. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Reader, reader } from '../../../dashboard/routes/rows.ts';
import { gatherSpent } from '../../../dashboard/routes/spent.ts';
import type { SloMeasure } from '../../../shared/plan/measure.ts';
import type { Alert, AlertState } from '../../../shared/tiers/alert.ts';
import type { HistoryItem, Row } from '../../../shared/tiers/row.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { iso, stored } from '../../../shared/time/instant.ts';
import { type Closing, closing } from '../../support/closing.ts';
import type { Served } from '../../support/serve.ts';
import { serveDashboard } from '../../support/serve-dashboard.ts';

const PLAN = `
{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: http, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: http}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: answers, displayName: Shop answers}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 7d, isRolling: true}], objectives: [{targetPercent: 90}]}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: this.month}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Timeslices, timeWindow: [{duration: 1M, isRolling: false, calendar: {startTime: "2026-01-01 00:00:00", timeZone: Europe/Berlin}}], objectives: [{targetPercent: 99, timeSliceTarget: 0.95, timeSliceWindow: 1m}]}}
`;
/** A label that would be markup on a page and a formula in a spreadsheet. */
const HOSTILE = `=cmd|' /C calc'!A0<img src=x onerror=alert(1)>`;
const START = Date.parse('2026-11-02T00:00:00Z');
const MINUTE = 60_000;
const END = START + 400 * MINUTE;
const COLUMNS = ['slo', 'rule', 'seq', 'incident', 'key', 'state', 'since', 'at', 'severity', 'long', 'short', 'reason', 'body', 'version'];

describe('the pages of SLOs and alerts over a store', () => {
  let it_: Closing;
  let served: Served;
  let base: string;
  let rows: Reader;
  const text = async (path: string, status = 200): Promise<string> => {
    const response = await fetch(base + path);
    expect(response.status, path).toBe(status);
    return response.text();
  };
  const transition = (seq: number, incident: number, state: AlertState, since: number, more: Partial<Alert> = {}): string => {
    const key = `k${incident}`;
    const body: Alert = { key, rule: 'burn-1h', slo: 'answers', state, since: iso(since), severity: 'page', burn: { long: 8.25, short: 9.5 }, threshold: 14.4, reason: null, deliveries: [], kind: 'burn-rate', tier: 'slo', when: null, title: 'Shop answers', service: 'shop', windows: { long: '1h', short: '5m' }, firedAt: iso(since), resolvedAt: null, targets: ['oncall'], at: iso(END), ...more };
    return JSON.stringify({ slo: body.slo, rule: body.rule, seq, incident, key, state, since: stored(since), at: stored(since), severity: 'page', long: 8.25, short: 9.5, reason: '', body: JSON.stringify(body), version: String(seq) });
  };

  beforeAll(async () => {
    it_ = await closing(PLAN);
    // ten a minute; all of 03:10 to 03:12 bad, and half of 05:30
    const events = Array.from({ length: 4000 }, (_, i) => {
      const m = Math.floor(i / 10);
      return { id: `e-${i}`, time: START + m * MINUTE + (i % 10) * 1000, service: 'shop', kind: 'http', state: m === 190 || m === 191 || (m === 330 && i % 2 === 0) ? 'error' : 'ok', component: `api-${i % 2}`, labels: { route: m === 330 ? '/pay' : i % 5 === 0 ? HOSTILE : '/cart', ...(i % 4 === 0 ? { region: 'eu' } : {}) } };
    });
    await it_.send(events);
    // the same ones again: a message counts once
    await it_.feed(events.slice(1900, 1920));
    const over = { firedAt: iso(START + 191 * MINUTE), resolvedAt: iso(START + 200 * MINUTE) };
    await it_.store.climb.insert('alert', COLUMNS, 'JSONEachRow', [
      transition(1, 1, 'firing', START + 191 * MINUTE), transition(2, 1, 'resolved', START + 200 * MINUTE, over), transition(3, 2, 'firing', START + 331 * MINUTE), transition(3, 2, 'firing', START + 331 * MINUTE),
      transition(1, 1, 'inactive', START, { rule: 'burn-6h', key: '', threshold: 1 }),
      // the plan in force has no such rule (any more), and the aggregator has not taken its turn since
      transition(1, 1, 'firing', START + 331 * MINUTE, { rule: 'taken-out' }), transition(1, 1, 'pending', START + 331 * MINUTE, { rule: 'taken-out', slo: 'gone', title: 'Gone' }),
    ].join('\n'));
    const attempt = (n: number, outcome: string, status: number | null): string => JSON.stringify({ id: 'd', key: 'k2', attempt: n, at: stored(START + 331 * MINUTE + n * 1000), event: 'firing', target: 'oncall', channel: 'webhook', outcome, status, message: '' });
    await it_.store.climb.insert('delivery', ['id', 'key', 'attempt', 'at', 'event', 'target', 'channel', 'outcome', 'status', 'message'], 'JSONEachRow', [attempt(1, 'failed', 500), attempt(2, 'delivered', 204)].join('\n'));
    const clock = makeClock('events');
    rows = reader(it_.store.read, it_.room().answer, clock);
    served = await serveDashboard({ read: it_.store.read, answer: it_.room().answer, clock });
    base = served.url;
  });
  afterAll(async () => {
    await served?.close();
    await it_?.close();
  });

  it('lists every SLO with what fires, and filters by state', async () => {
    const page = await text('/slos');
    expect(page.indexOf('id="slo-this.month"')).toBeLessThan(page.indexOf('id="slo-answers"'));
    expect(page).toMatch(/id="slo-answers".*99\.3 %.*93 % \(15 h \d+ m\).*1 firing/s);
    expect(page).toContain('2 SLOs');
    expect(page).toContain('1 firing');
    expect(await text('/slos?status=missed')).not.toContain('id="slo-this.month"');
  });

  it('tells its times in the zone that the address asks for, on axes and in tables as well, and keeps it in its links', async () => {
    const [own, asked] = [await text('/slos/answers'), await text('/slos/answers?tz=asia/tokyo')];
    expect(own).toContain('Data to 2 Nov 2026 06:39');
    expect(asked).toContain('Data to 2 Nov 2026 15:39');
    expect(asked).toContain('data-zone="Asia/Tokyo"');
    expect(asked).toMatch(/id="worst-\d+".*2 Nov 2026 12:11/s);
    expect(asked).toContain('href="/slos/answers?span=6h&amp;tz=Asia%2FTokyo"');
    expect(asked).toMatch(/id="nav".*href="\/alerts\?tz=Asia%2FTokyo"/s);
    expect(asked).not.toMatch(/href="\/api[^"]*tz=/);
    // days of the axis begin at midnight of that zone
    const ticks = (page: string): number[] => (/data-ticks="([\d,]+)"/.exec(page)?.[1] ?? '').split(',').map(Number);
    expect(ticks(await text('/slos/this.month?tz=Asia/Tokyo')).every((at) => (at + 9 * 3_600_000) % 86_400_000 === 0)).toBe(true);
    // the own zone of a month of Berlin is Berlin's, whatever the plan's is
    expect(await text('/slos/this.month')).toContain('data-own="Europe/Berlin"');
    for (const path of ['/', '/slos', '/alerts', '/events', '/tiers', '/pipeline']) expect([path, (await text(`${path}?tz=America/New_York`)).includes('tz=America%2FNew_York')]).toEqual([path, true]);
  });

  it('lists the SLOs as they stood at an instant, with what fired then, and leads on to it', async () => {
    const at = START + 195 * MINUTE;
    const [then, now] = [await text(`/slos?at=${iso(at)}`), await text('/slos')];
    const [row] = ((await (await fetch(`${base}/api/v1/tiers/slo?at=${iso(at)}`)).json()) as { items: Row[] }).items.filter((one) => one.name === 'answers');
    expect(row?.total).toBe(1950);
    expect(then).toMatch(/As it stood at 2 Nov 2026 03:15\. <\/strong><a href="\/slos">Show now/);
    expect(then).toMatch(/id="slo-answers".*data-label="Volume">1,950.*class="badge">1 firing/s);
    expect(now).toMatch(/id="slo-answers".*data-label="Volume">4,000/s);
    expect(await text(`/slos?at=${iso(START + 205 * MINUTE)}`)).not.toContain('class="badge"');
    expect(then).toContain(`href="/slos/answers?at=${encodeURIComponent(iso(at))}"`);
    expect(then).toContain(`/api/v1/slos?at=${encodeURIComponent(iso(at))}&amp;format=csv`);
    const items = ((await (await fetch(`${base}/api/v1/slos?at=${iso(at)}`)).json()) as { items: { name: string; total: number; firing: number }[] }).items;
    expect(items.find((one) => one.name === 'answers')).toMatchObject({ total: 1950, firing: 1 });
    // as the form of the page sends it, in the page's zone, it leads to the instant
    expect(decodeURIComponent((await fetch(`${base}/slos?sort=name&at=2026-11-02T12%3A15&tz=Asia%2FTokyo`)).url)).toBe(`${base}/slos?sort=name&at=${iso(at)}&tz=Asia/Tokyo`);
    expect(await text('/slos?at=2026-11-02T12%3A15&tz=Asia%2FTokyo')).toMatch(/As it stood at 2 Nov 2026 12:15\..*data-label="Volume">1,950/s);
    expect(await text(`/slos?at=${iso(at)}`)).toContain('name="at" type="datetime-local" value="2026-11-02T03:15"');
  });

  it('shows one SLO as it stood at an instant: its figures, its charts up to then, the rules as they were', async () => {
    const at = START + 195 * MINUTE;
    const page = await text(`/slos/answers?at=${iso(at)}`);
    expect(page).toContain('As it stood at 2 Nov 2026 03:15.');
    expect(page).toContain('1,930 good of 1,950, 20 bad');
    expect(page).toMatch(/id="alert-burn-1h".*Firing.*2 Nov 03:11/s);
    expect(Math.max(...[...page.matchAll(/data-at="(\d+)"/g)].map((one) => Number(one[1])))).toBe(at);
    expect([...page.matchAll(/id="worst-(\d+)"/g)].map((one) => Number(one[1]))).toEqual([START + 191 * MINUTE]);
    expect(page).toContain(`href="/slos/answers?at=${encodeURIComponent(iso(at))}&amp;span=6h"`);
    expect(page).not.toContain('data-live');
    expect(await text(`/slos/answers?at=${iso(START + 205 * MINUTE)}`)).toMatch(/id="alert-burn-1h".*Resolved/s);
    const csv = (await text(`/api/v1/slos/answers/worst?at=${iso(at)}&format=csv`)).trim().split('\n');
    expect(csv).toHaveLength(2);
    // the address of the other tiers leads there, too
    expect((await fetch(`${base}/t/slo/answers?at=${iso(at)}`)).url).toContain('/slos/answers?at=');
  });

  it.each(['yesterday', '2026-13-01T10:00', '2026-02-30T10:00', '9999-01-01T00:00:00Z', '%3Cscript%3E'])('says in words that %s is no time', async (at) => {
    for (const path of ['/slos', '/slos/answers']) {
      const page = await text(`${path}?at=${at}`, 400);
      expect(page).toContain('is no time that can be shown (at): write 2026-11-22 10:41');
      expect(page).not.toContain('<script>');
    }
  });

  it.each(['Mars/Olympus', '%2B02:00', '%3Cscript%3E', 'Europe%2FBerlin%00'])('says in words that %s is no zone', async (zone) => {
    const page = await text(`/slos?tz=${zone}`, 400);
    expect(page).toContain('is not a time zone: write one as Europe/Berlin or America/New_York, or UTC.');
    expect(page).not.toContain('<script>');
  });

  it('shows one SLO: figures of its row, its rules, its worst minutes, and the calls for the same', async () => {
    const page = await text('/slos/answers');
    const row = (await (await fetch(`${base}/api/v1/measures/slo/answers`)).json()) as Row;
    expect(page).toContain('3,975 good of 4,000, 25 bad');
    expect(page).toContain(`<data value="${row.budget?.ratio.remaining}">`);
    expect(page).toContain('Firing since');
    expect(page).toMatch(/Calibrating: based on 6 h 39 min of 7 d/);
    expect(page).toMatch(/id="alert-burn-1h".*1h \+ 5m.*3\.36×.*Told oncall/s);
    // what an alert shows is the burn of now, as its SLO's row has it, not that of its last turn
    expect(page).not.toContain('8.25×');
    expect(page).toMatch(/id="alert-burn-6h".*Quiet/s);
    expect([...page.matchAll(/id="worst-(\d+)"/g)].map((one) => Number(one[1]))).toEqual([START + 191 * MINUTE, START + 330 * MINUTE]);
    const call = /curl '([^']+with=steps)'/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const { items } = (await (await fetch(call)).json()) as { items: HistoryItem[] };
    expect(items.reduce((all, one) => all + (one.step?.total ?? 0), 0)).toBe(4000);
    expect(items.at(-1)).toMatchObject({ left: row.budget?.ratio.remaining, step: { value: 1 } });
  });

  it('says who spent the budget, by the label that tells most or the one in the address; messages sent twice count once', async () => {
    const spent = async (query: string) => ((await (await fetch(`${base}/api/v1/slos/answers/spent${query}`)).json()) as { items: Record<string, unknown>[] }).items;
    const page = await text('/slos/answers');
    expect(page).toContain('All the bad of this window, by route.');
    // all 20 events of 03:10 and 03:11 are bad, every fifth of a route of its own; 5 of the ten of 05:30 are
    const parts = await spent('?by=route');
    expect(parts.map((one) => [one.route, one.bad, one.counted])).toEqual([['/cart', 16, 16], ['/pay', 5, 10], [HOSTILE, 4, 4]]);
    expect(parts.reduce((all, one) => all + Number(one.ofBad), 0)).toBeCloseTo(1, 12);
    expect(parts[0]?.ofBudget).toBeCloseTo(16 / 400, 12);
    expect(await spent('')).toEqual(parts);
    // what does not have the label is told, too
    expect((await spent('?by=labels.region')).map((one) => [one.region, one.bad, one.counted])).toEqual([['eu', 8, 8], [null, 17, 22]]);
    expect((await spent('?by=component')).map((one) => [one.component, one.bad, one.counted])).toEqual([['api-0', 15, 15], ['api-1', 10, 15]]);
    expect(await text('/slos/answers?by=component&span=24h')).toMatch(/by component\..*href="\/slos\/answers\?span=24h&amp;by=labels\.route#spent"/s);
    // good and bad are told apart by the state: that would tell nothing
    expect(await text('/api/v1/slos/answers/spent?by=state', 400)).toContain('there are component, region, route');
    expect(await text('/slos/this.month')).toContain('The budget is one of timeslices');
  });

  it('reads a bounded part of a great minute to say who spent, and its counts stand for all of it', async () => {
    const known = (await rows.known()) as NonNullable<Awaited<ReturnType<Reader['known']>>>;
    const slo = known.measures.find((one) => one.tier === 'slo' && one.name === 'answers') as SloMeasure;
    const [row = null] = await rows.rows('slo', null, null, ['answers']);
    const fewer = async (messages: number) => {
      const fresh = { ...rows, kept: <T>(_key: string, ask: () => Promise<T>) => ask() };
      return gatherSpent(fresh, it_.store.read, known, slo, row, messages);
    };
    // the two minutes of ten bad each, the newest first, then the one of five
    expect(await fewer(20)).toMatchObject({ bad: 20, counted: 20, minutes: 2, every: 1 });
    expect(await fewer(19)).toMatchObject({ bad: 10, counted: 10, minutes: 1, every: 1 });
    const sampled = await fewer(4);
    expect(sampled).toMatchObject({ minutes: 1, every: 3 });
    expect((sampled?.bad ?? 1) % 3).toBe(0);
    expect(sampled?.bad).toBe(sampled?.counted);
  });

  it('gives every table as CSV and JSON, of which no cell begins a formula, and the rows are those of the page', async () => {
    const list = await fetch(`${base}/api/v1/slos?format=csv&service=shop&sort=name&dir=desc`);
    expect([list.headers.get('content-type'), list.headers.get('content-disposition')]).toEqual(['text/csv; charset=utf-8; header=present', 'attachment; filename=slos.csv']);
    const lines = (await list.text()).split('\r\n');
    expect(lines[0]).toMatch(/^name,title,service,owner,status,objective \(share of 1\),/);
    expect(lines.slice(1).map((one) => one.split(',')[0])).toEqual(['this.month', 'answers', '']);
    expect(await text('/api/v1/slos?status=missed&format=csv')).not.toContain('\nthis.month,');
    for (const table of ['budget', 'burn', 'sli', 'volume', 'alerts', 'spent', 'worst', 'events', 'below']) {
      const { items } = JSON.parse(await text(`/api/v1/slos/answers/${table}`)) as { items: object[] };
      const csv = (await text(`/api/v1/slos/answers/${table}?format=csv`)).split('\r\n');
      expect(items.length, table).toBeGreaterThan(0);
      expect(csv.length, table).toBe(items.length + 2);
      expect(csv[0]?.split(',').map((head) => head.replace(/ \([^)]*\)$/, ''))).toEqual(Object.keys(items[0] as object));
      for (const line of csv) for (const cell of line.split(/[,;\t]/)) expect(cell, table).not.toMatch(/^"?\s*[=+@-](?![\d.]+$)/);
    }
    expect(await text('/api/v1/slos/answers/spent?by=route&format=csv')).toContain(`\r\n'${HOSTILE},4,4,`);
    const row = JSON.parse(await text('/api/v1/measures/slo/answers')) as Row;
    expect((JSON.parse(await text('/api/v1/slos/answers/budget')) as { items: { budgetLeft: number }[] }).items.at(-1)?.budgetLeft).toBe(row.budget?.ratio.remaining);
    expect((await text('/api/v1/slos/answers/worst?format=csv')).split('\r\n')[1]).toBe(`${iso(START + 191 * MINUTE)},10,10`);
    expect((await text(`/api/v1/slos/answers/events?format=csv&moment=${START + 330 * MINUTE}`)).split('\r\n')).toHaveLength(7);
    for (const [path, status] of [['/api/v1/slos/nothing/worst', 404], ['/api/v1/slos/answers/nothing', 400], ['/api/v1/slos?format=xml', 400], ['/api/v1/slos/answers/sli?span=2y', 400]] as const) await text(path, status);
    // every link to a file on the pages leads to one
    for (const page of ['/slos?service=shop', '/slos/answers?by=component', `/slos/answers?span=6h&moment=${START + 330 * MINUTE}`]) {
      const links = [...(await text(page)).matchAll(/href="(\/api\/[^"]+format=(?:csv|json))"/g)].map((one) => (one[1] as string).replaceAll('&amp;', '&'));
      expect(links.length).toBe(page.startsWith('/slos?') ? 2 : 22);
      for (const link of links.filter((one) => one.includes('=csv') && (one.includes('by=') || one.includes('span=') || one.includes('moment=') || page.startsWith('/slos?')))) await text(link);
    }
    expect(JSON.parse(await text('/api/v1/openapi.json')).paths['/api/v1/slos/{name}/{table}'].get.responses['200'].content).toHaveProperty('text/csv');
  });

  it('leads from a worst minute to its bad events', async () => {
    const page = await text(`/slos/answers?moment=${START + 330 * MINUTE}`);
    expect(page).toContain('Bad events of 2 Nov 2026 05:30');
    expect([...page.matchAll(/>(e-33\d\d)</g)].map((one) => one[1])).toEqual(['e-3308', 'e-3306', 'e-3304', 'e-3302', 'e-3300']);
  });

  it('draws a calendar window whole, with its even burn, and spans that are shorter', async () => {
    const page = await text('/slos/this.month');
    expect(page).toContain(`data-from="${Date.parse('2026-10-31T23:00:00Z')}" data-to="${Date.parse('2026-11-30T23:00:00Z')}"`);
    expect(page).toContain(`data-even="${Date.parse('2026-10-31T23:00:00Z')},${Date.parse('2026-11-30T23:00:00Z')}"`);
    expect(page).toContain('Timeslices');
    const hour = await text('/slos/answers?span=1h');
    expect(hour).toMatch(/data-plot="burn"[^>]*data-step="60000"[^>]*data-series="5 min\|1 h\|6 h"/);
    expect(await text('/slos/answers?span=nonsense')).toContain('data-step="300000"');
  });

  it('lists alerts by state with who was told, incidents with how long they fired, and counts in the bar', async () => {
    const page = await text('/alerts');
    expect(page).toMatch(/id="firing-answers-burn-1h".*burns above 3\.36× over 1h and 5m.*204, attempt 2.*500/s);
    expect(page).not.toContain('8.25×');
    expect(page).toMatch(/id="resolved-answers-burn-1h-k1".*9 min/s);
    expect(page).toContain('12 rules on 2 of 2 SLOs are judged');
    expect(page).toContain(', 1 firing');
    expect(await text('/')).toContain(', 1 firing');
  });

  it('tells the budget of a calendar window to date, of the whole window, and as it will be at its end', async () => {
    const of = async (what: string) => Object.fromEntries(((await (await fetch(`${base}/api/v1/tiers/slo${what}`)).json()) as { items: Row[] }).items.map((row) => [row.name, row.budget])) as Record<string, NonNullable<Row['budget']>>;
    const [plain, whole, forecast] = [await of(''), await of('?of=whole'), await of('?of=forecast')];
    const month = 30 * 86_400;
    const soFar = (START + 400 * MINUTE - Date.parse('2026-10-31T23:00:00Z')) / 1000;
    // 400 minutes of one event stream were counted, 3 of them under 95 %
    const near = (n: number) => expect.closeTo(n, 9) as number;
    expect(plain['this.month']).toMatchObject({ of: 'toDate', ratio: { consumed: near(3 / 400 / 0.01) }, events: { allowed: near(4), consumed: 3 }, seconds: { allowed: near(0.01 * soFar) } });
    expect(whole['this.month']).toMatchObject({
      of: 'whole', ratio: { allowed: 1, consumed: near((0.75 * soFar) / month), remaining: near(1 - (0.75 * soFar) / month) },
      events: { allowed: near((4 * month) / soFar), consumed: 3 }, seconds: { allowed: near(0.01 * month), consumed: near((3 / 400) * soFar) },
    });
    // the last seven days are all there is: the rest goes like what was
    expect(forecast['this.month']).toMatchObject({ of: 'forecast', ratio: { consumed: near(0.75), remaining: near(0.25) }, events: { consumed: near((3 * month) / soFar) }, seconds: { allowed: near(0.01 * month), consumed: near((3 / 400) * month) } });
    // a rolling window is always whole
    expect(whole.answers).toEqual(plain.answers);
    expect(plain.answers?.of).toBeNull();
  });

  it('knows only rules of the plan in force, at its thresholds, whatever stood when they took their last turn', async () => {
    for (const path of ['/alerts', '/slos', '/slos/answers']) expect(await text(path), path).not.toContain('taken-out');
    expect(await text('/slos/answers')).not.toContain('14.4×');
    expect(await text('/slos')).not.toContain('2 firing');
    expect(await text('/alerts')).toMatch(/1 firing, 0 pending, 0 blind/);
    expect(await text('/metrics')).toMatch(/heptad_alerts\{state="firing"\} 1\n[\s\S]*heptad_alerts\{state="pending"\} 0\n/);
    const { items } = (await (await fetch(`${base}/api/v1/alerts?state=firing`)).json()) as { items: Alert[] };
    expect(items.map((one) => [one.rule, one.threshold])).toEqual([['burn-1h', 3.36]]);
  });

  it('has one page for an SLO: the address of the other tiers leads to it, an unknown one says so', async () => {
    const response = await fetch(`${base}/t/slo/this.month`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/slos/this.month']);
    expect(await text('/slos/nothing', 404)).toContain('has no SLO named “nothing”');
    expect(await text('/t/sli/ok')).not.toContain('/t/slo/');
  });

  it('lists pages before tickets, then what has fired longest', async () => {
    const older = (rule: string, minute: number): string => transition(9, 1, 'firing', START + minute * MINUTE, { rule, slo: 'this.month', key: `k-${rule}` });
    await it_.store.climb.insert('alert', COLUMNS, 'JSONEachRow', [older('burn-3d', 10), older('burn-1d', 5), older('burn-6h', 20)].join('\n'));
    expect([...(await text('/alerts')).matchAll(/<tr id="(firing-[^"]*)"/g)].map((one) => one[1])).toEqual(['firing-this.month-burn-6h', 'firing-answers-burn-1h', 'firing-this.month-burn-1d', 'firing-this.month-burn-3d']);
  });
});
