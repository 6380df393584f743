/** The tables of the pages of SLOs as data, for files: the same rows in the same order, figures in full, instants in UTC. Pure. */
import { iso } from '../../shared/time/instant.ts';
import type { EventLine } from '../routes/events.ts';
import { type Cell, type Columns, type Table, tableOf } from '../table.ts';
import { lasting } from './3-slo.ts';
import type { Listed } from './3-slo-list.ts';
import type { SloFacts } from './3-slo-page.ts';
import { type Plot, plotsOf } from './3-slo-plots.ts';
import { dimensionOf, fieldWord, sharesOf } from './3-slo-spent.ts';
import { fileAddress } from './files.ts';

/** What of one SLO can be had, by the name in the address. */
export const TABLES = ['budget', 'burn', 'sli', 'volume', 'alerts', 'spent', 'worst', 'events', 'below'] as const;
export type TableName = (typeof TABLES)[number];

const numbered = (text: string | null): number | null => (text === null ? null : Number(text));

/** Seconds that the budget lasts; null when that is not known or the window ends first. */
const seconds = (ms: number | null): number | null => (ms === null || ms === Number.POSITIVE_INFINITY ? null : ms / 1000);
const forecast = (ms: number | null): Cell => (ms === null ? null : ms === 0 ? 'spent' : ms === Number.POSITIVE_INFINITY ? 'lasts the window' : 'runs out');

/** An event or a sample, as every table of them has it. */
export const EVENT: Columns<EventLine> = {
  time: (one) => iso(one.time), stream: (one) => one.stream, id: (one) => one.id, service: (one) => one.service, kind: (one) => one.kind, state: (one) => one.state, severity: (one) => one.severity, component: (one) => one.component, source: (one) => one.source,
  value: (one) => numbered(one.value), unit: (one) => one.unit, good: (one) => numbered(one.ownGood), total: (one) => numbered(one.ownTotal), labels: (one) => JSON.stringify(one.labels),
};

export const listTable = (list: readonly Listed[]): Table => ({
  columns: ['name', 'title', 'service', 'owner', 'status', 'objective', 'adequate', 'window', 'sli', 'good', 'total', 'budgetLeft', 'budgetLeftSeconds', 'burn1h', 'burn6h', 'forecast', 'runsOutInSeconds', 'coverage', 'firing', 'blind', 'at'],
  rows: list.map(({ measure, title, row, firing, blind }) => {
    const lasts = lasting(row, measure);
    return [
      measure.name, title, measure.service, measure.owner, row?.status ?? 'unknown', Number(measure.target), Number(measure.adequate), measure.window.text, row?.value ?? null, row?.good ?? null, row?.total ?? null, row?.budget?.ratio.remaining ?? null, row?.budget?.seconds.remaining ?? null,
      row?.burn?.['1h'] ?? null, row?.burn?.['6h'] ?? null, forecast(lasts), seconds(lasts), row?.coverage ?? null, firing, blind, row?.at ?? null,
    ];
  }),
});

const COLUMNS: Record<Plot['kind'], string[]> = { budget: ['at', 'budgetLeft'], burn: ['from', 'to'], sli: ['from', 'to', 'sli'], volume: ['from', 'to', 'good', 'bad'] };

/** The points of a chart, a row each; the budget is one of an instant, the others are of a span. */
const pointsTable = ({ kind, rows, windows = [] }: Plot): Table => {
  const columns = [...COLUMNS[kind], ...windows];
  const unit = kind === 'burn' ? '×' : kind === 'volume' ? 'count' : 'share of 1';
  return { columns, units: Object.fromEntries(columns.filter((one) => !['at', 'from', 'to'].includes(one)).map((one) => [one, unit])), rows: rows.map((one) => [...(kind === 'budget' ? [] : [iso(one.from)]), iso(one.to), ...one.cells.map((cell) => cell.value)]) };
};

/** `by` = the label of the table spent. */
export const sloTable = (name: TableName, facts: SloFacts, by: string | null): Table => {
  const { charts, measure, facts: { row, below, events } } = facts;
  switch (name) {
    case 'budget':
    case 'burn':
    case 'sli':
    case 'volume': {
      const drawn = charts && row ? plotsOf(charts, measure, row, facts.facts.spec).find(({ kind }) => kind === name) : undefined;
      return drawn ? pointsTable(drawn) : { columns: COLUMNS[name], rows: [] };
    }
    case 'alerts':
      return {
        columns: ['rule', 'kind', 'severity', 'longWindow', 'shortWindow', 'threshold', 'longNow', 'shortNow', 'state', 'since', 'reason'],
        rows: facts.alerts.map((one) => [one.rule, one.kind, one.severity, one.windows?.long ?? null, one.windows?.short ?? null, one.threshold, one.burn.long, one.burn.short, one.state, one.state === 'inactive' ? null : one.since, one.reason]),
      };
    case 'spent': {
      const dimension = facts.spent && dimensionOf(facts.spent, by);
      return {
        columns: [dimension ? fieldWord(dimension.field) : 'value', 'bad', 'counted', 'ofBad', 'ofCounted', 'ofBudget'],
        rows: facts.spent && dimension ? sharesOf(facts.spent, dimension, measure, row).map((one) => [one.value, one.bad, one.counted, one.ofBad, one.ofCounted, one.ofBudget]) : [],
      };
    }
    case 'worst':
      return { columns: ['minute', 'bad', 'counted'], rows: facts.worst.map((one) => [iso(one.at), Number(one.bad), Number(one.counted)]) };
    case 'events':
      return tableOf({ ...EVENT, counts: (one) => (one.good === null ? null : one.good ? 'good' : 'bad') }, events.items);
    default:
      return { columns: ['tier', 'name', 'title', 'status', 'value', 'good', 'total'], rows: below.map((one) => [one.tier, one.name, one.title, one.status, one.row?.value ?? null, one.row?.good ?? null, one.row?.total ?? one.total]) };
  }
};

/** Address of a table, or of a chart as a picture; `query` = what else the page was asked for. */
export const tableAddress = (name: string, table: TableName, format: string, query: Record<string, string | null> = {}): string => fileAddress(`/api/v1/slos/${encodeURIComponent(name)}/${table}`, query, format);
