/** Rows of tier 4 at an instant: good minutes of good and bad ones, or a weighted mean, with each child's part; divided once (judge/4-vma.ts). */
import type { Child, VmaMeasure } from '../../shared/plan/measure.ts';
import type { Contributor, Row } from '../../shared/tiers/row.ts';
import { judgeVma } from '../judge/4-vma.ts';
import { childFigures, type Figure, type Votes, votes } from '../recount.ts';
import { once, provisional, type Scene, slices } from '../scene.ts';
import { calibration, envelope, flags } from './row.ts';

const flat = (scene: Scene, children: readonly Child[]): Child[] =>
  children.flatMap((child) => {
    const below = child.tier === 'vma' ? scene.ladder.byDef<VmaMeasure>('vma', child.def) : undefined;
    return below?.internal ? flat(scene, below.children) : [child];
  });

/** Children as people know them: an inline group stands for its own, and who stands in two groups is shown once, with the parts of both. */
const shown = (scene: Scene, vma: VmaMeasure): readonly Child[] =>
  vma.op === 'weighted' ? vma.children : [...new Map(flat(scene, vma.children).map((child) => [child.name, child])).values()];

export const vmaRows = (scene: Scene, vmas: readonly VmaMeasure[]): Promise<Row[]> => once(scene, vmas, ({ name }) => `vma/${name}`, (missing) => make(scene, missing));

const make = async (scene: Scene, vmas: readonly VmaMeasure[]): Promise<Row[]> => {
  const spans = vmas.map((vma) => slices(scene, vma.window));
  const at = (i: number): (typeof spans)[0] => spans[i] as (typeof spans)[0];
  const plain = vmas.flatMap((vma, i) => (vma.op === 'weighted' ? [] : [{ i, vma, ...at(i).counted }]));
  const weighted = vmas.flatMap((vma, i) => (vma.op === 'weighted' ? [{ i, vma, ...at(i).counted, shownTo: at(i).shown.to }] : []));
  const [ballots, children] = await Promise.all([votes(scene, plain), childFigures(scene, weighted)]);
  const counted = new Map(ballots.map((v, k) => [(plain[k] as (typeof plain)[0]).i, v]));
  const below = new Map(children.map((list, k) => [(weighted[k] as (typeof weighted)[0]).i, list]));
  return vmas.map((vma, i) => {
    const v: Votes | undefined = counted.get(i);
    const figures: Figure[] = below.get(i) ?? [];
    const row = judgeVma({ vma, votes: v ?? null, children: figures });
    const firsts = figures.flatMap((one) => (one.first === null ? [] : [one.first]));
    const contributors = shown(scene, vma).flatMap((child, c): Contributor[] => {
      const figure = figures[c];
      return [
        {
          tier: child.tier,
          name: child.name,
          weight: vma.op === 'weighted' ? Number(child.weight) : null,
          value: figure && Number(figure.bottom) > 0 ? Number(figure.top) / Number(figure.bottom) : null,
          score: null,
          status: null,
          contribution: v ? (v.blame[child.name] ?? 0) : (row.contributions[c] ?? null),
        },
      ];
    });
    const first = v ? v.first : firsts.length > 0 ? Math.min(...firsts) : null;
    return envelope(scene, vma, at(i).shown, {
      value: row.value,
      unit: 'ratio',
      good: row.good,
      total: row.total,
      target: { adequate: Number(vma.adequate), desired: Number(vma.desired) },
      status: row.status,
      coverage: row.coverage,
      provisional: provisional(scene, at(i).shown),
      polarity: 'higher',
      ...calibration(first, at(i).counted.from),
      flags: flags({ empty: row.value === null, first, from: at(i).counted.from }),
      contributors,
    });
  });
};
