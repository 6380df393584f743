/** Which measures of a plan have periods that close, and when: calendar windows of tiers 2 to 4, periods of KPTs, and everything under a scorecard by the scorecard's. Pure. */
import type { KpiMeasure, KptMeasure, KraMeasure, MeasureTier, PerspectiveMeasure, ScorecardMeasure, SliMeasure, SloMeasure, VmaMeasure } from '../shared/plan/measure.ts';
import type { Ask } from '../shared/tiers/row.ts';
import { periodAt, windowAt } from '../shared/time/window.ts';
import type { Span } from './grain.ts';
import type { Ladder } from './ladder.ts';

/** What is asked of one tier at a period's end. */
export type Part = Pick<Ask, 'tier' | 'names' | 'scorecard'>;
/** Measures that share their periods: which one holds an instant (at - 1 ms), and who they are. */
export type Periodic = { at(at: number): Span; parts: Part[] };

/** Every period that closes, by who shares it. */
export const periodics = (ladder: Ladder): Periodic[] => {
  const out = new Map<string, Periodic>();
  const add = (key: string, at: Periodic['at'], tier: MeasureTier, name: string): void => {
    const there = out.get(key) ?? { at, parts: [] };
    out.set(key, there);
    const part = there.parts.find((one) => one.tier === tier);
    if (part) part.names?.push(name);
    else there.parts.push({ tier, names: [name], scorecard: null });
  };
  for (const tier of ['sli', 'slo', 'vma'] as const)
    for (const one of ladder.all<SliMeasure | SloMeasure | VmaMeasure>(tier)) {
      const { window } = one;
      if (window.kind === 'calendar' && !one.internal) add(JSON.stringify([window.anchor, window.count, window.unit, window.zone]), (at) => windowAt(window, at), tier, one.name);
    }
  for (const kpt of ladder.all<KptMeasure>('kpt')) if (!kpt.internal) add(`${kpt.period} ${kpt.zone}`, (at) => periodAt(kpt.period, kpt.zone, at), 'kpt', kpt.name);
  const under = ladder.all<ScorecardMeasure>('scorecard').map((card): Periodic => {
    const held = <T extends KpiMeasure | KraMeasure>(tier: T['tier']): T[] => ladder.all<T>(tier).filter((one) => one.scorecards.includes(card.name));
    const kpis = held<KpiMeasure>('kpi');
    const parts: [MeasureTier, string[]][] = [
      ['kpt', [...new Set(kpis.flatMap((kpi) => kpi.children.map((child) => child.name)))]],
      ['kpi', kpis.map((one) => one.name)],
      ['kra', held<KraMeasure>('kra').map((one) => one.name)],
      ['perspective', ladder.all<PerspectiveMeasure>('perspective').filter((one) => one.scorecard === card.name).map((one) => one.name)],
      ['scorecard', [card.name]],
    ];
    return { at: (at) => periodAt(card.period, card.zone, at, card.fiscalYearStart), parts: parts.flatMap(([tier, names]) => (names.length > 0 ? [{ tier, names, scorecard: card.name }] : [])) };
  });
  return [...out.values(), ...under];
};

/** Ends of periods in (after, upTo], oldest first; of more than `most` the newest. */
export const endsIn = ({ at }: Pick<Periodic, 'at'>, after: number, upTo: number, most = 500): number[] => {
  const out: number[] = [];
  for (let end = at(upTo + 1).from; end > after && out.length < most; end = at(end).from) out.push(end);
  return out.reverse();
};
