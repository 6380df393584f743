/** Tier 5, key performance target: one measure in one period against its lines. Drawn as a row under its KPI and, on its own page, as a sentence. */
import type { VNode } from 'preact';
import type { Entered, KptMeasure, Of, Statistic } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { bullet } from './bullet.ts';
import { digits, figure, type Spec } from '../../shared/figure.ts';
import type { Frame } from './frame.ts';
import { lineTexts, scorePoints } from './figure.ts';
import { h, link, page, type Part } from './markup.ts';
import type { Target } from './sheet.ts';
import { PACE, state } from './state.ts';

const STATISTIC: Partial<Record<Statistic, string>> = { min: 'least', max: 'greatest', last: 'last value', nps: 'net promoter score', mttr: 'mean time to restore', mtbf: 'mean time between failures' };

/** A statistic in words, capital first: "Mean", "95th percentile". */
const statisticWords = (statistic: Statistic): string => {
  const quantile = /^p([\d.]+)$/.exec(statistic)?.[1];
  return (quantile === undefined ? (STATISTIC[statistic] ?? statistic) : `${quantile}th percentile`).replace(/^./, (c) => c.toUpperCase());
};

/** Desired strong, adequate quiet: "≥ 99.9 % / 99.5". */
export const linesCell = (spec: Spec): Part => {
  const texts = lineTexts(spec);
  if (texts === null) return '–';
  return h('span', null, h('span', { class: 'desired' }, texts.desired), texts.adequate === null ? null : [' ', h('span', { class: 'adequate' }, `/ ${texts.adequate}`)]);
};

/** The word, then where it is heading; quiet when on track. */
export const paceCell = (row: Row | null, spec: Spec): Part => {
  if (!row?.pace) return '–';
  const quiet = row.pace === 'on-track' || row.pace === 'too-early';
  return h('span', { class: quiet ? 'pace' : 'pace hot' }, h('b', null, PACE[row.pace]), row.forecast === null || row.pace === 'too-early' ? null : ` → ${digits(row.forecast, spec)}`);
};

/** What it measures: "Mean of “Arrival delay” over each month". `of` = title of what it measures. */
export const sentence = (measure: KptMeasure, spec: Spec, of: string, period: string): string => {
  const texts = lineTexts(spec);
  const words = (one: Of | Entered, title: string): string => one.tier === 'entered' ? `${statisticWords(one.statistic)} entered as “${one.name}”` : `${one.statistic === 'attainment' ? 'Attainment' : statisticWords(one.statistic)} of “${title}”`;
  const what = measure.by === null ? words(measure.of, of) : `${words(measure.of, of)} by ${words(measure.by, measure.by.name).replace(/^./, (c) => c.toLowerCase())}`;
  return `${what} over each ${period}${texts === null ? '' : `: desired ${texts.desired}${texts.adequate === null ? '' : `, tolerated to ${texts.adequate}`}`}.${measure.polarity === 'lower' ? ' Lower is better.' : ''}`;
};

/** How it is made: of what stands below, or of what people enter. */
export const rule = 'Recounted from its minutes over the period, then compared with its lines.';

/** A row of the table that a KPI opens; `gives` = what it gives to the KPI's score, as it is shown. */
export const targetRow = (target: Target, gives: string, { scorecard, back }: Pick<Frame, 'scorecard' | 'back'>): VNode =>
  h(
    'tr',
    { id: `kpt-${target.measure.name}` },
    h('th', { scope: 'row' }, link(page('kpt', target.measure.name, scorecard, back), target.title), target.critical ? h('span', { class: 'quiet' }, ' critical') : null),
    h('td', null, state(target.row?.status ?? 'unknown')),
    h('td', { class: 'num' }, figure(target.row?.value ?? null, target.spec)),
    h('td', null, bullet({ value: target.row?.value ?? null, status: target.row?.status ?? null, spec: target.spec, scale: target.row?.scale ?? null })),
    h('td', { class: 'num lines' }, linesCell(target.spec)),
    h('td', { class: 'num' }, scorePoints(target.row?.score ?? null)),
    h('td', { class: 'num' }, String(target.weight)),
    h('td', { class: 'num strong' }, gives),
  );
