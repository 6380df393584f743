import { describe, expect, it } from 'vitest';
import { alertState, ruleWords, told } from '../../../dashboard/cards/alert.ts';
import { type RulesShown, rulesMain } from '../../../dashboard/cards/alert-rules.ts';
import { threshold } from '../../../shared/budget-figure.ts';
import { type AlertFacts, alertsMain } from '../../../dashboard/cards/alerts.ts';
import { alertsAddress, grouped } from '../../../dashboard/cards/alerts-asked.ts';
import { html, type Part, h } from '../../../dashboard/cards/markup.ts';
import { document } from '../../../dashboard/cards/shell.ts';
import { stretches } from '../../../dashboard/routes/alert-facts.ts';
import { besides } from '../../../dashboard/routes/alert-rules.ts';
import type { Alert, Marked } from '../../../shared/tiers/alert.ts';
import { ALERTS, AT } from '../../support/northwind-slos.ts';

/** Nobody has said anything about it. */
const plain = (alert: Alert): Marked => ({ ...alert, flags: [], ack: null, silence: null });
const first = plain(ALERTS[0]?.body as Alert);
const draw = (part: Part): string => html(h('div', null, part));
const none: AlertFacts = { ask: { group: null, view: 'alerts', q: '' }, firing: [], pending: [], blind: [], resolved: [], counts: { firing: 0, pending: 0, blind: 0, resolved: 0, rules: 0, slos: 0, others: 0 }, rows: new Map(), deaf: [], silences: [], targets: [], test: null, acting: { able: true, who: '', now: AT, zone: 'UTC', query: '' }, planned: 3, at: AT, age: null, zone: 'UTC' };
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

describe('alerts in groups', () => {
  const [a, b, c] = [{ ...first, service: 'shop', slo: 'a' }, { ...first, service: '', tier: 'kpt' as const, slo: 'b' }, { ...first, service: 'cart', slo: 'c' }];
  it('stand by service with those of none last, by tier from the result down, and keep their order within', () => {
    const d = { ...a, slo: 'd' };
    expect(grouped([a, b, c, d], 'service').map((one) => [one.title, one.alerts.map((alert) => alert.slo)])).toEqual([['cart', ['c']], ['shop', ['a', 'd']], ['Of no service', ['b']]]);
    expect(grouped([a, b, c, d], 'tier').map((one) => [one.title, one.alerts.map((alert) => alert.slo)])).toEqual([['Key performance targets', ['b']], ['Service level objectives', ['a', 'c', 'd']]]);
    expect(grouped([a, b, c], null)).toEqual([{ title: '', key: '', alerts: [a, b, c] }]);
  });
  it('have a heading each, and forms that come back to the same grouping', () => {
    const page = text({ ask: { ...none.ask, group: 'service' }, acting: { ...none.acting, query: '?group=service' }, firing: [a, c], counts: { ...none.counts, firing: 2 } });
    expect(page).toMatch(/<h3 class="group">cart<span class="quiet"> 1<\/span><\/h3>.*<h3 class="group">shop/s);
    expect(page).toContain('href="/alerts?group=service" aria-current="true"');
    expect(page).toContain('action="/alerts/silence?group=service"');
  });
  it('have an address that leaves out what is usual', () => expect([none.ask, { ...none.ask, view: 'rules' as const, q: 'a b' }, { ...none.ask, group: 'tier' as const, q: 'x' }].map(alertsAddress)).toEqual(['/alerts', '/alerts?view=rules&q=a+b', '/alerts?group=tier']));
});

describe('the rules of the page of alerts', () => {
  const shown: RulesShown = { ask: { ...none.ask, view: 'rules' }, found: [{ alert: { ...first, state: 'inactive' }, words: 'with at least 3 bad', turned: false }, { alert: { ...first, rule: 'other', targets: [], since: '2026-11-22T08:41:00Z' }, words: '', turned: true }], all: 2, rules: 2, at: AT, zone: 'UTC' };
  const drawn = (more: Partial<RulesShown>): string => draw(h('div', null, rulesMain({ ...shown, ...more })));
  it('say what each asks, whom it tells, where it stands and since when, and lead to what they watch', () => {
    const page = drawn({});
    expect(page).toMatch(/href="\/slos\/checkout-availability#burn-alerts".*burns above 13\.44× over 1h and 5m<small>with at least 3 bad.*oncall.*Quiet.*has never fired/s);
    expect(page).toMatch(/other<\/span>.*nobody.*Firing.*22 Nov 08:41, 1 h/s);
    expect(page).toContain('2 rules in the plan in force');
  });
  it('say how many there are beyond those that are listed, and what to do when none is found', () => {
    expect(drawn({ all: 6000, rules: 6000 })).toContain('The first 2 of 6,000');
    expect(drawn({ found: [], all: 0, ask: { ...shown.ask, q: '<b>' } })).toContain('No rule has “&lt;b>” in it.');
    expect(drawn({ found: [], all: 0, rules: 0 })).toContain('No rule is in force');
  });
  it('tell how long a rule must hold and what must have come in', () => {
    const burn = { guard: { bad: '3.000000000', events: '10.000000000' } } as NonNullable<Parameters<typeof besides>[0]['burn']>;
    expect(besides({ after: 600_000, burn })).toBe('for 10 min, with at least 3 bad and 10 counted');
    expect(besides({ after: 0, burn: null })).toBe('');
  });
});
