/** A plan with corrections that people have approved beside the documents it was read from: they are read as Correction documents are, by the same code. Pure. */
import { iso } from '../time/instant.ts';
import { checkPlan } from './check.ts';
import type { Fault, Plan } from './measure.ts';

/** What somebody entered (POST /api/v1/corrections); from and to in ms. Its id is the name of its document. */
export type EnteredCorrection = { id: string; slos: string[]; kpts: string[]; from: number; to: number; reason: string; text: string };

const FILE = 'corrections that were entered, ';

/** JSON is YAML. */
const documentOf = ({ id, slos, kpts, from, to, reason, text }: EnteredCorrection): { file: string; text: string } => ({
  file: `${FILE}${id}`,
  text: JSON.stringify({ apiVersion: 'heptad/v1', kind: 'Correction', metadata: { name: id }, spec: { ...(slos.length > 0 ? { slos } : {}), ...(kpts.length > 0 ? { kpts } : {}), from: iso(from), to: iso(to), reason, text } }),
});

/** The correction without what the plan does not have, null when nothing is left of it. */
const mended = (one: EnteredCorrection, faults: readonly Fault[]): EnteredCorrection | null => {
  const mine = faults.filter((fault) => fault.file === `${FILE}${one.id}`);
  const gone = new Set(mine.map((fault) => fault.path));
  const left = (key: 'slos' | 'kpts'): string[] => one[key].filter((_, i) => !gone.has(`spec.${key}.${i}`));
  const some = { ...one, slos: left('slos'), kpts: left('kpts') };
  if (mine.length === 0) return one;
  // a fault that no name explains would stay
  return mine.some((fault) => !/^spec\.(slos|kpts)\.\d+$/.test(fault.path)) || some.slos.length + some.kpts.length === 0 ? null : some;
};

/** The plan under these corrections. An SLO or KPT that a later edit of the plan has taken out is passed over. */
export const withCorrections = (plan: Plan, entered: readonly EnteredCorrection[]): Plan => {
  let left = plan.texts.length === 0 ? [] : [...entered];
  while (left.length > 0) {
    const { plan: made, faults } = checkPlan([...plan.texts, ...left.map(documentOf)]);
    if (made) return { ...made, texts: plan.texts };
    const next = left.flatMap((one) => mended(one, faults) ?? []);
    if (JSON.stringify(next) === JSON.stringify(left)) break;
    left = next;
  }
  return plan;
};
