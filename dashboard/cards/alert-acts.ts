/** What people say about an alert and what they can do: acknowledge it, silence it, end a silence, try a target out. Forms, so that it works without a script. */
import type { VNode } from 'preact';
import { keyOf } from '../../shared/plan/rule.ts';
import type { Marked } from '../../shared/tiers/alert.ts';
import type { Tested, Work } from '../../shared/tiers/work.ts';
import type { Silenced } from '../routes/alert-marks.ts';
import type { ToldTarget } from '../routes/pipeline-facts.ts';
import { count } from './figure.ts';
import { h, hidden, link, page, type Part } from './markup.ts';
import { stack } from './stack.ts';
import { shape } from './state.ts';
import { minuteBrief } from './when.ts';

/** What the forms need to know. able: something can be entered here. now: the machine's clock. query: of the page that they lead back to. */
export type Acting = { able: boolean; who: string; now: number; zone: string; query: string };

const by = (who: string): string => (who === '' ? '' : ` by ${who}`);
const noted = (text: string): string => (text === '' ? '' : `: ${text}`);

/** Who has taken it on, and until when nobody is told. */
export const marksOf = ({ ack, silence }: Marked, { now, zone }: Acting): Part[] => [
  ack === null ? null : h('small', { class: 'said' }, h('b', null, 'Acknowledged'), `${by(ack.who)}, ${minuteBrief(Date.parse(ack.at), now, zone)}${noted(ack.text)}`),
  silence === null ? null : h('small', { class: 'said' }, h('b', null, 'Silenced'), ` until ${minuteBrief(Date.parse(silence.until), now, zone)}${by(silence.who)}${noted(silence.text)}`),
];

/** The form of one alert, behind a summary; null where nothing can be entered. */
export const actsOf = (alert: Marked, id: string, { able, who, query }: Acting): Part => {
  if (!able) return null;
  const field = (name: string): string => `${name}-${id}`;
  const named = alert.title || alert.slo;
  return h(
    'details',
    { class: 'acts-on', id: `acts-${id}` },
    h('summary', null, 'Acknowledge or silence', h('span', { class: 'vh' }, ` ${named}, ${alert.rule}`)),
    h(
      'form',
      { method: 'post', action: `/alerts/silence${query}`, class: 'silence-form' },
      hidden('key', alert.key), hidden('slo', keyOf(alert.tier, alert.slo)), hidden('rule', alert.rule),
      h('label', { for: field('who') }, 'Your name'), h('input', { id: field('who'), name: 'who', value: who, maxlength: 256, autocomplete: 'name' }),
      h('label', { for: field('text') }, 'Note'), h('input', { id: field('text'), name: 'text', maxlength: 1000, autocomplete: 'off' }),
      alert.key === '' ? null : alert.ack === null ? h('button', { class: 'act', formaction: `/alerts/ack${query}` }, 'Acknowledge') : h('button', { class: 'act', formaction: `/alerts/ack${query}`, name: 'back', value: 'yes' }, 'Take back', h('span', { class: 'vh' }, ' the acknowledgement')),
      h('label', { for: field('scope') }, 'Silence'), h('select', { id: field('scope'), name: 'scope' }, h('option', { value: 'rule' }, 'this rule'), h('option', { value: 'all' }, `every rule of ${named}`)),
      h('label', { for: field('for') }, 'for'), h('select', { id: field('for'), name: 'for' }, h('option', { value: '1h' }, '1 h'), h('option', { value: '4h' }, '4 h'), h('option', { value: '1d' }, '1 day')),
      h('label', { for: field('until') }, 'or until'), h('input', { id: field('until'), name: 'until', placeholder: '2026-11-22 10:41', autocomplete: 'off' }),
      h('button', { class: 'act' }, 'Silence'),
    ),
  );
};

/** What is silenced now, whether or not it fires. */
export const silencesOf = (silences: readonly Silenced[], { able, now, zone, who, query }: Acting): VNode | null =>
  silences.length === 0
    ? null
    : h(
        'section',
        { 'aria-labelledby': 'silences', class: 'alerts' },
        h('h2', { id: 'silences' }, 'Silenced', h('span', { class: 'quiet' }, ` ${count(silences.length)}`)),
        h('p', { class: 'quiet' }, 'What these rules have to tell is held back. When a silence ends, what still stands is told; what began and ended meanwhile is not.'),
        stack({
          caption: 'Silences',
          name: 'silences',
          columns: [{ text: 'Measure' }, { text: 'Rule' }, { text: 'Until', kind: 'when' }, { text: 'By' }, { text: 'Note' }, { text: 'What to do', kind: 'acts' }],
          rows: silences.map((one) => ({
            id: `silence-${one.id}`,
            cells: [
              link(page(one.tier, one.slo), one.slo), one.rule === '' ? 'every rule' : one.rule, minuteBrief(Date.parse(one.until ?? one.at), now, zone), `${one.who === '' ? '–' : one.who}, ${minuteBrief(Date.parse(one.at), now, zone)}`, one.text || '–',
              able ? h('form', { method: 'post', action: `/alerts/silence${query}` }, hidden('slo', keyOf(one.tier as Marked['tier'], one.slo)), hidden('rule', one.rule), hidden('scope', one.rule === '' ? 'all' : 'rule'), hidden('end', 'yes'), hidden('who', who), h('button', { class: 'act' }, 'End it', h('span', { class: 'vh' }, ` for ${one.slo}, ${one.rule === '' ? 'every rule' : one.rule}`))) : null,
            ],
          })),
        }),
      );

/** A target of the plan with what became of what was sent there. */
export type Target = { name: string; channel: string; fault: string; told: ToldTarget | null };

const stateOf = ({ fault, told }: Target, { now, zone }: Acting): VNode => {
  const [status, word] = fault !== '' ? (['missed', fault] as const) : told !== null && told.waiting > 0 && told.failed !== null ? (['missed', `Not reached since ${minuteBrief(told.failed, now, zone)}: ${told.message}`] as const) : told?.delivered ? (['met', `Reached, the last time ${minuteBrief(told.delivered, now, zone)}`] as const) : (['unknown', 'Nothing was sent there yet'] as const);
  return h('span', { class: 'state target-state' }, shape(status), h('span', null, word));
};

const testOf = (work: Work): VNode => {
  const result = work.result as Tested | null;
  if (work.state === 'failed') return h('p', { class: 'outcome', role: 'status' }, `Nothing was sent: ${work.message}.`);
  if (result === null) return h('p', { class: 'outcome', role: 'status' }, 'The test was asked for and waits for the aggregator. ', link(`/alerts?test=${encodeURIComponent(work.id)}#targets`, 'Look again'));
  return h(
    'div',
    { class: 'sample', id: 'test' },
    h('h3', null, `Test of ${result.target}`),
    h('p', { role: 'status' }, h('span', { class: 'state' }, shape(result.delivered ? 'met' : 'missed'), h('span', null, result.delivered ? 'Delivered' : 'Not delivered')), `: ${result.message}`),
    h('p', { class: 'quiet' }, `Posted to ${result.url}, exactly:`),
    h('pre', { tabindex: 0, role: 'region', 'aria-label': 'What was posted' }, h('code', null, result.payload)),
  );
};

/** Whom the plan tells, and a button to try each out. `test`: the one that the address asks for. */
export const targetsOf = (targets: readonly Target[], test: Work | null, acting: Acting): VNode =>
  h(
    'section',
    { 'aria-labelledby': 'targets', class: 'alerts targets' },
    h('h2', { id: 'targets' }, 'Notification targets'),
    targets.length === 0
      ? h('p', { class: 'quiet' }, 'The plan names nobody to be told: what fires stands on this page only. An ', h('code', null, 'AlertNotificationTarget'), ' names a webhook or an Alertmanager.')
      : stack({
          caption: 'Notification targets and their state',
          name: 'told',
          columns: [{ text: 'Target' }, { text: 'Channel' }, { text: 'State' }, { text: 'Waiting', kind: 'num' }, { text: 'What to do', kind: 'acts' }],
          rows: targets.map((one) => ({
            id: `target-${one.name}`,
            cells: [one.name, one.channel, stateOf(one, acting), one.told === null ? '0' : count(one.told.waiting), acting.able ? h('form', { method: 'post', action: `/alerts/test${acting.query}` }, hidden('target', one.name), hidden('who', acting.who), h('button', { class: 'act' }, 'Send a test', h('span', { class: 'vh' }, ` to ${one.name}`))) : null],
          })),
        }),
    test === null ? null : testOf(test),
  );
