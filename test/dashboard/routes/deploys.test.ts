/** Deploys over a real store: events of a service whose kind says so, marked with their words on every chart of its SLOs, in every table of these, and nowhere else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployWords } from '../../../dashboard/routes/deploys.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { planOf, ratio, SHOP } from '../../support/plan-of.ts';
import { words } from '../../support/words.ts';

const slo = (name: string, service: string): string => `
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}}, spec: {service: ${service}, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99}]}}`;
const PLAN = `${SHOP}
---
{apiVersion: openslo/v1, kind: Service, metadata: {name: till}, spec: {}}${ratio('ok', 'ok')}${slo('buy', 'shop')}${slo('pay', 'till')}
`;
const T = Date.parse('2026-11-01T10:00:00Z');
const MINUTE = 60_000;

describe('deploys on the page of an SLO', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    await desk.reach(T);
    const event = (id: string, minutes: number, kind: string, more: object = {}) => ({ id, time: T + minutes * MINUTE, service: 'shop', kind, ...more });
    await desk.post('/api/v1/events', [
      ...Array.from({ length: 60 }, (_, i) => event(`r${i}`, i, 'req', { state: i > 30 ? 'error' : 'ok' })),
      ...Array.from({ length: 10 }, (_, i) => ({ ...event(`t${i}`, i, 'req', { state: 'ok' }), service: 'till' })),
      event('d1', 30, 'deploy', { state: 'ok', component: 'api-1', labels: { version: '2026.47.0' } }),
      event('d2', 40, 'deploy.rollback', { state: 'failed', labels: { version: '2026.46.2 <img src=x>' } }),
      event('d3', 45, 'deployment', { labels: { version: 'no-deploy' } }),
    ]);
    // once more, and once more with another content: one deploy each
    await desk.post('/api/v1/events', [event('d1', 30, 'deploy', { state: 'ok', component: 'api-1', labels: { version: '2026.47.0' } }), event('d2', 40, 'deploy.rollback', { state: 'ok', labels: { version: '2026.46.2 <img src=x>' } })]);
    await desk.reach(T + 61 * MINUTE);
  }, 60_000);
  afterAll(() => desk.close());

  it('are told in the lane over the charts, each with a way to its event', async () => {
    const { text } = await desk.get('/slos/buy');
    const lane = /<ul aria-label="Marks on the charts">[\s\S]*?<\/ul>/.exec(text)?.[0] ?? '';
    expect(words(lane)).toMatch(/Deploy 1 Nov 10:40: rollback 2026\.46\.2 <img src=x>, failed .*Deploy 1 Nov 10:30: 2026\.47\.0, api-1/);
    expect(lane.match(/<b>Deploy<\/b>/g)).toHaveLength(2);
    const [, way = ''] = /href="(\/events\/shop\/d1[^"]*)"/.exec(lane) ?? [];
    expect((await desk.get(way)).status).toBe(200);
    expect(lane).not.toContain('<img');
  });

  it('stand on each of the four charts and as a row in the table of each', async () => {
    const { text } = await desk.get('/slos/buy?span=1h');
    for (const chart of ['budget', 'burn', 'sli', 'volume']) {
      const figure = new RegExp(`<figure class="plot" id="${chart}"[\\s\\S]*?</figure>`).exec(text)?.[0] ?? '';
      expect(words(figure), chart).toMatch(/1 Nov 10:30 Deploy 2026\.47\.0, api-1/);
      expect(figure.match(/<tr class="marked">/g), chart).toHaveLength(2);
      const picture = (await desk.get(`/api/v1/slos/buy/${chart}?format=svg&span=1h`)).text;
      expect(picture, chart).toContain('2026.47.0');
      expect(picture, chart).not.toContain('<img');
    }
  });

  it('are those of the service, up to the instant that the page looks back to', async () => {
    expect((await desk.get('/slos/pay')).text).not.toContain('<b>Deploy</b>');
    const then = (await desk.get(`/slos/buy?at=${new Date(T + 35 * MINUTE).toISOString()}`)).text;
    expect(then).toContain('2026.47.0');
    expect(then).not.toContain('rollback');
  });
});

describe('the words of a deploy', () => {
  const event = { id: 'x-1', component: '', kind: 'deploy', state: '', labels: '{}' };
  it.each([
    [{ labels: '{"version":"1.2","commit":"abc"}' }, '1.2'],
    [{ labels: '{"commit":"abc"}', component: 'api' }, 'abc, api'],
    [{ kind: 'deploy.canary', state: 'ok' }, 'canary'],
    [{ kind: 'deploy.canary', state: 'failed', labels: '{"tag":"v3"}' }, 'canary v3, failed'],
    [{}, 'x-1'],
    [{ labels: 'not json' }, 'x-1'],
  ])('of %j are %s', (more, said) => expect(deployWords({ ...event, ...more })).toBe(said));
});
