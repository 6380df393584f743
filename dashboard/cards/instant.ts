/** The instant that a page looks back to: said over the page with the way back to now, and the form that leads to another. */
import type { VNode } from 'preact';
import { iso } from '../../shared/time/instant.ts';
import { local, periodAt } from '../../shared/time/window.ts';
import { h, hidden, link } from './markup.ts';
import { minute } from './when.ts';

/** at: what the address asks for, ms; null = now. newest: how far the data go, ms. path and query: of the page, but for the instant. start: month in which the fiscal year begins. */
export type Instant = { at: number | null; newest: number | null; zone: string; start: number; path: string; query: [string, string][] };

const addressAt = ({ path, query }: Instant, at: number | null): string => {
  const text = new URLSearchParams([...query, ...(at === null ? [] : [['at', iso(at)] as [string, string]])]).toString();
  return `${path}${text === '' ? '' : `?${text}`}`;
};

/** That the page shows the past, and the way back; null when it shows now. `stood` = the instant that its rows are of. */
export const lookingBack = (it: Instant, stood: number | null): VNode | null =>
  it.at === null ? null : h('p', { class: 'looking-back' }, h('strong', null, `As it stood at ${minute(stood ?? it.at, it.zone)}. `), link(addressAt(it, null), 'Show now'));

/** Instants that are asked for often: now, and ends of what is over. */
const presets = ({ newest, zone, start }: Instant & { newest: number }): [string, number | null][] => [
  ['Now', null],
  ['Start of today', periodAt('day', zone, newest).from],
  ['End of last month', periodAt('month', zone, newest).from],
  ['End of last quarter', periodAt('quarter', zone, newest, start).from],
];

const two = (n: number): string => String(n).padStart(2, '0');
/** As the browser's field for a time writes it. */
const typed = (at: number, zone: string): string => {
  const { year, month, day, hour, minute: minutes } = local(at, zone);
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minutes)}`;
};

/** null before anything was climbed: there is no past to look at. `stood` = the instant that the page's rows are of. */
export const instantPicker = (it: Instant, stood: number | null): VNode | null => {
  const { newest } = it;
  if (newest === null) return null;
  return h(
    'details',
    { class: 'instant', id: 'instant' },
    h('summary', null, 'Show another time'),
    h(
      'form',
      { method: 'get', action: it.path },
      it.query.map(([name, value]) => hidden(name, value)),
      h('label', { for: 'at' }, `As it stood at, ${it.zone}`),
      h('input', { id: 'at', name: 'at', type: 'datetime-local', value: typed(stood ?? newest, it.zone), required: true }),
      h('button', { class: 'act' }, 'Show'),
    ),
    h('ul', { 'aria-label': 'Times that are asked for often' }, presets({ ...it, newest }).map(([text, at]) => h('li', null, h('a', { href: addressAt(it, at), ...(it.at === at ? { 'aria-current': 'true' } : {}) }, text)))),
  );
};
