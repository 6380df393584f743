/** The page of alerts (P7): what fires, what is about to, what is blind, what is over; each with its rule in words, its burn, its budget and who was told. */
import type { VNode } from 'preact';
import type { Marked } from '../../shared/tiers/alert.ts';
import type { Work } from '../../shared/tiers/work.ts';
import type { Silenced } from '../routes/alert-marks.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { threshold } from '../../shared/budget-figure.ts';
import { leftBrief } from './3-slo.ts';
import { type Acting, actsOf, marksOf, silencesOf, type Target, targetsOf } from './alert-acts.ts';
import { ALERT_WORD, alertState, burnPair, ruleWords, sinceText, told } from './alert.ts';
import { alertGroups, type AlertsAsk, alertViews, grouped } from './alerts-asked.ts';
import { alertFile } from './alert-tables.ts';
import { count } from './figure.ts';
import { asFiles } from './files.ts';
import { h, link, page, type Part } from './markup.ts';
import { type Column, stack } from './stack.ts';
import { asOf, length, minuteShort } from './when.ts';

export type AlertFacts = {
  ask: AlertsAsk;
  firing: Marked[];
  pending: Marked[];
  blind: Marked[];
  resolved: Marked[];
  /** how many there are of each, listed or not */
  counts: { firing: number; pending: number; blind: number; resolved: number; rules: number; slos: number; others: number };
  /** rows of the SLOs named above, by name */
  rows: ReadonlyMap<string, Row>;
  /** targets of the plan to which nothing can be sent, and why */
  deaf: { name: string; fault: string }[];
  /** what is silenced now */
  silences: Silenced[];
  targets: Target[];
  /** of a target, that the address asks for */
  test: Work | null;
  acting: Acting;
  /** SLOs of the plan in force */
  planned: number;
  at: number;
  age: number | null;
  zone: string;
};

type Group = 'firing' | 'pending' | 'blind' | 'resolved';
const SAYS: Record<Group, string> = {
  firing: 'Over the threshold on both windows. Each is told once, and again when it is over.',
  pending: 'Over the threshold, but not long enough yet, or with too few events to be sure.',
  blind: 'The short window is not measured: the rule keeps what it said before and resolves nothing.',
  resolved: 'Incidents that are over, the last first.',
};
/** Of what moment the reason speaks, where figures of now stand beside it. */
const TURNED: Partial<Record<Group, string>> = { firing: 'when it fired', pending: 'when it began' };
const NONE: Record<Group, string> = { firing: 'No alert fires.', pending: 'None.', blind: 'None.', resolved: 'No incident so far.' };

const columns = (group: Group): Column[] => [
  { text: 'Alert' },
  { text: 'Severity', kind: 'severity' },
  { text: group === 'resolved' ? 'Over since' : 'Since', kind: 'when' },
  ...(group === 'resolved' ? [{ text: 'Fired for', kind: 'num' }] : [{ text: 'Burn long / short', kind: 'num' }, { text: 'Threshold', kind: 'num thin' }]),
  { text: 'Budget left', kind: 'num wide' },
  { text: 'Notified', kind: 'told-cell' },
];

const rowOf = (alert: Marked, group: Group, facts: AlertFacts) => {
  const id = `${group}-${alert.tier === 'slo' ? '' : `${alert.tier}-`}${alert.slo}-${alert.rule}${group === 'resolved' ? `-${alert.key}` : ''}`;
  const fired = alert.firedAt !== null && alert.resolvedAt !== null ? length(Date.parse(alert.resolvedAt) - Date.parse(alert.firedAt)) : '–';
  return {
    id,
    cells: [
      h('span', { class: 'label' }, alert.tier === 'partition' ? alert.title : link(page(alert.tier, alert.slo), alert.title || alert.slo), h('small', null, h('span', null, ruleWords(alert)), alert.tier === 'slo' || alert.tier === 'partition' ? null : ` · ${alert.tier.toUpperCase()}`, alert.service === '' ? null : ` · ${alert.service}`, alert.reason === null || alert.reason === '' ? null : ` · ${alert.kind === 'burn-rate' && TURNED[group] ? `${TURNED[group]}: ` : ''}${alert.reason}`), marksOf(alert, facts.acting)),
      alert.severity || '–',
      group === 'resolved' ? minuteShort(Date.parse(alert.resolvedAt ?? alert.since), facts.at, facts.zone) : sinceText(alert, facts.at, facts.zone),
      ...(group === 'resolved' ? [fired] : [burnPair(alert), alert.threshold === null ? '–' : threshold(alert.threshold)]),
      alert.tier === 'slo' ? leftBrief(facts.rows.get(alert.slo) ?? null) : '–',
      h('span', { class: 'told-and-acts' }, told(alert, facts.zone, `told-${id}`), group === 'resolved' ? null : actsOf(alert, id, facts.acting)),
    ] as Part[],
  };
};

const groupOf = (group: Group, alerts: readonly Marked[], facts: AlertFacts): VNode =>
  h(
    'section',
    { 'aria-labelledby': group, class: 'alerts' },
    h('h2', { id: group }, alerts.length > 0 ? alertState(group) : ALERT_WORD[group], h('span', { class: 'quiet' }, ` ${count(facts.counts[group])}`)),
    alerts.length === 0 ? h('p', { class: 'quiet' }, NONE[group]) : h('p', { class: 'quiet' }, SAYS[group], facts.counts[group] > alerts.length ? ` The ${group === 'resolved' ? 'newest' : 'first'} ${alerts.length} of ${count(facts.counts[group])}.` : ''),
    alerts.length === 0
      ? null
      : grouped(alerts, facts.ask.group).map(({ title, alerts: of }) => [
          title === '' ? null : h('h3', { class: 'group' }, title, h('span', { class: 'quiet' }, ` ${count(of.length)}`)),
          stack({ caption: `${ALERT_WORD[group]} alerts${title === '' ? '' : `: ${title}`}`, name: 'alarms', columns: columns(group), rows: of.map((one) => rowOf(one, group, facts)) }),
        ]),
    alerts.length > 0 && group === 'resolved' ? h('p', { class: 'ways' }, `All ${count(facts.counts.resolved)} as `, asFiles('Incidents that are over', (format) => alertFile('resolved', format))) : null,
  );

/** What is watched, when nothing fires. */
const watchedText = ({ counts, planned }: AlertFacts): Part =>
  counts.rules > 0
    ? h('span', null, `${count(counts.rules)} ${counts.rules === 1 ? 'rule' : 'rules'} on ${count(counts.slos)} of ${count(planned)} ${planned === 1 ? 'SLO' : 'SLOs'}${counts.others > 0 ? ` and ${count(counts.others)} other ${counts.others === 1 ? 'measure' : 'measures'}` : ''} ${counts.rules === 1 ? 'is' : 'are'} judged at every tick`)
    : h('span', null, planned === 0 ? 'The plan has no SLO, so nothing is watched' : `No rule of the ${count(planned)} ${planned === 1 ? 'SLO' : 'SLOs'} of the plan has changed its state yet`);

/** Whom nobody can tell anything, said before it is needed. */
const deafText = ({ deaf }: AlertFacts): Part =>
  deaf.length === 0
    ? null
    : h('div', { class: 'banner', id: 'deaf' }, h('strong', null, deaf.length === 1 ? 'Nothing can be sent to a notification target.' : `Nothing can be sent to ${deaf.length} notification targets.`), h('ul', null, deaf.map(({ fault }) => h('li', null, fault, '.'))));

/** Everything inside `main`. */
export const alertsMain = (facts: AlertFacts): Part[] => {
  const data = asOf(facts.at, facts.age, facts.zone);
  const { firing, pending, blind } = facts.counts;
  return [
    h(
      'div',
      { class: 'head' },
      h('h1', null, 'Alerts'),
      h('p', { class: 'sentence' }, firing + pending + blind === 0 ? 'All quiet: no alert fires, none is pending, none is blind.' : `${firing} firing, ${pending} pending, ${blind} blind.`),
      h('p', { class: 'meta' }, watchedText(facts), facts.at > 0 ? h('span', { id: 'as-of' }, data.text, `, ${facts.zone}`, data.stale === null ? null : h('b', null, data.stale)) : null),
      deafText(facts),
      facts.counts.rules > 0 || facts.planned === 0 ? null : h('p', { class: 'note' }, 'Every SLO is watched for its burn rate over pairs of windows, for a spent budget and for events that stop, unless its plan says ', h('code', null, 'heptad/alerts: none'), '.'),
    ),
    h('div', { class: 'plots-bar' }, alertViews(facts.ask), alertGroups(facts.ask)),
    ...(['firing', 'pending', 'blind'] as const).map((group) => groupOf(group, facts[group], facts)),
    firing + pending + blind === 0 ? null : h('p', { class: 'ways' }, 'Firing, pending and blind as ', asFiles('Alerts that stand', (format) => alertFile('standing', format))),
    silencesOf(facts.silences, facts.acting),
    facts.silences.length === 0 ? null : h('p', { class: 'ways' }, asFiles('Silences', (format) => alertFile('silences', format))),
    groupOf('resolved', facts.resolved, facts),
    targetsOf(facts.targets, facts.test, facts.acting),
  ];
};
