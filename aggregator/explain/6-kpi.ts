/** How a row of tier 6 and above came about: the weighted mean of scores (or the worst), the veto of a missed critical child, and coverage by weight. */
import type { Child } from '../../shared/plan/measure.ts';
import type { Account, Part, Working } from '../../shared/tiers/explanation.ts';
import type { Contributor, Row } from '../../shared/tiers/row.ts';
import type { Upper } from '../ladder.ts';
import { type Scene, sliceEnd } from '../scene.ts';
import { NO_TIME, windowed } from './time.ts';
import { input, plain, said } from './words.ts';

/** Weight by decimal text, added up in units of 10^-9. */
const weights = (children: readonly Child[]): number => children.reduce((sum, one) => sum + plain(one.weight), 0);

const isKnown = (one: Contributor | undefined): boolean => one?.status === 'met' || one?.status === 'tolerated' || one?.status === 'missed';

const scoreText = (row: Row, mode: 'mean' | 'worst', below: readonly Contributor[], why: string): string => {
  const known = below.filter(isKnown);
  if (row.score === null) return why;
  if (mode === 'worst') return `the lowest of ${known.map((one) => said(one.score)).join(', ')}`;
  return `(${known.map((one) => `${said(one.weight)} × ${said(one.score)}`).join(' + ')}) ÷ ${said(known.reduce((sum, one) => sum + (one.weight ?? 0), 0))}`;
};

export const explainUpper = (scene: Scene, measure: Upper, row: Row): Account => {
  const { children } = measure;
  const mode = 'mode' in measure ? measure.mode : 'mean';
  const veto = row.contributors.find((one) => one.name === 'veto' && one.weight === null);
  const below = row.contributors.filter((one) => one !== veto);
  const all = weights(children);
  const known = weights(children.filter((_, i) => isKnown(below[i])));
  const absent = children.find((one, i) => one.critical && !isKnown(below[i]));
  const why = absent ? `critical ${absent.name} is unknown` : known === 0 ? 'no child is known' : `coverage ${said(row.coverage)} < floor ${said(plain(measure.floor))}`;
  const words = mode === 'worst' ? 'the lowest score of the known children' : 'Σ weight × score ÷ Σ weight of the known children';
  const numbers = scoreText(row, mode, below, why);
  const vetoed = children.filter((one, i) => one.critical && below[i]?.status === 'missed').map((one) => one.name);
  const mean = veto ? (row.score ?? 0) - (veto.contribution ?? 0) : row.score;
  const steps: Working[] = [
    { what: mode === 'worst' ? 'worst child' : 'weighted mean', formula: words, numbers, value: mean },
    ...(vetoed.length > 0 && row.score !== null ? [{ what: 'veto', formula: 'a missed critical child: status at best tolerated, score at most 66.66', numbers: `${vetoed.join(', ')} missed: min(${said(mean)}, 66.66)`, value: row.score }] : []),
    { what: 'score', formula: 'Σ contributions', numbers: row.score === null ? why : row.contributors.flatMap((one) => (one.contribution === null ? [] : [said(one.contribution)])).join(' + '), value: row.score },
    { what: 'status', formula: 'score < 33⅓ missed, < 66⅔ tolerated, else met', numbers: row.score === null ? why : `score ${said(row.score)}${vetoed.length > 0 ? ', at best tolerated' : ''}`, value: row.status },
    { what: 'coverage', formula: 'Σ weight of the known children ÷ Σ weight', numbers: `${said(known)} ÷ ${said(all)}`, value: row.coverage },
  ];
  const window = row.window ? { from: Date.parse(row.window.from), to: Date.parse(row.window.to) } : null;
  return {
    formula: { words: `score = ${words}`, numbers: row.score === null ? numbers : `${numbers} = ${said(mean)}${veto ? `, at most 66.66 by veto = ${said(row.score)}` : ''}` },
    steps,
    inputs: [
      ...(row.scorecard === null ? [] : [input('scorecard', row.scorecard)]), input('mode', mode), input('coverage floor', plain(measure.floor)),
      ...children.map((one) => input(`weight of ${one.name}${one.critical ? ' (critical)' : ''}`, plain(one.weight))),
    ],
    time: window ? windowed(window, { from: window.from, to: Math.min(window.to, sliceEnd(scene.at)) }) : NO_TIME,
    parts: row.contributors.map((one): Part => ({ label: one === veto ? 'veto' : `${one.tier}/${one.name}`, from: null, to: null, good: null, total: null, value: one.score, weight: one.weight, contribution: one.contribution })),
  };
};
