/** The tables of the pages of SLOs as data, for files: the same rows in the same order, figures in full, instants in UTC. Pure. */
import { iso } from '../../shared/time/instant.ts';
import type { Cell, Table } from '../csv.ts';
import { lasting } from './3-slo.ts';
import type { Listed } from './3-slo-list.ts';
import type { SloFacts } from './3-slo-page.ts';
import { dimensionOf, fieldWord, sharesOf } from './3-slo-spent.ts';
import { h, link, type Part } from './markup.ts';

/** What of one SLO can be had, by the name in the address. */
export const TABLES = ['budget', 'burn', 'sli', 'volume', 'alerts', 'spent', 'worst', 'events', 'below'] as const;
export type TableName = (typeof TABLES)[number];

/** Seconds that the budget lasts; null when that is not known or the window ends first. */
const seconds = (ms: number | null): number | null => (ms === null || ms === Number.POSITIVE_INFINITY ? null : ms / 1000);
const forecast = (ms: number | null): Cell => (ms === null ? null : ms === 0 ? 'spent' : ms === Number.POSITIVE_INFINITY ? 'lasts the window' : 'runs out');

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

/** `by` = the label of the table spent. */
export const sloTable = (name: TableName, facts: SloFacts, by: string | null): Table => {
  const { charts, measure, facts: { row, below, events } } = facts;
  const items = charts?.items ?? [];
  const steps = items.flatMap((one) => (one.step ? [{ to: one.at, ...one.step }] : []));
  switch (name) {
    case 'budget':
      return { columns: ['at', 'budgetLeft'], rows: items.map((one) => [one.at, one.left ?? null]) };
    case 'burn': {
      const windows = Object.keys(steps[0]?.burn ?? {});
      return { columns: ['from', 'to', ...windows], rows: steps.map((one) => [one.from, one.to, ...windows.map((window) => one.burn[window] ?? null)]) };
    }
    case 'sli':
      return { columns: ['from', 'to', 'sli'], rows: steps.map((one) => [one.from, one.to, one.value]) };
    case 'volume':
      return { columns: ['from', 'to', 'good', 'bad'], rows: steps.map((one) => [one.from, one.to, one.good, Math.round((one.total - one.good) * 1e6) / 1e6]) };
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
      return {
        columns: ['time', 'stream', 'id', 'service', 'kind', 'counts', 'state', 'severity', 'component', 'source', 'value', 'unit', 'good', 'total', 'labels'],
        rows: events.items.map((one) => [iso(one.time), one.stream, one.id, one.service, one.kind, one.good === null ? null : one.good ? 'good' : 'bad', one.state, one.severity, one.component, one.source, one.value === null ? null : Number(one.value), one.unit, one.ownGood === null ? null : Number(one.ownGood), one.ownTotal === null ? null : Number(one.ownTotal), JSON.stringify(one.labels)]),
      };
    default:
      return { columns: ['tier', 'name', 'title', 'status', 'value', 'good', 'total'], rows: below.map((one) => [one.tier, one.name, one.title, one.status, one.row?.value ?? null, one.row?.good ?? null, one.row?.total ?? one.total]) };
  }
};

/** Address of a table; `query` = what else the page was asked for. */
export const tableAddress = (name: string, table: TableName, format: 'csv' | 'json', query: Record<string, string | null> = {}): string =>
  `/api/v1/slos/${encodeURIComponent(name)}/${table}?${new URLSearchParams([...Object.entries(query).flatMap(([key, value]): [string, string][] => (value === null || value === '' ? [] : [[key, value]])), ['format', format]])}`;

/** Links to a table as files. */
export const asFiles = (what: string, address: (format: 'csv' | 'json') => string): Part =>
  h('span', { class: 'files' }, (['csv', 'json'] as const).map((format) => link(address(format), h('span', { class: 'vh' }, `${what} as `), format.toUpperCase())));
