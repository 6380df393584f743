/** What stands beside the rows of a scorecard: comments of the period, who drives the KPIs that are expanded, what ties the boxes of the map. */
import type { KpiMeasure, KptMeasure, MeasureTier, SloMeasure, VmaMeasure } from '../../shared/plan/measure.ts';
import { measuresOf } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { ALL, type Query } from '../cards/asked.ts';
import type { More } from '../cards/board.ts';
import type { Comment } from '../cards/comments.ts';
import type { Driver } from '../cards/drivers.ts';
import { type Frame, momentOf } from '../cards/frame.ts';
import { tiesOf } from '../cards/reach.ts';
import { below } from '../cards/relations.ts';
import type { Sheet } from '../cards/sheet.ts';
import { type Known, named, specOf, titleOf } from '../cards/spec.ts';
import { windowWords } from '../cards/when.ts';
import { closedPeriod } from './closings.ts';
import { commentsIn } from './comments.ts';
import type { Reader } from './rows.ts';

/** Comments that one page shows at most. */
const MOST = 1000;
/** Children of one activity that are named. */
const TOP = 3;

/** Rows by tier and name, each tier asked for once. */
const rowsOf = async (reader: Reader, at: number | null, wanted: readonly { tier: string; name: string }[]): Promise<Map<string, Row>> => {
  const tiers = [...new Set(wanted.map((one) => one.tier))] as MeasureTier[];
  const found = await Promise.all(tiers.map((tier) => reader.rows(tier, null, at, [...new Set(wanted.filter((one) => one.tier === tier).map((one) => one.name))])));
  return new Map(found.flat().map((row) => [`${row.tier}/${row.name}`, row]));
};

/** Drivers of KPIs: the activity under each target with the children that gave most of its bad minutes, or what the target measures. */
const driversOf = async (reader: Reader, known: Known, kpis: readonly KpiMeasure[], at: number | null): Promise<Map<string, Driver[]>> => {
  const measured = new Map(kpis.map((kpi) => [kpi.name, [...new Map(kpi.children.flatMap((child) => measuresOf(named<KptMeasure>(known, 'kpt', child.name) as KptMeasure)).map((one) => [`${one.tier}/${one.name}`, one])).values()]]));
  const tops = await rowsOf(reader, at, [...measured.values()].flat());
  const children = new Map<string, { tier: string; name: string; bad: number | null }[]>();
  for (const one of [...measured.values()].flat()) {
    const vma = one.tier === 'vma' ? named<VmaMeasure>(known, 'vma', one.name) : undefined;
    const row = tops.get(`vma/${one.name}`);
    if (!vma) continue;
    const gave = (child: string): number | null => (vma.op === 'weighted' ? null : (row?.contributors.find((part) => part.name === child)?.contribution ?? null));
    const all = below(known, vma).map((child) => ({ tier: child.tier, name: child.name, bad: gave(child.name) }));
    children.set(one.name, vma.op === 'weighted' ? all : all.filter((child) => (child.bad ?? 0) > 0).sort((a, b) => (b.bad ?? 0) - (a.bad ?? 0)).slice(0, TOP));
  }
  const rows = new Map([...tops, ...(await rowsOf(reader, at, [...children.values()].flat()))]);
  const driver = (tier: MeasureTier, name: string, of: Driver['of'], bad: number | null): Driver[] => {
    const measure = named(known, tier, name);
    const row = rows.get(`${tier}/${name}`) ?? null;
    return measure ? [{ tier, name, title: titleOf(measure, name), row, spec: specOf(known, measure, row), party: tier === 'slo' ? (measure as SloMeasure).party : '', of, bad }] : [];
  };
  return new Map(
    [...measured].map(([kpi, all]) => [
      kpi,
      all.flatMap((one) => {
        const vma = one.tier === 'vma' ? named<VmaMeasure>(known, 'vma', one.name) : undefined;
        const parts = (children.get(one.name) ?? []).flatMap((child) => driver(child.tier as MeasureTier, child.name, { name: one.name, title: titleOf(vma, one.name), window: vma ? windowWords(vma.window) : '' }, child.bad));
        return vma && parts.length > 0 ? parts : driver(one.tier, one.name, null, null);
      }),
    ]),
  );
};

/** `who` null: nothing is written here. */
export const gatherMore = async (reader: Reader, read: Door, known: Known, { sheet, frame, query }: { sheet: Sheet; frame: Frame; query: Query }, who: string | null): Promise<More> => {
  const kpis = sheet.lanes.flatMap((lane) => lane.areas.flatMap((area) => area.kpis.map((kpi) => kpi.measure)));
  const open = query.view === 'table' ? kpis.filter((kpi) => query.open.includes(ALL) || query.open.includes(kpi.name)) : [];
  const [found, drivers, closing] = await Promise.all([
    query.view === 'table' ? commentsIn(read, { tier: 'kpi', scorecard: sheet.measure.name, from: frame.from, to: frame.back ?? frame.to, limit: MOST }) : [],
    open.length === 0 ? new Map<string, Driver[]>() : driversOf(reader, known, open, momentOf(frame)),
    frame.past ? closedPeriod(read, sheet.measure, frame) : null,
  ]);
  return { comments: Map.groupBy<string, Comment>(found, (one) => one.name), drivers, ties: query.view === 'map' ? tiesOf(known, sheet) : [], closing, who };
};
