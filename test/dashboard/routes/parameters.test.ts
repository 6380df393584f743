/** Addresses of pages: what they may ask for is known, what they may not is refused in words, and every link and form of the product leads to a page that takes it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askable } from '../../../dashboard/routes/parameters.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { type Form, formsOf, linksOf } from '../../support/forms.ts';
import { ABOVE, kept, planOf, ratio, SHOP } from '../../support/plan-of.ts';
import { words } from '../../support/words.ts';
import { whole } from '../../support/whole.ts';

const PLAN = `${SHOP}${ratio('ok', 'ok')}
---
{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: buy}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99}]}}
---
{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: buying}, spec: {all: [buy], sliceTarget: 90%, window: 28d, adequate: 50%, desired: 90%}}
${kept('buy')}${ABOVE}`;
const T = Date.parse('2026-11-01T10:00:00Z');
/** The forms that there are: to acknowledge, silence, test, comment, close, correct, decide, replay. */
const FORMS = ['/alerts/silence', '/alerts/test', '/comments', '/corrections', '/corrections/ID', '/periods/card/2026-10/close', '/pipeline/replay'];

describe('addresses of pages', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    // October ends with figures of its own, and something fires in November
    const events = (from: number, state: string) => Array.from({ length: 60 }, (_, i) => ({ id: `${from}-${state}-${i}`, time: from + i * 500, service: 'shop', kind: 'req', state, labels: { route: i % 2 === 0 ? '/pay' : '/cart' } }));
    await desk.reach(T - 20 * 86_400_000);
    await desk.post('/api/v1/events', events(T - 20 * 86_400_000, 'ok'));
    await desk.reach(T);
    await desk.post('/api/v1/events', [...events(T, 'ok'), ...events(T + 60_000, 'error'), { id: 'bad', time: T, service: 'shop' }]);
    await desk.reach(T + 180_000);
  }, 60_000);
  afterAll(() => desk.close());

  test.each([['/', 'perid', 'period'], ['/tiers', 'filter', 'select'], ['/slos', 'foo', 'status'], ['/slos/buy', 'scorecard', 'moment'], ['/t/kpi/reliability', 'period', 'scorecard'], ['/t/kpi/reliability/explain', 'events', 'at'], ['/t/sie/shop%2Freq', 'foo', 'after'], ['/events', 'foo', 'severity'], ['/events/shop/x', 'foo', 'minute'], ['/alerts', 'foo', 'group'], ['/pipeline', 'foo', 'sample']])('%s refuses the parameter %s, names it, and says that it knows %s', async (path, stranger, known) => {
    const { status, text } = await desk.get(`${path}?tz=UTC&${stranger}=1`);
    expect(status).toBe(400);
    const said = words(text);
    expect(said).toContain(`This page knows no parameter “${stranger}”`);
    expect(said).toMatch(new RegExp(`It knows .*\\b${known}\\b.* and tz\\.`));
    // the way on is the same address without it
    expect(linksOf(text)).toContain(`${path}?tz=UTC`);
  });

  test('a near miss is told what was meant; a parameter of a campaign is passed over, and a page that there is not stays one', async () => {
    expect(words((await desk.get('/?perid=2026-10')).text)).toContain('(did you mean period?)');
    for (const path of ['/', '/slos', '/t/kpi/reliability', '/alerts']) expect((await desk.get(`${path}?utm_source=mail&utm_campaign=x`)).status, path).toBe(200);
    expect((await desk.get('/nothing?foo=1')).status).toBe(404);
    expect((await desk.get('/t/slo/buy?scorecard=card&span=1h')).status).toBe(200);
  });

  test.each([
    ['/alerts/silence', { slo: 'buy', rule: 'burn-1h', until: 'soon' }, 400],
    ['/alerts/ack', { key: 'nothing' }, 404],
    ['/alerts/test', { target: 'nobody' }, 400],
    ['/corrections', { slos: 'buy', from: 'x', to: 'y', reason: 'supplier' }, 400],
    ['/corrections/7b2f5e0c-0000-4000-8000-000000000000', { state: 'approved', who: 'Mina' }, 404],
    ['/periods/card/2026-11/close', { who: 'Mina' }, 409],
    ['/periods/card/2026-10/close', { who: '' }, 400],
    ['/comments', { tier: 'kpi', name: 'reliability', text: ' ' }, 400],
    ['/comments', { tier: 'kpi', name: 'nothing', text: 'x' }, 404],
    ['/pipeline/replay', { id: '0/0/nothing/0/0/0', code: 'X', selected: 'yes' }, 404],
  ] as [string, Record<string, string>, number][])('what %s refuses is said on a page that leads back, and to nothing that only takes forms', async (path, fields, expected) => {
    for (const zone of ['', '?tz=Asia/Tokyo']) {
      const { status, text } = await desk.submit(`${path}${zone}`, fields);
      expect(status).toBe(expected);
      expect(text).toContain('<h1>');
      const ways = [...linksOf(text), ...formsOf(text).filter((form) => form.method === 'get').map((form) => form.action)];
      for (const way of ways) expect([way, (await desk.get(way)).status]).toEqual([way, 200]);
      // the form came from this page, whose zone is kept
      const back = await fetch(desk.url + path + zone, { method: 'POST', body: new URLSearchParams(fields), headers: { referer: `${desk.url}/alerts?group=tier${zone.replace('?', '&')}` } });
      expect(linksOf(await back.text())).toContain(`/alerts?group=tier${zone.replace('?', '&')}`);
    }
  });

  /** The kind of page and what is asked of it: of two addresses that differ in values alone one is enough. */
  const kindOf = (address: string): string => {
    const { pathname, searchParams } = new URL(address, 'http://here');
    const tier = /^\/t\/(\w+)\//.exec(pathname)?.[1] ?? '';
    return `${tier} ${askable(pathname)?.join() ?? pathname} ${pathname.endsWith('explain')} ${[...new Set(searchParams.keys())].sort().join()} ${['view', 'level', 'asReported'].map((name) => searchParams.get(name)).join()}`;
  };

  test('no link and no form of any page leads to an address that is refused, and every form that writes leads to a page', async () => {
    const seen = new Set<string>();
    const due = ['/', '/tiers', '/slos', '/events', '/alerts', '/alerts?view=rules', '/pipeline', '/?period=2026-10', '/?open=*&tz=Asia/Tokyo', '/pipeline?tz=Asia/Tokyo', '/alerts?group=service&tz=Asia/Tokyo'];
    const refused: string[] = [];
    const written = new Map<string, string>();
    const actions = (): string[] => [...new Set([...written.keys()].map((one) => one.split(' ')[0] as string))];
    const write = async (form: Form, from: string): Promise<void> => {
      const fields = form.fields.map(([name, value]): [string, string] => {
        const kind = form.typed.find(([typed]) => typed === name)?.[1];
        if (kind === undefined || value !== '') return [name, value];
        return [name, name === 'who' ? 'Mina' : kind === 'datetime-local' ? (name === 'to' ? '2026-11-01T10:01' : '2026-11-01T10:00') : name === 'until' ? '' : 'words'];
      });
      const { status, to } = await desk.submit(form.action, [...fields, ...form.buttons.slice(0, 1)]);
      if (status !== 303) refused.push(`${from}: POST ${form.action} answers ${status}`);
      else due.push(to.replace(/#.*$/, ''));
    };
    // the gate goes as far as all forms were met
    for (let address = due.shift(); address !== undefined && (whole || seen.size < 60 || FORMS.some((action) => !actions().includes(action))); address = due.shift()) {
      if (seen.has(kindOf(address))) continue;
      seen.add(kindOf(address));
      const response = await fetch(desk.url + address);
      const text = await response.text();
      if (response.status !== 200) refused.push(`${address} answers ${response.status}: ${words(text).slice(0, 200)}`);
      due.push(...linksOf(text));
      for (const form of formsOf(text)) {
        if (form.method === 'get') due.push(`${form.action.replace(/#.*/, '')}?${new URLSearchParams(form.fields)}`);
        else {
          const kind = `${form.action.replace(/[0-9a-f-]{36}/, 'ID').replace(/\?.*/, '')} ${form.fields.map(([name]) => name).join()}`;
          if (!written.has(kind)) {
            written.set(kind, address);
            await write(form, address);
          }
        }
      }
    }
    expect(refused).toEqual([]);
    expect(seen.size).toBeGreaterThan(whole ? 80 : 59);
    for (const action of FORMS) expect(actions()).toContain(action);
  }, 120_000);
});
