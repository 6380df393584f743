import { describe, expect, it } from 'vitest';
import { alertState, ruleWords, told } from '../../../dashboard/cards/alert.ts';
import { threshold } from '../../../shared/budget-figure.ts';
import { type AlertFacts, alertsMain } from '../../../dashboard/cards/alerts.ts';
import { html, type Part, h } from '../../../dashboard/cards/markup.ts';
import { document } from '../../../dashboard/cards/shell.ts';
import { stretches } from '../../../dashboard/routes/alert-facts.ts';
import type { Alert, Marked } from '../../../shared/tiers/alert.ts';
import { ALERTS, AT } from '../../support/northwind-slos.ts';

/** Nobody has said anything about it. */
const plain = (alert: Alert): Marked => ({ ...alert, flags: [], ack: null, silence: null });
const first = plain(ALERTS[0]?.body as Alert);
const draw = (part: Part): string => html(h('div', null, part));
const none: AlertFacts = { firing: [], pending: [], blind: [], resolved: [], counts: { firing: 0, pending: 0, blind: 0, resolved: 0, rules: 0, slos: 0, others: 0 }, rows: new Map(), deaf: [], silences: [], targets: [], test: null, acting: { able: true, who: '', now: AT, zone: 'UTC' }, planned: 3, at: AT, age: null, zone: 'UTC' };
const text = (facts: Partial<AlertFacts>): string => document({ title: 'Alerts', main: alertsMain({ ...none, ...facts }), assets: { script: null, styles: [] }, theme: null, here: 'alerts', firing: facts.counts?.firing ?? 0, live: null });

describe('an alert of another tier', () => {
  it('leads from a KPT to its page, with its tier and without a budget', () => {
    const one: Marked = { ...first, slo: 'orders', tier: 'kpt', kind: 'pace', when: 'the pace is off-track', title: 'Orders', service: '', windows: null, threshold: null };
    const page = text({ firing: [one], counts: { ...none.counts, firing: 1, rules: 3, slos: 1, others: 2 } });
    expect(page).toContain('<a href="/t/kpt/orders">Orders</a><small><span>the pace is off-track</span> · KPT');
    expect(page).toContain('3 rules on 1 of 3 SLOs and 2 other measures are judged');
  });
});

describe('an alert', () => {
  it('is told in words', () => {
    expect(ruleWords(first)).toBe('burns above 13.44× over 1h and 5m');
    expect(ruleWords({ ...first, kind: 'budget-spent' })).toBe('the error budget is spent');
    expect(ruleWords({ ...first, kind: 'events-stopped' })).toBe('no event for far longer than usual');
    expect(ruleWords({ ...first, kind: 'pace', when: 'the pace is off-track' })).toBe('the pace is off-track');
    expect([14.4, 6, 0.9333].map(threshold)).toEqual(['14.4×', '6×', '0.9333×']);
  });
  it('has a word beside its shape', () => expect(draw(alertState('blind'))).toMatch(/<svg.*Blind/));
  it('lists every attempt to tell somebody, and escapes what a receiver answered', () => {
    const delivery = { at: '2026-11-22T08:00:00Z', target: 'oncall', channel: 'webhook', event: 'firing', attempt: 1, outcome: 'failed', status: 500, message: '<b>no</b>' } as const;
    const page = draw(told({ ...first, deliveries: [delivery, { ...delivery, at: '2026-11-22T08:00:05Z', attempt: 2, outcome: 'delivered', status: 200, message: '' }] }, 'UTC', 'x'));
    expect(page).toContain('Told oncall');
    expect(page).toMatch(/08:00:05<\/span> firing to oncall \(webhook\): <b>delivered<\/b>, 200, attempt 2.*<b>failed<\/b>, 500\. &lt;b/s);
    expect(draw(told({ ...first, deliveries: [delivery] }, 'UTC', 'x'))).toContain('not reached: oncall');
    expect(draw(told({ ...first, targets: [] }, 'UTC', 'x'))).toContain('nobody is named');
    expect(draw(told({ ...first, state: 'pending' }, 'UTC', 'x'))).toContain('would tell oncall');
  });
});

describe('stretches of firing', () => {
  const at = (state: Alert['state'], since: number, rule = 'a') => ({ rule, state, since, severity: 'page' });
  it('go from firing to resolved, through blindness, and on while nothing has resolved them', () => {
    expect(stretches([at('pending', 1), at('firing', 2), at('blind', 3), at('firing', 4), at('resolved', 5), at('firing', 8), at('firing', 9, 'b')])).toEqual([
      { rule: 'a', severity: 'page', from: 2, to: 5 },
      { rule: 'a', severity: 'page', from: 8, to: null },
      { rule: 'b', severity: 'page', from: 9, to: null },
    ]);
  });
});

describe('the page of alerts', () => {
  it('says what is watched when nothing fires', () => {
    expect(text({})).toContain('All quiet');
    expect(text({})).toContain('No rule of the 3 SLOs of the plan has changed its state yet');
    expect(text({ planned: 0 })).toContain('The plan has no SLO, so nothing is watched');
    expect(text({ counts: { ...none.counts, rules: 18, slos: 3 } })).toContain('18 rules on 3 of 3 SLOs are judged');
  });
  it('counts in the bar what fires, for the eye and in words', () => {
    const firing = ALERTS.filter((one) => one.state === 'firing' && one.seq === 3).map((one) => plain(one.body));
    const page = text({ firing, counts: { ...none.counts, firing: 4 } });
    expect(page).toContain('<span aria-hidden="true">4</span><span class="vh">, 4 firing</span>');
    expect(page).toContain('href="/slos/checkout-availability"');
    expect(page).toContain('19.0× / 20.2×');
    // what it fired at is not what it burns at now
    expect(text({ firing: firing.slice(0, 1).map((one) => ({ ...one, reason: 'burn rate 14' })), counts: { ...none.counts, firing: 1 } })).toContain('when it fired: burn rate 14');
    expect(text({ firing: firing.slice(0, 1), counts: { ...none.counts, firing: 800 } })).toContain('The first 1 of 800.');
  });
});
