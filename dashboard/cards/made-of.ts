/** "Made of" on the page of a measure: its children with weight, value, score and contribution, and the rule that puts them together, in words. */
import type { VNode } from 'preact';
import type { Measure } from '../../shared/plan/measure.ts';
import * as sli from './2-sli.ts';
import * as slo from './3-slo.ts';
import * as vma from './4-vma.ts';
import * as kpt from './5-kpt.ts';
import * as kpi from './6-kpi.ts';
import * as kra from './7-kra.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { bullet } from './bullet.ts';
import { pointsGiven } from './contributions.ts';
import { digits, figure, percent, SCORE, type Spec } from '../../shared/figure.ts';
import { count, points, scorePoints } from './figure.ts';
import { shownOf } from './gap.ts';
import { h, link, page, type Part, section } from './markup.ts';
import type { Below, Facts } from './measure.ts';
import { type Column, type StackRow, stack } from './stack.ts';
import { state } from './state.ts';
import { minute } from './when.ts';

/** How its children make it, in words. */
const ruleOf = (measure: Measure): string => {
  switch (measure.tier) {
    case 'sli':
      return sli.rule(measure);
    case 'slo':
      return slo.rule(measure);
    case 'vma':
      return vma.rule(measure);
    case 'kpt':
      return kpt.rule;
    case 'kpi':
      return kpi.rule(measure);
    default:
      return kra.rule;
  }
};

/** Its children have weights that say something. */
export const weighs = (measure: Measure): boolean => measure.tier !== 'slo' && measure.tier !== 'kpt' && (measure.tier !== 'vma' || measure.op === 'weighted');

/** Writes what children give to the figure of `measure`, whose row is `row`: bad minutes of an activity, shares of a weighted one, points of a score. */
export const contributed = (measure: Measure, row: Row | null): ((tier: string, name: string) => string) => {
  const points = row && measure.tier !== 'vma' ? pointsGiven(row) : null;
  return (tier, name) => {
    const part = row?.contributors.find((one) => one.tier === tier && one.name === name);
    const value = part?.contribution ?? null;
    if (part === undefined || value === null) return '–';
    return points ? (points.get(part) ?? '–') : measure.tier === 'vma' && measure.op === 'weighted' ? percent(value, 2) : `${count(Math.round(value * 100) / 100)} min`;
  };
};

/** What the contributions add up to: the bad minutes of an activity, the value of a weighted one, a score. */
const together = ({ measure, row, spec }: Facts, known: number, minutes: boolean): [string, Part] =>
  minutes
    ? [`Bad minutes: the contributions added up${row?.good !== null && row?.total ? `, of ${count(row.total)} that count` : ''}`, `${count(Math.round(known * 100) / 100)} min`]
    : measure.tier === 'vma'
      ? ['Value: the contributions added up', figure(row?.value ?? known, spec)]
      : ['Score: the contributions added up', row?.score === null || row === null ? points(known) : scorePoints(row.score)];

/** The section, null when nothing stands below. A VMA's contributions are bad minutes, those of scores are points. */
export const madeOf = (facts: Facts, ways: Part = null): VNode | null => {
  const { below, measure, row } = facts;
  if (below.length === 0) return null;
  const events = below.every((one) => one.tier === 'sie');
  const plain = events || below.every((one) => one.tier === 'sli');
  const minutes = measure.tier === 'vma' && measure.op !== 'weighted';
  const weights = below.some((one) => one.weight !== null) && weighs(measure);
  const veto = row?.contributors.find((one) => one.name === 'veto');
  const known = below.reduce((sum, one) => sum + (one.contribution ?? 0), 0);
  const given = contributed(measure, row);
  const shared = below.some((one) => one.contribution !== null);
  const scores = below.some((one) => one.row?.score !== null && one.row !== null);
  const against = (one: Below): Part => bullet({ value: shownOf(one), status: one.status, spec: one.spec, scale: one.row?.scale ?? null });
  // the same figure as on the tile above it, and to as many digits
  const specOf = (one: Below): Spec => (measure.tier === 'slo' && one.spec.kind === 'ratio' ? facts.spec : one.spec);
  const columns: { name: string; kind?: string; cell(one: Below): Part }[] = [
    { name: 'Tier', cell: (one) => one.tier.toUpperCase() },
    ...(plain ? [] : [{ name: 'Status', cell: (one: Below): Part => (one.tier === 'sli' ? '–' : state(one.status ?? 'unknown')) }]),
    { name: events ? 'Events' : 'Value', kind: 'num', cell: (one) => (events ? count(one.total ?? 0) : one.spec.kind === 'score' ? digits(one.row?.score ?? null, SCORE) : figure(one.row?.value ?? null, specOf(one))) },
    ...(events ? [{ name: 'Newest', cell: (one: Below): Part => (one.last === null ? '–' : minute(one.last, facts.zone)) }] : plain ? [] : [{ name: 'Against target', kind: 'graphed', cell: against }]),
    ...(scores ? [{ name: 'Score', kind: 'num', cell: (one: Below): Part => scorePoints(one.row?.score ?? null) }] : []),
    ...(weights ? [{ name: 'Weight', kind: 'num', cell: (one: Below): Part => (one.weight === null ? '–' : count(one.weight)) }] : []),
    ...(shared ? [{ name: minutes ? 'Bad minutes' : 'Contribution', kind: 'num strong', cell: (one: Below): Part => given(one.tier, one.name) }] : []),
  ];
  return section(
    'made-of',
    'Made of',
    h('p', { class: 'quiet' }, ruleOf(measure)),
    stack({
      caption: `What ${facts.title} is made of`,
      name: plain ? 'narrow' : '',
      columns: [{ text: 'Name' }, ...columns.map(({ name, kind }): Column => ({ text: name, ...(kind ? { kind } : {}) }))],
      rows: [
        ...below.map((one): StackRow => ({
          cells: [h('span', null, link(page(one.tier, one.name, facts.scorecard, facts.at), one.title), one.critical ? h('span', { class: 'quiet' }, ' critical') : null, one.note === '' ? null : h('span', { class: 'quiet' }, ` ${one.note}`)), ...columns.map(({ cell }) => cell(one))],
        })),
        ...(veto ? [{ cells: ['Held under met: a critical one is missed', given(veto.tier, veto.name)], span: true }] : []),
      ],
      foot: shared ? [{ cells: [...together(facts, known, minutes)], span: true }] : [],
    }),
    ways,
  );
};
