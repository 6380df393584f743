/** Gathers the tactical and the operational level of a scorecard: every measure that stands below it, with its row, who it serves, and what fires. */
import type { KptMeasure, Measure, MeasureTier, ScorecardMeasure, SliMeasure, SloMeasure, VmaMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Operational } from '../cards/operational.ts';
import { reach } from '../cards/reach.ts';
import { above, kindsOf } from '../cards/relations.ts';
import { type Known, specOf, titleOf } from '../cards/spec.ts';
import type { Standing, Tactical } from '../cards/tactical.ts';
import { alertsIn } from './alert-facts.ts';
import { newestOf } from './events.ts';
import type { Reader } from './rows.ts';

/** When the newest events came is asked for at most once in this time, ms. */
const KEPT = 5000;

/** Measures of one tier below a scorecard, with their rows. */
const standing = async <M extends Measure>(reader: Reader, known: Known, all: readonly Measure[], tier: M['tier'], scorecard: string | null, at: number | null, asReported = false): Promise<Standing<M>[]> => {
  const mine = all.filter((one): one is M => one.tier === tier && !one.internal);
  const rows = mine.length === 0 ? [] : await reader.rows(tier as MeasureTier, scorecard, at, mine.map((one) => one.name), asReported);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const shown = new Set(all);
  return mine.map((measure) => {
    const row = byName.get(measure.name) ?? null;
    const serves = above(known, measure.tier, measure.name).filter((one) => shown.has(one)).map((one) => ({ tier: one.tier, name: one.name, title: titleOf(one, one.name) }));
    return { measure, title: titleOf(measure, measure.name), row, spec: specOf(known, measure, row), serves };
  });
};

/** `at` = an instant of the past, or the end of a closed period; null = now. */
export const gatherTactical = async (reader: Reader, known: Known, card: ScorecardMeasure, at: number | null, asReported: boolean): Promise<Tactical> => {
  const all = reach(known, [card]);
  const [kpts, vmas] = await Promise.all([standing<KptMeasure>(reader, known, all, 'kpt', card.name, at, asReported), standing<VmaMeasure>(reader, known, all, 'vma', null, at)]);
  return { kpts, vmas };
};

/** `at` = an instant of the past, null = now. */
export const gatherOperational = async (reader: Reader, read: Door, known: Known, card: ScorecardMeasure, at: number | null = null): Promise<Operational> => {
  const all = reach(known, [card]);
  const [slos, slis, alerts] = await Promise.all([standing<SloMeasure>(reader, known, all, 'slo', null, at), standing<SliMeasure>(reader, known, all, 'sli', null, at), alertsIn(read, ['firing', 'pending', 'blind'], '', { deliveries: false, most: 10_000, at })]);
  const burning = slos.map((one) => {
    const mine = alerts.filter((alert) => alert.tier === 'slo' && alert.slo === one.measure.name);
    const n = (state: string): number => mine.filter((alert) => alert.state === state).length;
    return { ...one, firing: n('firing'), pending: n('pending'), blind: n('blind'), stopped: mine.some((alert) => alert.kind === 'events-stopped' && alert.state !== 'blind') };
  });
  // events are late when those of an SLO that reads them have stopped
  const stopped = new Set(burning.filter((one) => one.stopped).map((one) => one.measure.sli));
  const isRead = new Map<string, boolean>();
  for (const { measure } of slis) for (const kind of kindsOf(measure)) isRead.set(kind, (isRead.get(kind) ?? false) || stopped.has(measure.name));
  const newest = isRead.size === 0 ? null : await reader.kept(`newest ${card.name} ${known.plan} ${at}`, () => newestOf(read, [...isRead.keys()], at), KEPT);
  const kinds = [...isRead].map(([name, late]) => ({ name, last: newest?.get(name) ?? null, stopped: late }));
  return { slos: burning, slis, kinds };
};
