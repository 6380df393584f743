/** Two versions of an SLO held against each other: as YAML, with the SLI whose minutes it counts, and the lines in which they differ. */
import { structuredPatch } from 'diff';
import { stringify } from 'yaml';
import type { SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Compared } from '../cards/3-slo-versions.ts';
import { type Change, said } from '../cards/definition.ts';
import { planOf } from '../plan.ts';
import { Problem } from '../problem.ts';
import type { Reader } from './rows.ts';

/** Lines that stand round a difference. */
const AROUND = 3;

/** '' = the plan did not hold it. */
const textOf = async (read: Door, { plan, measure }: Change): Promise<string> => {
  if (measure === null) return '';
  const source = (await planOf(read, plan)).measures.find((one): one is SliMeasure => one.tier === 'sli' && one.def === (measure as SloMeasure).source);
  return [measure, ...(source ? [source] : [])].map((one) => stringify(said(one), { lineWidth: 100 })).join('---\n');
};

/** `asked` = plans by their ids: without the older one the version before the newer, without the newer one the newest; null when neither is asked for. Throws Problem 400 when one is no version of it. */
export const compareVersions = async (reader: Reader, read: Door, changes: readonly Change[], asked: { old: string | null; new: string | null }): Promise<Compared | null> => {
  if (asked.old === null && asked.new === null) return null;
  const placed = (parameter: 'old' | 'new', usual: number): number => {
    const plan = asked[parameter];
    const found = plan === null ? usual : changes.findLastIndex((one) => one.plan === plan);
    if (!changes[found]) throw new Problem(400, 'No such version', plan === null ? `There is no version to compare it with (${parameter}).` : `Its definition did not change in a plan “${plan.slice(0, 80)}” (${parameter}); the page lists those in which it did.`, { parameter });
    return found;
  };
  const newer = placed('new', changes.length - 1);
  const [before, after] = [changes[placed('old', newer - 1)] as Change, changes[newer] as Change];
  return reader.kept(`versions ${before.plan} ${after.plan} ${(after.measure ?? before.measure)?.name}`, async () => {
    const [a, b] = await Promise.all([textOf(read, before), textOf(read, after)]);
    const { hunks } = structuredPatch(before.plan, after.plan, a, b, '', '', { context: AROUND });
    return { old: before, new: after, hunks: hunks.map((one) => ({ from: one.oldStart, to: one.newStart, lines: one.lines.filter((line) => !line.startsWith('\\')) })) };
  });
};
