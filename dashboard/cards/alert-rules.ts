/** The rules of the page of alerts: every rule of the plan in force in words, whom it tells, and where it stands since when. */
import type { VNode } from 'preact';
import type { Alert } from '../../shared/tiers/alert.ts';
import { alertState, ruleWords, sinceText } from './alert.ts';
import { alertsAddress, type AlertsAsk, alertViews } from './alerts-asked.ts';
import { alertFile } from './alert-tables.ts';
import { count } from './figure.ts';
import { asFiles } from './files.ts';
import { h, hidden, link, page, type Part } from './markup.ts';
import { stack } from './stack.ts';

/** A rule as an alert that may not have happened; `words` = what else it asks before it fires, '' = nothing; `turned` false = its state has never changed. */
export type ListedRule = { alert: Alert; words: string; turned: boolean };
/** `all` = how many match, listed or not; `rules` of how many there are in the plan. */
export type RulesShown = { ask: AlertsAsk; found: readonly ListedRule[]; all: number; rules: number; at: number; zone: string };

const rowOf = ({ alert, words, turned }: ListedRule, { at, zone }: RulesShown) => ({
  id: `rule-${alert.tier}-${alert.slo}-${alert.rule}`,
  cells: [
    h('span', { class: 'label' }, link(`${page(alert.tier, alert.slo)}${alert.tier === 'slo' ? '#burn-alerts' : ''}`, alert.title || alert.slo), h('small', null, h('span', null, alert.rule), ` · ${alert.tier.toUpperCase()}`, alert.service === '' ? null : ` · ${alert.service}`)),
    h('span', { class: 'label' }, ruleWords(alert), words === '' ? null : h('small', null, words)),
    alert.severity || '–',
    alert.targets.length === 0 ? 'nobody' : alert.targets.join(', '),
    alertState(alert.state),
    turned ? sinceText(alert, at, zone) : 'has never fired',
  ] as Part[],
});

const search = (ask: AlertsAsk): VNode =>
  h(
    'form',
    { class: 'search', method: 'get', action: '/alerts', role: 'search' },
    hidden('view', 'rules'),
    h('label', { for: 'q' }, 'Only rules with'),
    h('input', { id: 'q', name: 'q', type: 'search', value: ask.q, maxlength: 200, autocomplete: 'off', placeholder: 'a name, service, owner, target or state' }),
    h('button', { class: 'act' }, 'Filter'),
    ask.q === '' ? null : link(alertsAddress({ ...ask, q: '' }), 'Show all'),
  );

/** Everything inside `main`. */
export const rulesMain = (shown: RulesShown): Part[] => {
  const { ask, found, all, rules, zone } = shown;
  const counted = ask.q === '' ? `${count(rules)} ${rules === 1 ? 'rule' : 'rules'} in the plan in force` : `${count(all)} of the ${count(rules)} rules of the plan in force`;
  return [
    h('div', { class: 'head' }, h('h1', null, 'Alert rules'), h('p', { class: 'meta' }, h('span', null, counted), h('span', null, zone))),
    h('div', { class: 'plots-bar' }, alertViews(ask)),
    rules === 0 ? null : search(ask),
    rules === 0
      ? h('p', { class: 'lead' }, 'No rule is in force: the plan has no SLO, or each says ', h('code', null, 'heptad/alerts: none'), '.')
      : found.length === 0
        ? h('p', { class: 'filtered' }, `No rule has “${ask.q}” in it. `, link(alertsAddress({ ...ask, q: '' }), 'Show all'))
        : h(
            'section',
            { 'aria-labelledby': 'rules', class: 'alerts' },
            h('h2', { id: 'rules', class: 'vh' }, 'Rules'),
            all > found.length ? h('p', { class: 'quiet' }, `The first ${count(found.length)} of ${count(all)}, those that fire before the others. The filter leads to the rest.`) : null,
            stack({ caption: 'Alert rules and where they stand', name: 'alarms all-rules', columns: [{ text: 'Watches' }, { text: 'Fires when' }, { text: 'Severity', kind: 'severity' }, { text: 'Tells' }, { text: 'State', kind: 'status' }, { text: 'Since', kind: 'when' }], rows: found.map((one) => rowOf(one, shown)) }),
            h('p', { class: 'ways' }, `All ${count(all)} as `, asFiles('Alert rules', (format) => alertFile('rules', format, ask.q))),
          ),
  ];
};
