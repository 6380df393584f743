/** The four tiles of an SLO: now, left, how fast, until when; each says how it is computed, with its own numbers. */
import type { VNode } from 'preact';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import { leftShare, threshold, times } from '../../shared/budget-figure.ts';
import { lasting, lastingWords, rule, seconds } from './3-slo.ts';
import { bullet } from './bullet.ts';
import { figure, line, percent, SHARE } from '../../shared/figure.ts';
import { count, fixed, lineTexts } from './figure.ts';
import { all, h, type Part } from './markup.ts';
import { type Facts, tile } from './measure.ts';
import { length, minuteBrief } from './when.ts';

/** Rules that fire, the longest first. */
export const firing = (alerts: readonly Alert[]): Alert[] => alerts.filter((one) => one.state === 'firing').sort((a, b) => Date.parse(a.since) - Date.parse(b.since));

const how = (id: string, ...says: Part[]): VNode => h('details', { class: 'how', id }, h('summary', null, 'How?', h('span', { class: 'vh' }, ' is this computed')), h('p', null, says));
/** Events of a budget; a share of one that would be 0 to two decimals keeps its first digit. */
const number = (value: number | null): string => (value === null ? '–' : Math.abs(value) < 0.005 && value !== 0 ? String(Number(value.toPrecision(1))) : count(Math.round(value * 100) / 100));

const bar = (left: number): VNode => {
  const width = Math.max(0, Math.min(1, left));
  return h('svg', { class: 'bullet budget-bar', width: '100%', height: 10, 'aria-hidden': 'true' }, h('rect', { class: 'zone', x: 0, y: 1, width: '100%', height: 8 }), h('rect', { class: `measure ${left <= 0 ? 'missed' : left < 0.25 ? 'tolerated' : 'met'}`, x: 0, y: 1, width: `${fixed(width * 100, 2)}%`, height: 8 }));
};

/** All four. */
export const tiles = (facts: Facts, measure: SloMeasure, alerts: readonly Alert[]): VNode => {
  const { row, spec, zone } = facts;
  const lines = lineTexts(spec);
  const at = row ? Date.parse(row.at) : 0;
  const budget = row?.budget ?? null;
  const left = budget?.ratio.remaining ?? null;
  const bad = row && row.good !== null && row.total !== null ? Math.round((row.total - row.good) * 1e6) / 1e6 : null;
  const unit = measure.method === 'Occurrences' ? 'events' : 'timeslices';
  const slice = measure.method === 'Occurrences' ? 'bad' : 'bad timeslices';
  const burn = row?.burn ?? {};
  const [loudest] = [...firing(alerts)].filter((one) => one.kind === 'burn-rate').sort((a, b) => (b.threshold ?? 0) - (a.threshold ?? 0));
  const lasts = lasting(row, measure);
  const until = row?.exhaustsAt && lasts !== null && lasts > 0 && lasts !== Number.POSITIVE_INFINITY ? Date.parse(row.exhaustsAt) : null;
  const paused = row === null || row.value === null;
  const target = `${line(Number((1 - Number(measure.target)).toFixed(9)), SHARE)} %`;
  return h(
    'div',
    { class: 'tiles four' },
    tile(
      `SLI${measure.window.kind === 'rolling' ? `, ${length(measure.window.ms)}` : ''}`,
      paused ? 'No data' : figure(row.value, spec),
      paused ? 'nothing was counted in the window' : all(`${number(row.good)} good of ${number(row.total)}, ${number(bad)} bad${lines ? `; ${lines.desired} desired${lines.adequate ? `, ${lines.adequate} adequate` : ''}` : ''}`, how('how-sli', `${number(row.good)} good ÷ ${number(row.total)} counted = ${row.value === null ? '–' : percent(row.value, 6)}. ${rule(measure)}`)),
      paused ? null : bullet({ value: row.value, status: row.status, spec, scale: row.scale }, { label: true }),
    ),
    tile(
      'Error budget left',
      left === null ? '–' : all(h('span', { class: 'whole' }, leftShare(left)), h('span', { class: 'beside' }, ` ${left < 0 ? `over by ${seconds(budget?.seconds.remaining === null || !budget ? null : -budget.seconds.remaining)}` : seconds(budget?.seconds.remaining ?? null)} of ${seconds(budget?.seconds.allowed ?? null)}`)),
      left === null || !budget
        ? 'not computed without events'
        : all(
            left < 0 && row?.flags.includes('low-volume') ? `${number(budget.events.consumed)} ${slice} where ${number(budget.events.allowed)} are allowed: one is more than the whole budget` : left < 0 ? `${number(-(budget.events.remaining ?? 0))} ${slice} more than the ${number(budget.events.allowed)} allowed` : `${number(budget.events.remaining)} ${slice} left of ${number(budget.events.allowed)}${budget.of === 'toDate' ? ', to date' : ''}`,
            how('how-budget', `Allowed: ${target} of ${number(row?.total ?? null)} ${unit} = ${number(budget.events.allowed)}; spent ${number(budget.events.consumed)}, left ${number(budget.events.remaining)}. In time: the same share of ${seconds(budget.seconds.allowed)}.`),
          ),
      left === null ? null : bar(left),
    ),
    tile(
      'Burn rate now',
      all(times(burn['1h'] ?? null), h('span', { class: 'beside' }, (burn['1h'] ?? null) === null ? ' nothing in 1 h' : ` 1 h · ${(burn['5m'] ?? null) === null ? 'nothing in' : times(burn['5m'] ?? null)} 5 min`)),
      all(
        loudest ? h('span', null, h('b', null, `${loudest.severity === 'page' ? 'Paging' : 'Firing'}: `), `over ${threshold(loudest.threshold ?? 0)} since ${minuteBrief(Date.parse(loudest.since), at, zone)}. `) : null,
        h('span', { class: 'line' }, `6 h ${times(burn['6h'] ?? null)} · 1 d ${times(burn['1d'] ?? null)}`),
        how('how-burn', `The share of bad ${unit} over the window named, ÷ ${target} allowed. 1× spends the whole budget in exactly the window.`),
      ),
    ),
    tile(
      'Forecast',
      lasts === null ? '–' : lasts === 0 ? 'Spent' : lasts === Number.POSITIVE_INFINITY ? 'Lasts the window' : lastingWords(lasts),
      lasts === null
        ? 'not computed without events'
        : lasts === 0
          ? 'nothing is left to lose before the window moves on'
          : all(until === null ? 'at the burn rate of the last hour' : `until the budget is spent: runs out in ${lastingWords(lasts)} at this rate, ${minuteBrief(until, at, zone)}`, how('how-lasts', `What is left (${leftShare(left)}) × the window ÷ the burn rate of the last hour (${times(burn['1h'] ?? null)}).`)),
    ),
  );
};
