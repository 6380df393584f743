/** What happened while the budget was spent: corrections, deploys and stretches in which rules fired, marked on every chart of an SLO and told in a list. */
import type { VNode } from 'preact';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Fired } from './3-slo-plots.ts';
import { fixed } from './figure.ts';
import { h, link } from './markup.ts';
import { length, minuteShort } from './when.ts';

/** Cut to the span that is shown; ms. `goes` = it is not over; `href` = where more is told of it. */
export type Mark = { kind: 'correction' | 'incident' | 'deploy'; from: number; to: number; goes: boolean; text: string; href?: string };
/** Something that was put into service at an instant, ms. */
export type Deploy = { at: number; text: string; href: string };

const rulesText = (rules: readonly string[]): string => (rules.length < 3 ? rules.join(' and ') : `${rules[0]} and ${rules.length - 1} more rules`);

/** In order of time. `now` = the instant that the page speaks for. */
export const marksOf = (measure: SloMeasure, fired: readonly Fired[], deploys: readonly Deploy[], { from, to, now }: { from: number; to: number; now: number }): Mark[] =>
  [
    ...(measure.schedule?.corrections ?? []).map((one): Mark => ({ kind: 'correction', from: Math.max(from, one.from), to: Math.min(to, one.to), goes: one.to > now, text: [one.reason, one.text].filter(Boolean).join(', ') || one.name })),
    ...fired.map((one): Mark => ({ kind: 'incident', from: one.from, to: one.to, goes: one.to >= now, text: rulesText(one.rules) })),
    ...deploys.filter((one) => one.at >= from && one.at <= to).map((one): Mark => ({ kind: 'deploy', from: one.at, to: one.at, goes: false, text: one.text, href: one.href })),
  ].filter((one) => one.kind === 'deploy' || one.to > one.from).sort((a, b) => a.from - b.from || a.to - b.to);

/** The axis goes on once a minute: what goes on with it is not drawn again in between. */
const onMinute = (t: number): number => Math.ceil(t / 60_000) * 60_000;

/** Signs of a text that stands along a line of a chart: as many as the lowest chart is high. */
const SHORT = 14;
/** What was deployed, without where and how it went. */
const shortened = (text: string): string => {
  const [what = ''] = text.split(', ');
  return what.length > SHORT ? `${what.slice(0, SHORT - 1)}…` : what;
};

/** What the charts are given: [from, to, 0] of corrections, [from, from, 1] of incidents, which are drawn where they began, [at, at, 2, text] of deploys. */
export const drawnMarks = (marks: readonly Mark[]): string => JSON.stringify(marks.map((one) => (one.kind === 'deploy' ? [one.from, one.from, 2, shortened(one.text)] : one.kind === 'incident' ? [one.from, one.from, 1] : [onMinute(one.from), onMinute(one.to), 0])));

export const WORD: Record<Mark['kind'], string> = { correction: 'Correction', incident: 'Incident', deploy: 'Deploy' };
const sign = (kind: Mark['kind'], x: number | string): VNode =>
  h('svg', { class: `mark ${kind}`, x, width: 12, height: 12, overflow: 'visible', 'aria-hidden': 'true' }, kind === 'incident' ? h('path', { d: 'M0 1l5 5-5 5-5-5Z' }) : kind === 'deploy' ? h('path', { d: 'M0 1l5 10h-10Z' }) : h('path', { d: 'M-5 1h10v10h-10ZM-5 6l5-5M-5 11 5 1M0 11l5-5' }));

/** Told one by one; the others are counted. */
const MOST = 8;

/** The lane over the charts with a sign for each, at the instant at which it began, and what they were, newest first. */
export const laneOf = (marks: readonly Mark[], { from, to, zone }: { from: number; to: number; zone: string }): VNode | null =>
  marks.length === 0
    ? null
    : h(
        'div',
        { class: 'marks', id: 'marks' },
        h('div', { class: 'lane' }, h('svg', { width: '100%', height: 12, overflow: 'visible', 'aria-hidden': 'true' }, marks.map((one) => sign(one.kind, `${fixed(((one.from - from) / (to - from)) * 100, 3)}%`)))),
        h('ul', { 'aria-label': 'Marks on the charts' }, marks.slice(-MOST).reverse().map((one) => h('li', null, h('svg', { class: 'sign', width: 12, height: 12, viewBox: '-6 0 12 12', 'aria-hidden': 'true' }, sign(one.kind, 0)), h('b', null, WORD[one.kind]), ` ${minuteShort(one.from, to, zone)}${one.kind === 'deploy' ? '' : `, ${one.goes ? 'not over' : length(one.to - one.from)}`}: `, one.href === undefined ? h('span', { class: 'quiet' }, one.text) : link(one.href, one.text))), marks.length > MOST ? h('li', { class: 'quiet' }, `and ${marks.length - MOST} before them`) : null),
      );
