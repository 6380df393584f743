/** The page of alerts over the real engine: in groups, and every rule of a large plan with where it stands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { threshold } from '../../../shared/budget-figure.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { planOf } from '../../support/plan-of.ts';

const slo = (name: string, service: string, kind: string): string => `
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}, displayName: "${name} answers", annotations: {heptad/owner: crew-${service}}}, spec: {service: ${service}, indicatorRef: ${kind}, objectives: [{targetPercent: 99.9}]}}`;
const indicator = (kind: string): string => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: ${kind}}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: ${kind}, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: ${kind}}}}}}}`;
// 36 SLOs of six rules each
const PLAN = `${indicator('request')}
---
${indicator('call')}
---
{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}${slo('zoo', 'shop', 'request')}${slo('pay', 'till', 'request')}${Array.from({ length: 34 }, (_, i) => slo(`calm-${i}`, 'quiet', 'call')).join('')}
`;
const T = Date.parse('2026-11-01T10:00:00Z');

describe('the page of alerts over a store', () => {
  let desk: Desk;
  const text = async (path: string, status = 200): Promise<string> => {
    const answer = await desk.get(path);
    expect([path, answer.status]).toEqual([path, status]);
    return answer.text;
  };
  const listed = (page: string): string[] => [...page.matchAll(/id="rule-slo-([^"]+)"/g)].map((one) => one[1] as string);

  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    await desk.reach(T);
    const events = (service: string, state: string, from: number) => Array.from({ length: 60 }, (_, i) => ({ id: `${service}-${state}-${i}`, time: T + from + i * 100, service, kind: 'request', state }));
    await desk.post('/api/v1/events', [...events('shop', 'error', 10_000), ...events('till', 'error', 10_000)]);
    await desk.reach(T + 60_000);
  }, 60_000);
  afterAll(() => desk.close());

  it('lists what fires in groups, and what is silenced there leads back to them', async () => {
    const page = await text('/alerts?group=service');
    expect([...page.matchAll(/<h3 class="group">([^<]+)/g)].map((one) => one[1]).slice(0, 2)).toEqual(['shop', 'till']);
    expect(await text('/alerts?group=tier')).toContain('<h3 class="group">Service level objectives');
    expect(await text('/alerts')).not.toContain('class="group"');
    expect((await desk.submit('/alerts/silence?group=service', { slo: 'zoo', rule: 'burn-1h', for: '1h' })).to).toBe('/alerts?group=service');
  });

  it('refuses in words a group and a view that there are not', async () => {
    expect(await text('/alerts?group=owner', 400)).toContain('“owner” is not a group of this page; there are service and tier.');
    expect(await text('/alerts?view=all', 400)).toContain('“all” is not a view of this page; there are alerts and rules.');
  });

  it('shows the first 200 rules, those that fire before the others, and says how many there are', async () => {
    const page = await text('/alerts?view=rules');
    expect(listed(page)).toHaveLength(200);
    expect(page).toContain('The first 200 of 216');
    const states = [...page.matchAll(/class="alarm (\w+)"/g)].map((one) => one[1]);
    const firing = states.filter((one) => one === 'firing').length;
    expect(firing).toBeGreaterThan(1);
    expect(states.slice(0, firing)).toEqual(Array(firing).fill('firing'));
  });

  it('finds rules by what they watch, whose it is, their own words, their target and their state', async () => {
    expect(listed(await text('/alerts?view=rules&q=ZOO+answers'))).toHaveLength(6);
    expect(listed(await text('/alerts?view=rules&q=crew-till'))).toHaveLength(6);
    expect(new Set(listed(await text('/alerts?view=rules&q=events-stopped')).map((one) => one.replace(/^[a-z]+(-\d+)?-/, '')))).toEqual(new Set(['events-stopped']));
    expect(listed(await text('/alerts?view=rules&q=firing')).every((one) => /^(zoo|pay)-/.test(one))).toBe(true);
    expect(await text('/alerts?view=rules&q=oncall')).toContain('The first 200 of 216');
    const none = await text(`/alerts?view=rules&q=${encodeURIComponent(`%_'"<b>`)}`);
    expect(none).toContain('0 of the 216 rules');
    expect(none).not.toContain(`<b>"`);
  });

  it('says of a rule what the API says of it', async () => {
    const page = await text('/alerts?view=rules&q=zoo');
    const { items } = JSON.parse((await desk.get('/api/v1/alerts?slo=zoo&state=firing,pending,inactive')).text) as { items: { rule: string; state: string; threshold: number | null }[] };
    const word: Record<string, string> = { firing: 'Firing', pending: 'Pending', inactive: 'Quiet' };
    for (const one of items) {
      const row = page.slice(page.indexOf(`id="rule-slo-zoo-${one.rule}"`)).split('</tr>')[0] ?? '';
      expect([one.rule, row.includes(`</svg>${word[one.state]}</span>`)]).toEqual([one.rule, true]);
      if (one.threshold !== null) expect(row).toContain(` ${threshold(one.threshold)} `);
    }
  });
});
