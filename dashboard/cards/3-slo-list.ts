/** The page of all SLOs (P4): counts that filter, one table that sorts by links, a hundred rows a page. Nothing here needs a script. */
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Row, Status } from '../../shared/tiers/row.ts';
import { times } from '../../shared/budget-figure.ts';
import { iso } from '../../shared/time/instant.ts';
import { lasting, lastingWords, leftBrief, objective } from './3-slo.ts';
import { figure, type Spec } from '../../shared/figure.ts';
import { type Chip, chips } from './chips.ts';
import { asFiles } from './files.ts';
import { stateCounts } from './counts.ts';
import { count } from './figure.ts';
import { type Instant, instantPicker, lookingBack } from './instant.ts';
import { h, link, type Part, sloView } from './markup.ts';
import { type Column, stack } from './stack.ts';
import { STATES, state, WORD } from './state.ts';
import { asOf } from './when.ts';

/** One SLO of the list; `firing` and `blind` = its rules in that state. */
export type Listed = { measure: SloMeasure; title: string; row: Row | null; spec: Spec; firing: number; blind: number };

export const SORTS = ['budget', 'status', 'name', 'service', 'sli', 'burn', 'lasts', 'volume', 'alerts', 'owner'] as const;
type Sort = (typeof SORTS)[number];
/** What the address asks for. */
export type SloQuery = { /** ms; null = now */ at: number | null; status: Status | null; service: string | null; sort: Sort; descending: boolean; page: number };

/** Rows on one page. */
export const PAGE = 100;
/** Services offered as links; with more the rows' own links filter. */
const OFFERED = 24;

/** Address of the list for a query; what is usual is left out. */
export const address = (query: SloQuery): string => {
  const parts = new URLSearchParams();
  if (query.at !== null) parts.set('at', iso(query.at));
  if (query.status !== null) parts.set('status', query.status);
  if (query.service !== null) parts.set('service', query.service);
  if (query.sort !== 'budget') parts.set('sort', query.sort);
  if (query.descending) parts.set('dir', 'desc');
  if (query.page > 1) parts.set('page', String(query.page));
  const text = parts.toString();
  return `/slos${text === '' ? '' : `?${text}`}`;
};

/** The same rows as a file; all of them, not a page. */
const files = (query: SloQuery, format: string): string => {
  const parts = new URL(address({ ...query, page: 1 }), 'http://here').searchParams;
  parts.set('format', format);
  return `/api/v1/slos?${parts}`;
};

const ORDER: Record<Status, number> = { missed: 0, tolerated: 1, unknown: 2, met: 3 };

/** What a column sorts by; null (no data) stands last, whichever way. */
const keys: Record<Sort, (one: Listed) => number | string | null> = {
  budget: ({ row }) => row?.budget?.ratio.remaining ?? null,
  status: ({ row }) => ORDER[row?.status ?? 'unknown'],
  name: ({ title }) => title.toLowerCase(),
  service: ({ measure }) => measure.service,
  sli: ({ row }) => row?.value ?? null,
  burn: ({ row }) => row?.burn?.['1h'] ?? null,
  lasts: ({ row, measure }) => lasting(row, measure),
  volume: ({ row }) => row?.total ?? null,
  alerts: ({ firing, blind }) => -(firing + blind / 1e6),
  owner: ({ measure }) => (measure.owner === '' ? null : measure.owner),
};

/** Those of a state and a service; null = any. */
export const matching = (list: readonly Listed[], { status, service }: Pick<SloQuery, 'status' | 'service'>): Listed[] => list.filter((one) => (service === null || one.measure.service === service) && (status === null || (one.row?.status ?? 'unknown') === status));

/** In the order that is asked for; equal ones by name. */
export const sorted = (list: readonly Listed[], query: Pick<SloQuery, 'sort' | 'descending'>): Listed[] => {
  const key = keys[query.sort];
  const way = query.descending ? -1 : 1;
  return list
    .map((one) => ({ one, key: key(one) }))
    .sort((a, b) => (a.key === null ? (b.key === null ? 0 : 1) : b.key === null ? -1 : a.key < b.key ? -way : a.key > b.key ? way : 0) || (a.one.measure.name < b.one.measure.name ? -1 : 1))
    .map(({ one }) => one);
};

const COLUMNS: readonly [Sort, string, string?][] = [
  ['name', 'SLO and objective'],
  ['status', 'Status', 'status'],
  ['service', 'Service'],
  ['sli', 'SLI now', 'num'],
  ['budget', 'Budget left', 'num'],
  ['burn', 'Burn 1 h / 6 h', 'num'],
  ['lasts', 'Runs out in', 'num'],
  ['volume', 'Volume', 'num'],
  ['alerts', 'Alerts'],
  ['owner', 'Owner'],
];

const alertCell = ({ measure, firing, blind }: Listed, at: number | null): Part =>
  firing + blind === 0 ? '–' : link(at === null ? '/alerts' : `${sloView(measure.name, { at })}#burn-alerts`, h('b', { class: firing > 0 ? 'badge' : 'badge blind' }, firing > 0 ? `${firing} firing` : `${blind} blind`));

/** Chips that take a filter away, and the services there are. */
const filters = (services: readonly string[], query: SloQuery): Part => {
  const on: Chip[] = [
    ...(query.status === null ? [] : [{ text: `state: ${WORD[query.status]}`, without: address({ ...query, status: null, page: 1 }) }]),
    ...(query.service === null ? [] : [{ text: `service: ${query.service}`, without: address({ ...query, service: null, page: 1 }) }]),
  ];
  const offered = services.length < 2 || query.service !== null ? [] : services.slice(0, OFFERED);
  if (on.length === 0 && offered.length === 0) return null;
  return h(
    'div',
    { class: 'filters' },
    chips(on, address({ ...query, status: null, service: null, page: 1 })),
    offered.length === 0 ? null : h('nav', { 'aria-label': 'Filter by service' }, h('span', { class: 'quiet' }, 'Service: '), offered.map((name) => h('a', { class: 'chip', href: address({ ...query, service: name, page: 1 }) }, name)), services.length > OFFERED ? h('span', { class: 'quiet' }, ` and ${services.length - OFFERED} more: follow a service in the table`) : null),
  );
};

const pager = (all: number, query: SloQuery): Part => {
  const last = Math.ceil(all / PAGE);
  if (last < 2) return null;
  const from = (query.page - 1) * PAGE + 1;
  return h(
    'nav',
    { class: 'pager', 'aria-label': 'Pages' },
    query.page > 1 ? h('a', { href: address({ ...query, page: query.page - 1 }), rel: 'prev' }, '‹ Page before') : null,
    h('span', null, `${count(from)} to ${count(Math.min(all, from + PAGE - 1))} of ${count(all)}`),
    query.page < last ? h('a', { href: address({ ...query, page: query.page + 1 }), rel: 'next' }, 'Next page ›') : null,
  );
};

/** Everything inside `main`. `list` = every SLO of the plan; `at` null = nothing was climbed yet. */
export const sloListMain = (list: readonly Listed[], query: SloQuery, { at, age, zone, instant }: { at: number | null; age: number | null; zone: string; instant: Instant }): Part[] => {
  const services = [...new Set(list.map((one) => one.measure.service).filter((name) => name !== ''))].sort();
  const ofService = matching(list, { ...query, status: null });
  const counts = Object.fromEntries(STATES.map((status) => [status, ofService.filter((one) => (one.row?.status ?? 'unknown') === status).length])) as Record<Status, number>;
  const found = sorted(matching(list, query), query);
  const page = Math.min(query.page, Math.max(1, Math.ceil(found.length / PAGE)));
  const here = { ...query, page };
  const columns = COLUMNS.map(([sort, text, kind]): Column => ({
    text,
    ...(kind ? { kind } : {}),
    href: address({ ...query, sort, descending: query.sort === sort ? !query.descending : false, page: 1 }),
    sorted: query.sort === sort ? (query.descending ? 'descending' : 'ascending') : null,
  }));
  const data = asOf(at ?? 0, age, zone);
  return [
    h('div', { class: 'head' }, lookingBack(instant, at), h('h1', null, 'Service level objectives'), h('p', { class: 'meta' }, at === null ? h('span', null, 'Nothing measured yet') : h('span', { id: 'as-of' }, data.text, `, ${zone}`, data.stale === null ? null : h('b', null, data.stale))), instantPicker(instant, at)),
    list.length === 0
      ? h('p', { class: 'lead' }, 'The plan has no SLO yet. A document of kind ', h('code', null, 'SLO'), ' in the plan folder makes one; ', h('code', null, 'npx heptad validate PLAN'), ' checks it.')
      : null,
    list.length === 0 ? null : stateCounts(counts, query.status, (status) => address({ ...here, status, page: 1 }), `${count(ofService.length)} ${ofService.length === 1 ? 'SLO' : 'SLOs'}${query.service === null ? '' : ` of ${query.service}`}`),
    list.length === 0 ? null : filters(services, here),
    list.length > 0 && found.length === 0 ? h('p', { class: 'filtered' }, 'No SLO is like that. ', link('/slos', 'Show all')) : null,
    found.length === 0
      ? null
      : stack({
          caption: 'Service level objectives',
          name: 'slos',
          columns,
          rows: found.slice((page - 1) * PAGE, page * PAGE).map((one) => {
            const { measure, row } = one;
            const left = row?.budget?.ratio.remaining ?? null;
            return {
              id: `slo-${measure.name}`,
              cells: [
                h('span', { class: 'label' }, link(sloView(measure.name, { at: query.at }), one.title), h('small', null, objective(measure))),
                state(row?.status ?? 'unknown'),
                measure.service === '' ? '–' : link(address({ ...here, service: measure.service, page: 1 }), measure.service),
                row?.value === null || row === null ? 'no data' : figure(row.value, one.spec),
                h('span', { class: left !== null && left <= 0 ? 'over' : null }, leftBrief(row)),
                `${times(row?.burn?.['1h'] ?? null)} / ${times(row?.burn?.['6h'] ?? null)}`,
                lastingWords(lasting(row, measure)),
                row?.total === null || row === null ? '–' : count(row.total),
                alertCell(one, query.at),
                measure.owner || '–',
              ],
            };
          }),
        }),
    pager(found.length, here),
    found.length === 0 ? null : h('p', { class: 'ways' }, `All ${count(found.length)} as `, asFiles('Service level objectives', (format) => files(query, format))),
  ];
};
