/** The sentences of the scorecard: why a KRA stands where it stands, and what needs a decision. Pure. */
import type { Status } from '../../shared/tiers/row.ts';
import { percent } from '../../shared/figure.ts';
import type { Area, Indicator, Sheet } from './sheet.ts';

const statusOf = (kpi: Indicator): Status => kpi.row?.status ?? 'unknown';

const REASON: Record<'missed' | 'tolerated', string> = { missed: 'missed', tolerated: 'in tolerance' };

/** One line: missed before in tolerance before no data; how many, the heaviest by name, its weight. */
export const why = (area: Area): string => {
  const n = area.kpis.length;
  const kpis = n === 1 ? 'KPI' : 'KPIs';
  if (n === 0) return 'No KPIs';
  const of = (status: Status): Indicator[] => area.kpis.filter((kpi) => statusOf(kpi) === status).sort((a, b) => b.share - a.share);
  for (const status of ['missed', 'tolerated'] as const) {
    const those = of(status);
    const first = those[0];
    if (first) return `${those.length} of ${n} ${kpis} ${REASON[status]} (${first.title}, weight ${percent(first.share)})`;
  }
  const blind = of('unknown');
  const met = of('met');
  const first = blind[0];
  if (!first) return n === 1 ? 'Its KPI is met' : n === 2 ? 'Both KPIs met' : `All ${n} KPIs met`;
  if (met.length === 0) return n === 1 ? 'Its KPI has no data' : `None of ${n} KPIs has data`;
  return `${met.length} of ${n} ${kpis} met; ${first.title} has no data (weight ${percent(first.share)}, left out)`;
};

/** One thing to decide about: what it is and what to say of it; `area` when it carries weight there. */
export type Decision = { kpi: Indicator; area: Area; says: string; weight: boolean; status: Status };

/** Missed and off track first, then missed, then what is met but at risk or off track; at most three, the heaviest first. */
export const decisions = (sheet: Sheet): Decision[] => {
  const all: (Decision & { rank: number; reach: number })[] = [];
  for (const lane of sheet.lanes)
    for (const area of lane.areas)
      for (const kpi of area.kpis) {
        const status = statusOf(kpi);
        const pace = kpi.row?.pace ?? null;
        const common = { kpi, area, status, reach: kpi.share * area.share };
        if (status === 'missed' && pace === 'off-track') all.push({ ...common, rank: 0, says: 'is missed and off track', weight: true });
        else if (status === 'missed') all.push({ ...common, rank: 1, says: 'is missed', weight: true });
        else if (status === 'tolerated' && pace === 'off-track') all.push({ ...common, rank: 2, says: 'is in tolerance but off track', weight: true });
        else if (status === 'met' && pace === 'off-track') all.push({ ...common, rank: 3, says: 'is met today but off track', weight: false });
        else if (status === 'met' && pace === 'at-risk') all.push({ ...common, rank: 4, says: 'is met today but at risk', weight: false });
      }
  const seen = new Set<string>();
  return all
    .sort((a, b) => a.rank - b.rank || b.reach - a.reach)
    .filter((one) => !seen.has(one.kpi.measure.name) && seen.add(one.kpi.measure.name))
    .slice(0, 3);
};
