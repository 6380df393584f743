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
import { secondsLeft } from './row-columns.ts';

/** What of one SLO can be had, by the name in the address. */
export const TABLES = ['budget', 'burn', 'sli', 'volume', 'alerts', 'spent', 'worst', 'events', 'below'] as const;
export type TableName = (typeof TABLES)[number];

const numbered = (text: string | null): number | null => (text === null ? null : Number(text));

const SHARE = 'share of 1';

const forecast = (ms: number | null): Cell => (ms === null ? null : ms === 0 ? 'spent' : ms === Number.POSITIVE_INFINITY ? 'lasts the window' : 'runs out');

/** An event or a sample, as every table of them has it. */
export const EVENT: Columns<EventLine> = {
  time: (one) => iso(one.time), stream: (one) => one.stream, id: (one) => one.id, service: (one) => one.service, kind: (one) => one.kind, state: (one) => one.state, severity: (one) => one.severity, component: (one) => one.component, source: (one) => one.source,
  value: (one) => numbered(one.value), unit: (one) => one.unit, good: (one) => numbered(one.ownGood), total: (one) => numbered(one.ownTotal), labels: (one) => JSON.stringify(one.labels),
};

export const listTable = (list: readonly Listed[]): Table =>
  tableOf(
    {
      name: ({ measure }) => measure.name, title: (one) => one.title, service: ({ measure }) => measure.service, owner: ({ measure }) => measure.owner, status: ({ row }) => row?.status ?? 'unknown',
      objective: [SHARE, ({ measure }) => Number(measure.target)], adequate: [SHARE, ({ measure }) => Number(measure.adequate)], window: ({ measure }) => measure.window.text, sli: [SHARE, ({ row }) => row?.value ?? null], good: ({ row }) => row?.good ?? null, total: ({ row }) => row?.total ?? null,
      budgetLeft: [SHARE, ({ row }) => row?.budget?.ratio.remaining ?? null], budgetLeftSeconds: ['s', ({ row }) => row?.budget?.seconds.remaining ?? null], burn1h: ['×', ({ row }) => row?.burn?.['1h'] ?? null], burn6h: ['×', ({ row }) => row?.burn?.['6h'] ?? null],
      forecast: ({ row, measure }) => forecast(lasting(row, measure)), runsOutInSeconds: ['s', secondsLeft], coverage: [SHARE, ({ row }) => row?.coverage ?? null], firing: (one) => one.firing, blind: (one) => one.blind, at: ({ row }) => row?.at ?? null,
    },
    list,
  );

const COLUMNS: Record<Plot['kind'], string[]> = { budget: ['at', 'budgetLeft'], burn: ['from', 'to'], sli: ['from', 'to', 'sli'], volume: ['from', 'to', 'good', 'bad'] };

/** The points of a chart, a row each; the budget is one of an instant, the others are of a span. */
const pointsTable = ({ kind, rows, windows = [] }: Plot): Table => {
  const columns = [...COLUMNS[kind], ...windows];
  const unit = kind === 'burn' ? '×' : kind === 'volume' ? 'count' : SHARE;
  return { columns, units: Object.fromEntries(columns.filter((one) => !['at', 'from', 'to'].includes(one)).map((one) => [one, unit])), rows: rows.map((one) => [...(kind === 'budget' ? [] : [iso(one.from)]), iso(one.to), ...one.cells.map((cell) => cell.value)]) };
};

/** Columns of the table spent beside the label's own, which may be called like one of them. */
const SPENT = ['bad', 'counted', 'ofBad', 'ofCounted', 'ofBudget'];

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
      return tableOf(
        {
          rule: (one) => one.rule, kind: (one) => one.kind, severity: (one) => one.severity, longWindow: (one) => one.windows?.long ?? null, shortWindow: (one) => one.windows?.short ?? null, threshold: ['×', (one) => one.threshold], longNow: ['×', (one) => one.burn.long], shortNow: ['×', (one) => one.burn.short],
          state: (one) => one.state, since: (one) => (one.state === 'inactive' ? null : one.since), reason: (one) => one.reason,
        },
        facts.alerts,
      );
    case 'spent': {
      const dimension = facts.spent && dimensionOf(facts.spent, by);
      const word = dimension ? fieldWord(dimension.field) : 'value';
      return tableOf(
        { [SPENT.includes(word) ? `label ${word}` : word]: (one) => one.value, bad: (one) => one.bad, counted: (one) => one.counted, ofBad: [SHARE, (one) => one.ofBad], ofCounted: [SHARE, (one) => one.ofCounted], ofBudget: [SHARE, (one) => one.ofBudget] },
        facts.spent && dimension ? sharesOf(facts.spent, dimension, measure, row) : [],
      );
    }
    case 'worst':
      return tableOf({ minute: (one) => iso(one.at), bad: (one) => Number(one.bad), counted: (one) => Number(one.counted) }, facts.worst);
    case 'events':
      return tableOf({ ...EVENT, counts: (one) => (one.good === null ? null : one.good ? 'good' : 'bad') }, events.items);
    default:
      return tableOf({ tier: (one) => one.tier, name: (one) => one.name, title: (one) => one.title, status: (one) => one.status, value: (one) => one.row?.value ?? null, good: (one) => one.row?.good ?? null, total: (one) => one.row?.total ?? one.total }, below);
  }
};

/** Address of a table, or of a chart as a picture; `query` = what else the page was asked for. */
export const tableAddress = (name: string, table: TableName, format: string, query: Record<string, string | null> = {}): string => fileAddress(`/api/v1/slos/${encodeURIComponent(name)}/${table}`, query, format);
