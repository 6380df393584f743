/** Explains the row of any measure at an instant by the sums it was made of: what is told here is counted by the same statements as the row, only in pieces. */
import type { KpiMeasure, KptMeasure, KraMeasure, Measure, PerspectiveMeasure, ScorecardMeasure, SliMeasure, SloMeasure, VmaMeasure } from '../../shared/plan/measure.ts';
import type { Account, Explanation } from '../../shared/tiers/explanation.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Scene } from '../scene.ts';
import { explainSli } from './2-sli.ts';
import { explainSlo } from './3-slo.ts';
import { explainVma } from './4-vma.ts';
import { explainKpt } from './5-kpt.ts';
import { explainUpper } from './6-kpi.ts';

const account = (scene: Scene, row: Row): Promise<Account | null> | Account | null => {
  const { ladder } = scene;
  const named = <T extends Measure>(tier: T['tier'], name = row.name): T | undefined => ladder.named<T>(tier, name);
  switch (row.tier) {
    case 'sli': {
      const sli = named<SliMeasure>('sli');
      return sli ? explainSli(scene, sli, row) : null;
    }
    case 'slo': {
      const slo = named<SloMeasure>('slo');
      return slo ? explainSlo(scene, slo, row) : null;
    }
    case 'vma': {
      const vma = named<VmaMeasure>('vma');
      return vma ? explainVma(scene, vma, row) : null;
    }
    case 'kpt': {
      const kpt = named<KptMeasure>('kpt');
      return kpt ? explainKpt(scene, kpt, row) : null;
    }
    case 'sie':
      return null;
    default: {
      const upper = named<KpiMeasure | KraMeasure | PerspectiveMeasure | ScorecardMeasure>(row.tier, row.tier === 'perspective' ? `${row.scorecard}/${row.name}` : row.name);
      return upper ? explainUpper(scene, upper, row) : null;
    }
  }
};

/** The explanation of a row that was made in this scene; null when the plan has no such measure. */
export const explain = async (scene: Scene, row: Row): Promise<Explanation | null> => {
  const found = await account(scene, row);
  return found && { tier: row.tier, name: row.name, at: row.at, row, contributors: row.contributors, ...found };
};
