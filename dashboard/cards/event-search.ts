/** The explorer of events (P6): a search, facets with counts, and the newest events, which follow what comes in. Every choice stands in the address. */
import type { VNode } from 'preact';
import type { EventPage } from '../routes/events.ts';
import { eventsTable } from './1-sie.ts';
import { chips } from './chips.ts';
import { count } from './figure.ts';
import { asFiles, fileAddress } from './files.ts';
import { asking, h, hidden, link, type Part } from './markup.ts';
import { segments } from './segments.ts';

export const FACETS = ['service', 'kind', 'state', 'severity'] as const;
export type Facet = (typeof FACETS)[number];
export const SPANS = { '1h': 3_600_000, '6h': 21_600_000, '24h': 86_400_000, '7d': 604_800_000, all: null } as const;
export type SpanName = keyof typeof SPANS;
const SPAN_WORDS: Record<SpanName, string> = { '1h': '1 h', '6h': '6 h', '24h': '24 h', '7d': '7 d', all: 'All' };

/** As the address says. from and to: as typed, '' when they are not; they go before the span. */
export type EventAsk = Record<Facet, string> & { q: string; span: SpanName; from: string; to: string; after: string | null };

/** n: deliveries. */
export type FacetCount = { value: string; n: number };
/** `any`: whether anything has ever come in. wrong: what of the address is not understood, in words. between: what was typed as from and to, as instants; '' where nothing was. tail: new events are shown as they come. */
export type EventsShown = { ask: EventAsk; page: EventPage; facets: Record<Facet, FacetCount[]>; total: number; any: boolean; wrong: string | null; between: { from: string; to: string }; tail: boolean; zone: string };

/** Values of a facet that are listed, the most frequent first. */
const MOST = 8;

/** What an address says of an ask: of what is usual nothing, and no span beside times. */
const said = ({ q = '', span = '24h', from = '', to = '', after = null, ...facets }: Partial<EventAsk>): Record<string, string | null> => ({
  q, ...Object.fromEntries(FACETS.map((name) => [name, facets[name] ?? ''])), span: span === '24h' || from !== '' || to !== '' ? null : span, from, to, after,
});
/** The address of the explorer for an ask. */
export const eventsAddress = (ask: Partial<EventAsk>): string => asking('/events', said(ask));

/** Rows of a file at most. */
export const MOST_ROWS = 50_000;
/** Address of everything that is found as a file. */
const eventsFile = (ask: EventAsk, format: string): string => fileAddress('/api/v1/tables/events/found', said({ ...ask, after: null }), format);

const search = ({ ask, zone }: EventsShown): VNode =>
  h(
    'form',
    { class: 'search', method: 'get', action: '/events', role: 'search' },
    h('label', { for: 'q' }, 'Id or label'),
    h('input', { id: 'q', name: 'q', type: 'search', value: ask.q, maxlength: 200, autocomplete: 'off' }),
    h('label', { for: 'from' }, 'From'),
    h('input', { id: 'from', name: 'from', value: ask.from, placeholder: '2026-11-22 10:41', 'aria-describedby': 'form-of-times' }),
    h('label', { for: 'to' }, 'To'),
    h('input', { id: 'to', name: 'to', value: ask.to, placeholder: '2026-11-22 11:00', 'aria-describedby': 'form-of-times' }),
    FACETS.map((name) => (ask[name] === '' ? null : hidden(name, ask[name]))),
    ask.span === '24h' || ask.from !== '' || ask.to !== '' ? null : hidden('span', ask.span),
    h('button', { class: 'act' }, 'Search'),
    h('span', { class: 'quiet', id: 'form-of-times' }, `Times in ${zone}, or with an offset`),
  );

const chosen = ({ ask }: EventsShown): VNode | null => {
  const set = [...(ask.q === '' ? [] : [['q', `“${ask.q}”`] as const]), ...FACETS.filter((name) => ask[name] !== '').map((name) => [name, `${name}: ${ask[name]}`] as const), ...(ask.from === '' ? [] : [['from', `from ${ask.from}`] as const]), ...(ask.to === '' ? [] : [['to', `to ${ask.to}`] as const])];
  return chips(set.map(([name, text]) => ({ text, without: eventsAddress({ ...ask, [name]: '', after: null }) })), eventsAddress({ span: ask.span }));
};

const spans = ({ ask }: EventsShown): VNode => {
  const typed = ask.from !== '' || ask.to !== '';
  return segments('Span', (Object.keys(SPANS) as SpanName[]).map((name) => ({ text: SPAN_WORDS[name], href: eventsAddress({ ...ask, span: name, from: '', to: '', after: null }), here: !typed && ask.span === name })));
};

const TITLES: Record<Facet, string> = { service: 'Service', kind: 'Kind', state: 'State', severity: 'Severity' };

const facet = (name: Facet, counts: readonly FacetCount[], ask: EventAsk): VNode | null => {
  const named = counts.filter((one) => one.value !== '');
  if (named.length === 0) return null;
  const item = ({ value, n }: FacetCount): VNode => {
    const on = ask[name] === value;
    return h('li', null, h('a', { href: eventsAddress({ ...ask, [name]: on ? '' : value, after: null }), ...(on ? { 'aria-current': 'true' } : {}) }, h('span', { class: 'value' }, value), h('span', { class: 'quiet' }, ` ${count(n)}`)));
  };
  const [shown, rest] = [named.slice(0, MOST), named.slice(MOST)];
  return h('div', { class: 'facet' }, h('h3', { id: `facet-${name}` }, TITLES[name]), h('ul', { 'aria-labelledby': `facet-${name}` }, shown.map(item)), rest.length === 0 ? null : h('details', { id: `more-${name}` }, h('summary', null, `${count(rest.length)} more`), h('ul', { 'aria-labelledby': `facet-${name}` }, rest.slice(0, 100).map(item))));
};

const nothing = ({ any, ask }: EventsShown): VNode =>
  any
    ? h('p', null, 'No event is like that in this span. ', link(eventsAddress({ ...ask, span: 'all', from: '', to: '', after: null }), 'Search in all that is kept'), ' or ', link('/events?span=all', 'remove every filter'), '.')
    : h('p', null, 'Nothing has come in yet. ', link('/', 'How to send the first event'), '.');

const steps = ({ ask, page }: EventsShown): VNode | null =>
  ask.after === null && page.next === null ? null : h('p', { class: 'ways' }, ask.after === null ? null : link(eventsAddress({ ...ask, after: null }), 'Newest'), page.next === null ? null : link(eventsAddress({ ...ask, after: page.next }), 'Older'));

/** Everything inside `main`. */
export const eventsMain = (shown: EventsShown): Part[] => {
  const { ask, page, facets, total, wrong, tail, zone } = shown;
  return [
    h(
      'div',
      { class: 'head' },
      h('h1', null, 'Events'),
      h('p', { class: 'meta' }, h('span', null, 'Every event and sample as it came in, the newest first'), h('span', null, `${count(total)} ${total === 1 ? 'delivery' : 'deliveries'} found`), h('span', null, zone)),
    ),
    search(shown),
    wrong === null ? null : h('p', { class: 'wrong', role: 'alert' }, wrong),
    h('div', { class: 'plots-bar' }, spans(shown), tail ? h('button', { type: 'button', class: 'act', id: 'tail', hidden: true, 'data-keep': '', 'data-pause': 'Follow again', 'aria-pressed': 'false' }, 'Pause the tail') : null, h('span', { class: 'quiet', id: 'held', hidden: true }, 'New events wait while the pointer or the focus is on the list')),
    chosen(shown),
    h(
      'div',
      { class: 'explorer' },
      h('aside', { class: 'facets', 'aria-label': 'Filter by what came' }, h('h2', { class: 'vh' }, 'Filters'), FACETS.map((name) => facet(name, facets[name], ask)), total === 0 ? null : h('p', { class: 'quiet' }, 'Counts are of deliveries, a few seconds old.')),
      h('section', { 'aria-labelledby': 'events', 'data-still': tail ? '' : null }, h('h2', { id: 'events' }, ask.after === null ? 'The newest' : 'Older ones'), page.items.length === 0 ? nothing(shown) : eventsTable(page.items, false, zone, ask.after === null ? 'The newest events' : 'Older events', true), steps(shown), wrong !== null || page.items.length === 0 ? null : h('p', { class: 'ways' }, `All that is found, at most ${count(MOST_ROWS)}, as `, asFiles('Events found', (format) => eventsFile({ ...ask, ...shown.between }, format)))),
    ),
  ];
};
