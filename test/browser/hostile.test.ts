/** Sixty-four hostile texts in every field where somebody may write one, over the real rooms and in a real browser: every page, picture and file shows them as texts, and nothing runs. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { framed } from '../../dashboard/pictures/frame.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { PAYLOADS } from '../support/payloads.ts';
import { planOf } from '../support/plan-of.ts';
import { watched } from '../support/watched.ts';
import { webBrowser } from '../support/web-browser.ts';

const T = Date.parse('2026-11-02T10:00:00Z');
const MINUTE = 60_000;
const of = (i: number): string => PAYLOADS[i % PAYLOADS.length] as string;
const all = PAYLOADS.map((_, i) => i);
const doc = (apiVersion: string, kind: string, name: string, i: number, spec: object, annotations: object = {}): string =>
  JSON.stringify({ apiVersion, kind, metadata: { name, displayName: of(i), annotations: { 'heptad/owner': of(i + 1), ...annotations } }, spec: { description: of(i + 2), ...spec } });
const open = (kind: string, name: string, i: number, spec: object, annotations: object = {}): string => doc('openslo/v1', kind, name, i, spec, annotations);
const own = (kind: string, name: string, i: number, spec: object): string => doc('heptad/v1', kind, name, i, spec);
const source = (where: object = {}): object => ({ metricSource: { type: 'heptad', spec: { kind: 'req', ...where } } });

const PLAN = [
  open('SLI', 'ok', 3, { ratioMetric: { counter: false, good: source({ where: { state: 'ok' } }), total: source() } }),
  open('SLI', 'time', 20, { thresholdMetric: source({ unit: 'ms' }) }),
  // the first is watched by the usual rules, the others by none
  ...all.map((i) => open('SLO', `slo-${i}`, i, { service: of(i + 5), indicatorRef: 'ok', budgetingMethod: 'Occurrences', timeWindow: [{ duration: '28d', isRolling: true }], objectives: [{ targetPercent: 99.9 }] }, { 'heptad/party': /^[^\r\n\u2028\ufeff]*$/.test(of(i + 6)) ? `supplier:${of(i + 6)}`.trim() : 'own', ...(i === 0 ? {} : { 'heptad/alerts': 'none' }) })),
  ...[0, 1, 2, 3].map((i) => own('VitalMissionActivity', `vma-${i}`, i * 16 + 7, { all: all.filter((k) => k % 4 === i).map((k) => `slo-${k}`), window: '7d', adequate: '50%', desired: '90%', owner: of(i + 30) })),
  ...[0, 1, 2, 3].map((i) => own('KeyPerformanceTarget', `kept-${i}`, i * 16 + 9, { measure: { vma: `vma-${i}` }, adequate: '50%', desired: '90%', period: 'month' })),
  own('KeyPerformanceTarget', 'entered', 23, { measure: { entered: of(1), statistic: 'sum' }, unit: of(19), adequate: 1, desired: 5, period: 'month' }),
  ...all.map((i) => own('KeyPerformanceIndicator', `kpi-${i}`, i, { targets: [{ kpt: i === 5 ? 'entered' : `kept-${i % 4}` }], owner: of(i + 3) })),
  ...[0, 1, 2, 3].map((i) => own('KeyResultArea', `kra-${i}`, i * 16 + 11, { perspective: of(i * 16), indicators: all.filter((k) => k % 4 === i).map((k) => ({ kpi: `kpi-${k}` })) })),
  own('Scorecard', 'card', 17, { period: 'month', timeZone: 'UTC', perspectives: [0, 1, 2, 3].map((i) => of(i * 16)), areas: [0, 1, 2, 3].map((i) => `kra-${i}`) }),
  open('AlertNotificationTarget', 'oncall', 21, { target: 'webhook' }, { 'heptad/url-env': 'ONCALL_URL' }),
  ...[0, 1, 2].map((i) => own('Correction', `planned-${i}`, 40 + i, { slos: ['slo-0'], from: `2026-11-02T10:0${i}:00Z`, to: `2026-11-02T10:0${i + 1}:00Z`, reason: of(i + 24), text: of(i + 50) })),
].join('\n---\n');

const opened = await webBrowser();
const browser = opened as Browser;

/** Elements and attributes of a document that none of ours has: whatever made them came out of a text. */
const strangers = (page: Page, base: string, html: string | null = null, type: 'text/html' | 'image/svg+xml' = 'text/html'): Promise<string[]> =>
  page.evaluate(
    ([home, text, as]) => {
      const from = text === null ? document : new DOMParser().parseFromString(text, as as DOMParserSupportedType);
      const found: string[] = [];
      const ODD = new Set(['iframe', 'img', 'object', 'embed', 'math', 'mtext', 'foreignobject', 'base', 'marquee', 'template', 'animate', 'plaintext', 'style', 'parsererror', 'noscript', 'frame', 'audio', 'video']);
      for (const element of from.querySelectorAll('*')) {
        const name = element.localName.toLowerCase();
        const ours = name === 'style' && as === 'image/svg+xml';
        // charts are drawn by ECharts, which writes styles through the object model
        const drawn = element.closest('[data-chart], [data-plot]') !== null;
        if (ODD.has(name) && !ours) found.push(element.outerHTML.slice(0, 200));
        if (name === 'script' && !/^\/assets\/[\w.-]+$/.test(element.getAttribute('src') ?? '')) found.push(element.outerHTML.slice(0, 200));
        if (name === 'meta' && element.hasAttribute('http-equiv')) found.push(element.outerHTML);
        for (const { name: attribute, value } of element.attributes) {
          if (drawn && ['style', '_echarts_instance_'].includes(attribute)) continue;
          if (/^on/i.test(attribute) || !/^[a-z][a-z0-9-]*(:[a-z]+)?$/i.test(attribute) || ['style', 'autofocus', 'srcdoc', 'target', 'ping'].includes(attribute) && !(attribute === 'style' && as === 'image/svg+xml')) found.push(`${name} ${attribute}="${value.slice(0, 100)}"`);
          if (['href', 'src', 'action', 'formaction', 'xlink:href', 'data'].includes(attribute)) {
            const to = new URL(value, text === null ? location.href : home);
            if (to.origin !== home && !(to.protocol === 'data:' && name === 'link')) found.push(`${name} ${attribute}="${value.slice(0, 100)}"`);
          }
        }
      }
      for (const id of ['main', 'said', 'alarm', 'nav']) if (from.querySelectorAll(`#${id}`).length > 1) found.push(`${id} twice`);
      return found;
    },
    [base, html, type] as const,
  );

/** Cells of a CSV (RFC 4180). */
const cellsOf = (csv: string): string[] => [...csv.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,\r\n"]*))/g)].map((one) => (one[1] ?? one[2] ?? '').replaceAll('""', '"'));

describe.skipIf(opened === null)('sixty-four hostile texts in every field', () => {
  let desk: Desk;
  let event = '';
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    await desk.reach(T - MINUTE);
    const message = (i: number, more: object): object => ({ id: `${of(i)}`, time: T + i * 5000, service: of(i + 1), kind: 'req', component: of(i + 2), state: i % 3 === 0 ? 'ok' : of(i + 3), unit: 'ms', value: i, severity: 'error', labels: { [of(i + 4)]: of(i + 5), route: of(i) }, ...more });
    const taken = await desk.post<{ accepted: number; rejected: unknown[] }>('/api/v1/events', [...all.map((i) => message(i, {})), ...all.map((i) => message(i, { id: `kind ${of(i)}`, kind: of(i), unit: of(i + 7) }))]);
    expect(taken).toMatchObject({ accepted: 128, rejected: [] });
    // enough for an alert to be sure
    await desk.post('/api/v1/events', Array.from({ length: 400 }, (_, i) => message(i, { id: `plain-${i}`, time: T + 200_000 + i * 300, state: i % 2 ? 'ok' : of(i) })));
    // what is refused is shown with its text, too
    await desk.post('/api/v1/events', all.map((i) => ({ id: of(i), time: of(i), service: of(i), kind: of(i) })));
    await desk.reach(T + 6 * MINUTE);
    for (const i of [0, 9, 18, 31, 38, 58]) {
      await desk.post('/api/v1/comments', { tier: 'kpi', name: 'kpi-0', text: of(i), who: of(i + 1) });
      await desk.post('/api/v1/values', { name: of(1), value: i, text: of(i), who: of(i + 1), time: new Date(T + i * 1000).toISOString() });
      await desk.post('/api/v1/corrections', { slos: ['slo-0'], kpts: [], from: new Date(T).toISOString(), to: new Date(T + 5 * MINUTE).toISOString(), reason: of(i + 2), text: of(i), who: of(i + 1) });
    }
    const [alert] = (JSON.parse((await desk.get('/api/v1/alerts?slo=slo-0')).text) as { items: { key: string; rule: string; state: string }[] }).items.filter((one) => one.state === 'firing');
    expect(alert, (await desk.get('/api/v1/alerts?slo=slo-0')).text).toBeDefined();
    await desk.post('/api/v1/acks', { key: alert?.key, who: of(1), text: of(0) });
    await desk.post('/api/v1/silences', { slo: 'slo-0', for: '1h', who: of(18), text: of(23) });
    await desk.reach(T + 6 * MINUTE + 5000);
    event = `/events/${encodeURIComponent(of(1))}/${encodeURIComponent(of(0))}`;
  }, 120_000);
  afterAll(() => desk?.close());
  /** A page that notes whatever should not happen to it. */
  const guarded = async (options: object = {}): Promise<Awaited<ReturnType<typeof watched>>> => {
    const it = await watched(browser, desk.url, options);
    it.page.on('dialog', (dialog) => {
      it.faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await it.page.addInitScript(() => addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error(`CSP: ${violatedDirective} ${blockedURI}`)));
    return it;
  };

  it('are sixty-four different ones', () => expect(new Set(PAYLOADS).size).toBe(64));

  it('are texts on every page, opened and pointed at, on paper and in both views of charts', async () => {
    const { page, faults, close } = await guarded();
    const paths = ['/?open=all', '/?view=map', '/?view=grid', '/?level=tactical', '/?level=operational', '/slos', '/slos/slo-0', '/slos/slo-1?by=route', '/alerts', '/tiers?select=slo%2Fslo-0', '/tiers?view=contribution', '/events?span=all', event, '/pipeline', ...[0, 18, 31, 58, 59].map((i) => `/t/sli/${encodeURIComponent(`ok@${of(i)}`)}`), `/t/sli/${encodeURIComponent(`ok@${of(58)}`)}/explain`, '/t/sli/time', '/t/vma/vma-0', '/t/kpt/kept-0', '/t/kpt/entered', '/t/kpi/kpi-0', '/t/kra/kra-0', '/t/kpi/kpi-0/explain', '/t/slo/slo-0/explain', `/slos?service=${encodeURIComponent(of(5))}`, `/t/sie/${encodeURIComponent(`${of(1)}/req`)}`];
    for (const path of paths) {
      const response = await page.goto(path, { waitUntil: 'load' });
      expect([path, response?.status(), response?.ok() ? '' : await page.textContent('main')]).toEqual([path, 200, '']);
      if ((await page.locator('[data-chart]:not([hidden]), [data-plot]:not([hidden])').count()) > 0) await page.waitForSelector('canvas');
      await page.evaluate(() => {
        for (const one of document.querySelectorAll('details')) one.open = true;
        for (const one of document.querySelectorAll('a, button, summary, th, [tabindex]')) one.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      });
      expect([path, await strangers(page, desk.url)]).toEqual([path, []]);
      expect([path, await page.evaluate(() => 'hurt' in globalThis)]).toEqual([path, false]);
      expect([path, new URL(page.url()).origin]).toEqual([path, desk.url]);
      expect([path, faults.splice(0)]).toEqual([path, []]);
    }
    await page.goto('/slos/slo-0');
    await page.emulateMedia({ media: 'print' });
    await page.pdf().catch(() => undefined);
    expect(await page.evaluate(() => 'hurt' in globalThis)).toBe(false);
    expect(faults).toEqual([]);
    await close();
  }, 120_000);

  it('are whole: what was written is what is read, and a long word makes no page wider', async () => {
    const { page, close } = await guarded({ viewport: { width: 390, height: 844 } });
    await page.goto('/slos');
    const titles = await page.locator('.slos tbody th .label a').allTextContents();
    // a browser reads no NUL, and a return as the end of a line
    const plain = (text: string): string => text.replaceAll('\0', '').replaceAll('\ufffd', '').replaceAll(/\r\n?/g, '\n');
    expect(titles.map(plain).sort()).toEqual(PAYLOADS.map(plain).sort());
    for (const path of ['/slos', '/?open=all', '/alerts', '/events?span=all', event, '/slos/slo-0', '/t/kpi/kpi-0', '/pipeline']) {
      await page.goto(path);
      const wide = await page.evaluate(() => (document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth && one.closest('thead, .inner, .vh, pre') === null).map((one) => `${one.localName}.${one.className} ${(one.textContent ?? '').slice(0, 60)}`)));
      expect([path, wide.slice(-6), await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, [], 390]);
    }
    await close();
  }, 120_000);

  it('are texts in every page that is asked for with them, in any parameter, and in pages that are not there', async () => {
    const { page, faults, close } = await guarded();
    await page.goto('/slos');
    for (const i of all) {
      const text = encodeURIComponent(of(i));
      const path = [`/?status=${text}&period=${text}&open=${text}&cmp=${text}`, `/slos?service=${text}&sort=${text}&status=${text}`, `/events?q=${text}&service=${text}&from=${text}&to=${text}`, `/tiers?select=${text}&slo=${text}&scorecard=${text}`, `/t/kpi/${text}?scorecard=${text}&at=${text}`, `/slos/slo-${i}?by=${text}&span=${text}`, `/nothing/${text}`, `/alerts?test=${text}`][i % 8] as string;
      const html = (await desk.get(path)).text;
      expect([path, await strangers(page, desk.url, html)]).toEqual([path, []]);
    }
    expect(faults).toEqual([]);
    await close();
  }, 120_000);

  it('are texts in all charts as SVG, which run nothing when they are opened, and PNGs are made of them', async () => {
    const { page, faults, close } = await guarded();
    const chart = (i: number): string => `/api/v1/slos/slo-${i}/${['budget', 'burn', 'sli', 'volume'][i % 4]}?format=svg`;
    // each as the words of a frame, and some along the whole way
    for (const text of PAYLOADS) {
      const svg = framed({ title: text, note: text, says: text, from: T, to: T + MINUTE, at: T, zone: 'UTC', keys: [{ name: text, ink: '--ink-1' }], theme: 'light' }, '', 10);
      expect([text, await strangers(page, desk.url, svg, 'image/svg+xml')]).toEqual([text, []]);
    }
    for (const path of [...[0, 3, 8, 10, 15, 18, 23, 28, 29, 38, 39, 44, 47, 58].map(chart), '/api/v1/tables/tiers/flows?format=svg', '/api/v1/tables/measures/kpi/kpi-0/history?format=svg']) {
      const response = await fetch(desk.url + path);
      const svg = await response.text();
      expect([path, response.status]).toEqual([path, 200]);
      expect([path, await strangers(page, desk.url, svg, 'image/svg+xml')]).toEqual([path, []]);
    }
    for (const i of [0, 3, 18, 20, 23, 29, 31, 38]) {
      await page.goto(chart(i));
      expect(await page.evaluate(() => [document.documentElement.tagName, 'hurt' in globalThis])).toEqual(['svg', false]);
    }
    expect(faults).toEqual([]);
    expect((await fetch(`${desk.url}/api/v1/slos/slo-20/burn?format=png`)).headers.get('content-type')).toBe('image/png');
    await close();
  }, 120_000);

  it('are texts in every file: no cell of a CSV begins a formula, JSON is whole, names of files and headers are ours', async () => {
    const tables = ['scorecard/sheet', 'scorecard/periods', 'scorecard/targets', 'scorecard/activities', 'scorecard/burning', 'scorecard/late', 'tiers/nodes', 'tiers/flows', 'measures/vma/vma-0/below', 'measures/kpi/kpi-0/history', 'alerts/standing', 'alerts/silences', 'pipeline/partitions', 'pipeline/refused', 'events/found?span=all'];
    for (const path of [...tables.map((one) => `/api/v1/tables/${one}`), '/api/v1/slos', '/api/v1/slos/slo-0/events', '/api/v1/slos/slo-0/alerts', '/api/v1/slos/slo-0/spent', '/api/v1/slos/slo-1/worst']) {
      const response = await fetch(`${desk.url}${path}${path.includes('?') ? '&' : '?'}format=csv`);
      expect([path, response.status]).toEqual([path, 200]);
      expect([path, response.headers.get('content-disposition')]).toEqual([path, expect.stringMatching(/^attachment; filename="?[\w.-]+\.csv"?$/) as string]);
      const cells = cellsOf(await response.text());
      expect([path, cells.filter((one) => /^\s*[=+\-@＝＋－＠]/.test(one) && !/^-?[\d.]+(e-?\d+)?$/.test(one))]).toEqual([path, []]);
      const json = (await desk.get(path)).text;
      expect(() => void JSON.parse(json)).not.toThrow();
    }
    // names of files are made of names of measures, which hold the names of services
    for (const i of [0, 18, 38, 43, 58, 59, 60, 61, 62]) {
      const response = await fetch(`${desk.url}/api/v1/tables/measures/sli/${encodeURIComponent(`ok@${of(i)}`)}/days?format=csv`);
      expect([of(i), response.status, response.headers.get('content-disposition')]).toEqual([of(i), 200, expect.stringMatching(/^attachment; filename="?[\w.-]+\.csv"?$/) as string]);
    }
    for (const i of all) {
      const response = await fetch(`${desk.url}/api/v1/tables/measures/kpi/${encodeURIComponent(of(i))}/history?format=csv&scorecard=${encodeURIComponent(of(i))}`);
      expect([of(i), response.status]).toEqual([of(i), 404]);
      expect([...response.headers.keys()].filter((name) => ['set-cookie', 'x'].includes(name))).toEqual([]);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    }
  }, 120_000);

  it('split no header and lead nowhere else when a form sends them', async () => {
    for (const i of all) {
      const done = await fetch(`${desk.url}/comments`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ tier: 'kpi', name: 'kpi-1', text: of(i), who: of(i), back: of(i), scorecard: 'card' }) });
      expect([of(i), done.status]).toEqual([of(i), 303]);
      expect([of(i), new URL(done.headers.get('location') ?? '', desk.url).origin]).toEqual([of(i), desk.url]);
      expect(done.headers.get('location')).toMatch(/^\/[^/\\]?/);
      const cookies = done.headers.getSetCookie();
      expect([of(i), cookies.length, /^who=[^;\s]*; /.test(cookies[0] ?? '')]).toEqual([of(i), 1, true]);
    }
  });
});
