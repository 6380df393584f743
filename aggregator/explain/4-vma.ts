/** How a row of tier 4 came about: good and bad minutes and whose the bad ones were, or the weighted mean of its children. */
import type { SloMeasure, VmaMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Account, Explanation, Share, Working } from '../../shared/tiers/explanation.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { joined, without } from '../../shared/time/opening.ts';
import type { Span } from '../grain.ts';
import { windowZone } from '../ladder.ts';
import { resting } from '../resting.ts';
import { type Scene, slices } from '../scene.ts';
import { pieces, vmaParts, weightedParts } from './pieces.ts';
import { listed, windowed } from './time.ts';
import { coverageStep, input, plain, said, statusStep } from './words.ts';

const statement = sql(import.meta.url, './4-vma-known.sql');

const RULE: Record<VmaMeasure['op'], (vma: VmaMeasure) => string> = {
  all: () => 'a minute is bad if any child is bad, else unknown if any is unknown, else good',
  any: () => 'a minute is good if any child is good, else unknown if any is unknown, else bad',
  atLeast: ({ need }) => `a minute is good if at least ${need} children are good, bad if they cannot be, else unknown`,
  weighted: () => 'each child by its own method over the window',
};

/** Minutes in which an activity is unknown, looked for where there are any. */
const unknown = async (scene: Scene, vma: VmaMeasure, where: readonly Span[]): Promise<Span[]> => {
  const out: Span[] = [];
  for (const { from, to } of joined([...where])) {
    const [row] = await scene.door.rows<{ runs: [number, number, number][] }>(statement, { def: vma.def, from: from / 1000, to: to / 1000 });
    const runs = (row?.runs ?? []).map(([a, b, is]) => ({ from: Number(a) * 1000, to: Number(b) * 1000, unknown: Number(is) > 0 }));
    const rest = resting(scene.ladder, vma, from, to).filter((one) => one.state === 3);
    out.push(...runs.filter((one) => one.unknown), ...without(rest, joined(runs)));
  }
  return joined(out);
};

/** The time and parts of an activity that is judged minute by minute over `slices`. */
export const minutesOf = async (scene: Scene, vma: VmaMeasure, shown: Span, slices: Span, zone: string): Promise<Pick<Account, 'time' | 'parts'> & { known: number; minutes: number }> => {
  const found = await vmaParts(scene, vma, pieces(slices, zone));
  const first = found[0]?.votes.first ?? null;
  const [known, minutes] = [found.reduce((sum, one) => sum + one.votes.known, 0), found.reduce((sum, one) => sum + one.votes.slices, 0)];
  const gaps = await unknown(scene, vma, found.flatMap(({ span, votes }) => (votes.known < votes.slices ? [{ from: Math.max(span.from, first ?? span.to), to: span.to }] : [])));
  return { parts: found.map((one) => one.part), time: { ...windowed(shown, slices), expected: minutes * 60, measured: known * 60, ...listed(gaps) }, known, minutes };
};

/** Whose the bad minutes were, by the parties of the children. */
const blame = (scene: Scene, row: Row): Pick<Explanation, 'contributors' | 'shares'> => {
  const contributors = row.contributors.map((one) => ({ ...one, party: one.tier === 'slo' ? (scene.ladder.named<SloMeasure>('slo', one.name)?.party ?? 'own') : 'own' }));
  const shares = new Map<string, number>([['own', 0], ['internal', 0]]);
  for (const { party, contribution } of contributors) shares.set(party, (shares.get(party) ?? 0) + (contribution ?? 0));
  const rest = (row.total ?? 0) - (row.good ?? 0) - [...shares.values()].reduce((sum, one) => sum + one, 0);
  return { contributors, shares: [...[...shares].map(([party, minutes]): Share => ({ party, minutes })), ...(rest > 1e-6 ? [{ party: 'nobody', minutes: rest }] : [])] };
};

const inputsOf = (vma: VmaMeasure): Account['inputs'] => [
  input('rule', vma.op), ...(vma.op === 'atLeast' ? [input('need', vma.need, 'children')] : []), ...(vma.op === 'weighted' ? vma.children.map((one) => input(`weight of ${one.name}`, plain(one.weight))) : [input('slice target', plain(vma.sliceTarget))]),
  input('desired', plain(vma.desired)), input('adequate', plain(vma.adequate)), input('window', vma.window.text), input('coverage floor', plain(vma.floor)),
];

const linesOf = (row: Row, vma: VmaMeasure): Working => statusStep(row, plain(vma.desired), plain(vma.adequate), vma.floor);

/** `asked` = the row, on its way: what is asked for here in the same moment shares its statements. */
export const explainVma = async (scene: Scene, vma: VmaMeasure, asked: Promise<Row>): Promise<Account> => {
  const { shown, counted } = slices(scene, vma.window);
  if (vma.op === 'weighted') {
    const [row, { parts }] = await Promise.all([asked, weightedParts(scene, vma, { ...counted, shownTo: shown.to })]);
    const known = parts.filter((one) => one.contribution !== null);
    const numbers = row.value === null ? 'no child was measured' : `(${known.map((one) => `${said(one.weight ?? null)} × ${said(one.value)}`).join(' + ')}) ÷ ${said(known.reduce((sum, one) => sum + (one.weight ?? 0), 0))} = ${said(row.value)}`;
    const words = 'Σ weight × attainment ÷ Σ weight of the measured children';
    return {
      formula: { words: `A = ${words}`, numbers },
      steps: [
        { what: 'attainment A', formula: words, numbers, value: row.value }, linesOf(row, vma),
        { what: 'coverage', formula: 'Σ weight × coverage ÷ Σ weight', numbers: vma.children.map((one) => `${said(plain(one.weight))} × coverage of ${one.name}`).join(' + '), value: row.coverage },
      ],
      inputs: inputsOf(vma), time: windowed(shown, counted), parts,
    };
  }
  const [row, { parts, time, known, minutes }] = await Promise.all([asked, minutesOf(scene, vma, shown, counted, windowZone(vma.window))]);
  const bad = (row.total ?? 0) - (row.good ?? 0);
  const numbers = row.value === null ? 'there is no good or bad minute' : `${said(row.good)} min ÷ (${said(row.good)} min + ${said(bad)} min) = ${said(row.value)}`;
  return {
    formula: { words: 'A = good minutes ÷ (good + bad minutes)', numbers },
    steps: [
      { what: 'each minute', formula: RULE[vma.op](vma), numbers: `${said(row.good)} good, ${said(bad)} bad, ${said(minutes - known)} unknown, ${said(known - (row.total ?? 0))} empty`, value: null },
      { what: 'attainment A', formula: 'good ÷ (good + bad)', numbers, value: row.value },
      linesOf(row, vma),
      { what: 'bad minutes', formula: 'a bad minute with k bad children gives 1 ÷ k of it to each', numbers: row.contributors.map((one) => `${one.name} ${said(one.contribution)}`).join(' + ') || 'no child', value: bad },
      coverageStep(row, known, minutes, 'min'),
    ],
    inputs: inputsOf(vma), time, parts, ...blame(scene, row),
  };
};
