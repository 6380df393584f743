/** Tier 1, service infrastructure event: one immutable fact. Drawn as a line of a list, and as a page with all its fields and what reads it. */
import type { VNode } from 'preact';
import type { Status } from '../../shared/tiers/row.ts';
import type { EventFacts, EventLine, EventPage, KindFacts } from '../routes/events.ts';
import { count } from './figure.ts';
import { field, h, link, page, type Part, section } from './markup.ts';
import { type Column, stack } from './stack.ts';
import { shape, state } from './state.ts';
import { exactly, minute } from './when.ts';

const rule = 'Counted once for each service, source, id and minute, however often it was sent.';

/** Address of one event; the minute (seconds) is part of its identity. */
export const eventPage = (event: { service: string; id: string; minute: number }): string => `/events/${encodeURIComponent(event.service)}/${encodeURIComponent(event.id)}?minute=${event.minute}`;

const LABEL_ORDER = 6;

/** "Good" and "Bad" with their shapes; nothing where nothing judges. */
const verdict = (good: boolean | null): Part => (good === null ? '–' : h('span', { class: `state ${good ? 'met' : 'missed'}` }, shape(good ? 'met' : 'missed'), h('span', null, good ? 'Good' : 'Bad')));

/** Its value with the unit, or the counts that it carries: "−9 min", "612 of 612". */
const valueText = ({ value, unit, ownGood, ownTotal }: Pick<EventLine, 'value' | 'unit' | 'ownGood' | 'ownTotal'>): string =>
  value !== null ? `${count(Number(value))}${unit === '' ? '' : ` ${unit}`}` : ownTotal !== null ? `${count(Number(ownGood ?? 0))} of ${count(Number(ownTotal))}` : '–';

/** Kinds of events have a page; samples belong to their SLI. */
const kindText = ({ stream, service, kind }: Pick<EventLine, 'stream' | 'service' | 'kind'>): Part => (stream === 'event' ? link(page('sie', `${service}/${kind}`), `${service}/${kind}`) : `sample ${kind}`);

const brief = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .slice(0, LABEL_ORDER)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · ');

/** The newest events as a table, on a phone as cards; `judged` = whether good and bad mean something here; `whole`: of any kind, so severity and source are told, too. */
export const eventsTable = (events: readonly EventLine[], judged: boolean, zone: string, caption: string, whole = false): VNode => {
  const states = events.some((event) => event.state !== '');
  const [severe, sourced] = [whole && events.some((event) => event.severity !== ''), whole && events.some((event) => event.source !== '')];
  const columns: { name: string; kind?: string; cell(event: EventLine): Part }[] = [
    { name: `Time, ${zone}`, kind: 'nowrap', cell: (event) => exactly(event.time, zone) },
    ...(judged ? [{ name: 'Counts as', cell: (event: EventLine) => verdict(event.good) }] : []),
    { name: 'Kind', kind: 'nowrap', cell: kindText },
    ...(states ? [{ name: 'State', cell: (event: EventLine): Part => event.state || '–' }] : []),
    ...(severe ? [{ name: 'Severity', cell: (event: EventLine): Part => event.severity || '–' }] : []),
    { name: 'Value', kind: 'num nowrap', cell: valueText },
    ...(sourced ? [{ name: 'Source', cell: (event: EventLine): Part => event.source || '–' }] : []),
    { name: 'Labels', kind: 'quiet', cell: (event) => brief(event.labels) || '–' },
  ];
  return stack({
    caption,
    name: 'events',
    columns: [{ text: 'Event' }, ...columns.map(({ name, kind }): Column => ({ text: name, ...(kind ? { kind } : {}) }))],
    rows: events.map((event) => ({ ...(whole ? { id: `e-${encodeURIComponent([event.stream, event.minute, event.service, event.source, event.id].join('/'))}` } : {}), cells: [link(eventPage(event), event.id), ...columns.map(({ cell }) => cell(event))] })),
  });
};

/** The same, of which a phone shows five until it is asked for the rest. */
export const fewEvents = (events: readonly EventLine[], judged: boolean, zone: string, caption: string): VNode =>
  h('div', { class: 'few', id: 'all-events' }, eventsTable(events, judged, zone, caption), events.length > 5 ? h('p', { class: 'more ways' }, link('#all-events', `Show all ${events.length}`)) : null);

/** The ways from a page of events to the others: only one verdict, older ones, back to the newest. `address` = the page's, with or without a query. */
export const eventsNav = (address: string, { side, after, next }: EventPage, judged: boolean): VNode | null => {
  const to = (verdict: string, cursor: string | null): string => {
    const query = [verdict === '' ? '' : `events=${verdict}`, cursor === null ? '' : `after=${cursor}`].filter(Boolean).join('&');
    return `${address}${query === '' ? '' : `${address.includes('?') ? '&' : '?'}${query}`}#events`;
  };
  const verdicts = judged ? ([['', 'All'], ['good', 'Only good'], ['bad', 'Only bad']] as const).map(([verdict, text]) => h('a', { href: to(verdict, null), ...(verdict === side ? { 'aria-current': 'true' } : {}) }, text)) : [];
  const steps = [after === null ? null : link(to(side, null), 'Newest'), next === null ? null : link(to(side, next), 'Older')].filter((one) => one !== null);
  return verdicts.length + steps.length === 0 ? null : h('p', { class: 'ways' }, verdicts, steps);
};

/** A measure that an event touched: on which page, whether it counts as good or bad there (null: nothing is judged so far up), and the state it is in now. */
export type EventReader = { tier: string; name: string; title: string; good: boolean | null; status: Status | null };

const fieldsOf = (event: EventFacts): VNode =>
  h(
    'dl',
    { class: 'fields' },
    field('id', event.id),
    field('time', new Date(event.time).toISOString()),
    field('service', event.service),
    field(event.stream === 'event' ? 'kind' : 'sli', event.kind),
    field('source', event.source || '–'),
    field('component', event.component || '–'),
    field('state', event.state || '–'),
    field('value', event.value === null ? '–' : valueText(event)),
    event.ownGood === null ? null : field('good', count(Number(event.ownGood))),
    event.ownTotal === null ? null : field('total', count(Number(event.ownTotal))),
    field('severity', event.severity || '–'),
    ...Object.entries(event.labels).map(([key, value]) => field(`labels.${key}`, value)),
    field('delivered', event.deliveries.map((one) => `${one.log} / ${one.partition} @ ${one.offset}`).join(', ')),
  );

const readersOf = (event: EventFacts, readers: readonly EventReader[]): VNode =>
  readers.length === 0
    ? h('p', { class: 'quiet' }, 'No SLI of the plan in force reads it. It is kept and can be found.')
    : h(
        'div',
        { class: 'scroll', role: 'region', 'aria-label': `Measures that this ${event.stream} touched`, tabindex: 0 },
        h(
          'table',
          { class: 'list narrow readers' },
          h('caption', { class: 'vh' }, `Measures that this ${event.stream} touched, from the indicators that read it up to the key result areas`),
          h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Measure'), h('th', { scope: 'col' }, 'Tier'), h('th', { scope: 'col' }, 'Counts as'), h('th', { scope: 'col' }, 'State now'))),
          h('tbody', null, readers.map((one) => h('tr', null, h('th', { scope: 'row' }, link(page(one.tier, one.name), one.title)), h('td', null, one.tier.toUpperCase()), h('td', null, one.good === null && event.ownTotal !== null && (one.tier === 'sli' || one.tier === 'slo') ? `${valueText(event)} good` : verdict(one.good)), h('td', null, state(one.status) ?? '–')))),
        ),
      );

/** The page of one id: the event, and the sample that came with the same id, each with every field, its deliveries and the measures that read it. */
export const eventMain = (found: readonly { event: EventFacts; readers: readonly EventReader[] }[], zone: string): Part[] => {
  const first = found[0]?.event as EventFacts;
  return [
    h('div', { class: 'head' }, h('nav', { class: 'crumbs', 'aria-label': 'Tier path' }, h('ol', null, h('li', null, link('/', 'Scorecard')), h('li', null, link('/events', 'Events')), found.flatMap(({ event }) => (event.stream === 'event' ? [h('li', null, h('span', { class: 'tier' }, 'SIE '), kindText(event))] : [])), h('li', { 'aria-current': 'page' }, first.id))), h('h1', null, `Event ${first.id}`), h('p', { class: 'meta' }, h('span', null, exactly(first.time, zone), `, ${zone}`))),
    ...found.flatMap(({ event, readers }, i) => [
      section(`fields-${i}`, event.stream === 'event' ? 'Fields' : 'Sample of the same id', fieldsOf(event)),
      section(`readers-${i}`, `Which measures did this ${event.stream} touch`, readersOf(event, readers)),
    ]),
  ];
};

/** The page of a kind of event: how many there are, the newest of them, the SLIs that read it. */
export const kindMain = (name: string, facts: KindFacts & { service: string; kind: string }, events: EventPage, readers: readonly EventReader[], zone: string): Part[] => [
  h(
    'div',
    { class: 'head' },
    h('p', { class: 'path' }, link('/', 'Scorecard'), ' › SIE'),
    h('h1', null, name),
    h('p', { class: 'sentence' }, rule),
    h('p', { class: 'meta' }, h('span', null, `${count(facts.total)} ${facts.exact ? (facts.total === 1 ? 'event' : 'events') : 'deliveries'}`), facts.first === null ? null : h('span', null, `from ${minute(facts.first, zone)} to ${minute(facts.last ?? facts.first, zone)}, ${zone}`)),
  ),
  section(
    'readers',
    'Read by',
    readers.length === 0 ? h('p', { class: 'quiet' }, 'No SLI of the plan in force names this kind.') : h('ul', { class: 'parents' }, readers.map((one) => h('li', null, shape(null), h('span', { class: 'tier' }, one.tier.toUpperCase()), link(page(one.tier, one.name), one.title)))),
  ),
  section('events', events.after === null ? 'The newest events' : 'Older events', eventsNav(page('sie', name), events, false), h('p', { class: 'ways' }, link(`/events?${new URLSearchParams({ service: facts.service, kind: facts.kind, span: 'all' })}`, 'Search among them')), eventsTable(events.items, false, zone, `${events.after === null ? 'Newest' : 'Older'} events of ${name}`)),
];
