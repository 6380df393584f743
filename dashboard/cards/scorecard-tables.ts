/** The tables of a scorecard's levels and views as data, for files: the same rows in the same order, filtered alike. Pure. */
import { iso } from '../../shared/time/instant.ts';
import { type Columns, type Table, tableOf } from '../table.ts';
import type { Query } from './asked.ts';
import type { BoardTable } from './board-files.ts';
import type { Frame } from './frame.ts';
import { type Burning, operationalLists, type Operational } from './operational.ts';
import { gridOf } from './period-grid.ts';
import { figuresOf, listed, secondsLeft } from './row-columns.ts';
import { type Area, type Indicator, kept, type Lane, type Sheet } from './sheet.ts';
import { shownStanding, type Standing, type Tactical } from './tactical.ts';

/** What a level shows; of the other levels nothing is read. */
export type BoardFacts = { sheet: Sheet; frame: Frame; query: Query; tactical: Tactical | null; operational: Operational | null };

type Line = { lane: Lane; area: Area | null; kpi: Indicator | null };

/** Perspectives, result areas and indicators, in the order of the page. */
const lines = ({ sheet, query }: BoardFacts): Line[] =>
  kept(sheet, query.status).flatMap(({ lane, areas }): Line[] => [{ lane, area: null, kpi: null }, ...areas.flatMap(({ area, kpis }): Line[] => [{ lane, area, kpi: null }, ...kpis.map((kpi) => ({ lane, area, kpi }))])]);

const sheet = (facts: BoardFacts): Table =>
  tableOf(
    {
      perspective: ({ lane }) => lane.name,
      tier: ({ area, kpi }) => (kpi ? 'kpi' : area ? 'kra' : 'perspective'),
      name: ({ lane, area, kpi }) => kpi?.measure.name ?? area?.measure.name ?? lane.name,
      title: ({ lane, area, kpi }) => kpi?.title ?? area?.title ?? lane.title,
      weight: ['share of 1', ({ area, kpi }) => kpi?.share ?? area?.share ?? null],
      owner: ({ area, kpi }) => (kpi ?? area)?.measure.owner ?? null,
      before: ({ kpi }) => kpi?.before ?? null,
      signal: ({ kpi }) => kpi?.signal ?? null,
      ...figuresOf((one: Line) => one.kpi?.row ?? (one.area ? null : one.lane.row)),
      // a result area has no row here, only what its perspective says of it
      status: ({ lane, area, kpi }) => (kpi ? (kpi.row?.status ?? 'unknown') : area ? (area.row?.status ?? 'unknown') : (lane.row?.status ?? 'unknown')),
      score: ['of 100', ({ lane, area, kpi }) => (kpi ? (kpi.row?.score ?? null) : area ? (area.row?.score ?? null) : (lane.row?.score ?? null))],
    },
    lines(facts),
  );

/** A row a KPI and period: the figure that the cell shows. */
const periods = (facts: BoardFacts): Table =>
  tableOf(
    {
      perspective: (one) => one.lane.name, name: (one) => one.kpi.measure.name, title: (one) => one.kpi.title, period: (one) => one.period.key, from: (one) => iso(one.period.from), to: (one) => iso(one.period.to), open: (one) => one.period.open,
      status: (one) => one.row?.status ?? 'unknown', value: (one) => one.value, unit: (one) => (one.kpi.spec.kind === 'score' ? 'of 100' : (one.row?.unit ?? null)), restated: (one) => one.row?.flags.includes('restated') ?? false,
    },
    gridOf(facts),
  );

const standing: Columns<Standing> = { tier: (one) => one.measure.tier, name: (one) => one.measure.name, title: (one) => one.title, serves: (one) => listed(one.serves), ...figuresOf((one: Standing) => one.row) };
const level = (of: (tactical: Tactical) => readonly Standing[]) => ({ tactical, query }: BoardFacts): Table => tableOf(standing, tactical === null ? [] : shownStanding(of(tactical), query.status));

const burning = ({ operational, query }: BoardFacts): Table =>
  tableOf(
    {
      name: (one) => one.measure.name, title: (one) => one.title, firing: (one) => one.firing, pending: (one) => one.pending, blind: (one) => one.blind, burn1h: ['×', (one) => one.row?.burn?.['1h'] ?? null], burn6h: ['×', (one) => one.row?.burn?.['6h'] ?? null],
      budgetLeft: ['share of 1', (one) => one.row?.budget?.ratio.remaining ?? null], budgetLeftSeconds: ['s', (one) => one.row?.budget?.seconds.remaining ?? null], runsOutInSeconds: ['s', secondsLeft], serves: (one) => listed(one.serves), ...figuresOf((one: Burning) => one.row),
    },
    operational === null ? [] : operationalLists(operational, query.status).burning,
  );

const blind = ({ operational, query }: BoardFacts): Table => {
  const found = operational === null ? null : operationalLists(operational, query.status);
  const all: (Standing & { why: string })[] = found === null ? [] : [...found.dark.map((one) => ({ ...one, why: one.blind > 0 ? 'rules blind' : 'too little is measured' })), ...found.silent.map((one) => ({ ...one, why: one.row === null ? 'nothing measured yet' : 'no events in its window' }))];
  return tableOf({ ...(standing as Columns<Standing & { why: string }>), why: (one) => one.why }, all);
};

const late = ({ operational, query, frame }: BoardFacts): Table =>
  tableOf({ name: (one) => one.name, newest: (one) => (one.last === null ? null : iso(one.last)), silentSeconds: ['s', (one) => (one.last === null ? null : Math.max(0, frame.at - one.last) / 1000)], late: (one) => one.stopped }, operational === null ? [] : operationalLists(operational, query.status).late);

export const BOARD_TABLES: Record<BoardTable, (facts: BoardFacts) => Table> = { sheet, periods, targets: level((one) => one.kpts), activities: level((one) => one.vmas), burning, blind, late };
