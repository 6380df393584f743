/** Explains the row of any measure at an instant by the sums it was made of: what is told here is counted by the same statements as the row, only in pieces. */
import type { KpiMeasure, KptMeasure, KraMeasure, MeasureTier, PerspectiveMeasure, ScorecardMeasure, SliMeasure, SloMeasure, VmaMeasure } from '../../shared/plan/measure.ts';
import type { Account, Explanation } from '../../shared/tiers/explanation.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Ladder, Upper } from '../ladder.ts';
import type { Scene } from '../scene.ts';
import { explainSli } from './2-sli.ts';
import { explainSlo } from './3-slo.ts';
import { explainVma } from './4-vma.ts';
import { explainKpt } from './5-kpt.ts';
import { explainUpper } from './6-kpi.ts';

export type Explained = { tier: MeasureTier; name: string; scorecard: string | null };
type Found = SliMeasure | SloMeasure | VmaMeasure | KptMeasure | Upper;

/** The measure of that name; of perspectives that are named alike the one on the scorecard asked for, else on the first. */
const find = (ladder: Ladder, { tier, name, scorecard }: Explained): Found | undefined =>
  tier === 'perspective'
    ? ladder.all<PerspectiveMeasure>('perspective').find((one) => one.name === name && (scorecard === null || one.scorecard === scorecard))
    : ladder.named<SliMeasure | SloMeasure | VmaMeasure | KptMeasure | KpiMeasure | KraMeasure | ScorecardMeasure>(tier, name);

const account = (scene: Scene, measure: Found, scorecard: string | null, asked: Promise<Row>): Promise<Account> => {
  switch (measure.tier) {
    case 'sli':
      return explainSli(scene, measure, asked);
    case 'slo':
      return explainSlo(scene, measure, asked);
    case 'vma':
      return explainVma(scene, measure, asked);
    case 'kpt':
      return explainKpt(scene, measure, scorecard === null ? undefined : scene.ladder.named<ScorecardMeasure>('scorecard', scorecard), asked);
    default:
      return asked.then((row) => explainUpper(scene, measure, row));
  }
};

/** The explanation of one row; null when there is none. `rows` makes it: it is asked for in the same moment as its pieces, so that they share statements. */
export const explain = async (scene: Scene, ask: Explained, rows: () => Promise<Row[]>): Promise<Explanation | null> => {
  const measure = find(scene.ladder, ask);
  if (!measure || measure.internal) return null;
  const asked = rows().then(([row]) => row as Row);
  const [row, found] = await Promise.all([asked, account(scene, measure, ask.scorecard, asked)]);
  return { tier: row.tier, name: row.name, at: row.at, row, contributors: row.contributors, ...found };
};
