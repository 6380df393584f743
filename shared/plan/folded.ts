/** The rules by which events are folded into intervals and clocks: `state` and `ticket` of a metricSource, checked (MEASURES §2, §8). Pure. */
import { timeOf } from './calendar.ts';
import type { StateSpec, TicketSpec } from './documents.ts';
import type { Calendar, SliMeasure, StateRule, TicketRule } from './measure.ts';
import { minuteMeant } from './openslo.ts';
import { duration } from './scalar.ts';
import type { Path } from './source.ts';
import { type Document, scalar, type Workshop } from './workshop.ts';

export type Folded = Pick<SliMeasure, 'state' | 'ticket'>;
/** Of an SLI that counts its messages one by one. */
export const NONE: Folded = { state: null, ticket: null };

/** Calendars of the plan by name. */
export type Calendars = ReadonlyMap<string, Calendar>;

/** What of the rules decides the figures: the def is made of it. A calendar's names are not. */
export const meaningOf = ({ state, ticket }: Folded): { state?: StateRule; ticket?: TicketRule } => ({
  ...(state ? { state } : {}),
  ...(ticket ? { ticket: { ...ticket, schedule: ticket.schedule && timeOf(ticket.schedule) } } : {}),
});

/** A state under two names, or twice under one, is a fault at its second place; `lists` in the order in which they are written. */
const distinct = (shop: Workshop, by: Document<unknown>, path: Path, lists: Record<string, readonly string[] | undefined>, what: string): void => {
  const seen = new Map<string, string>();
  for (const [name, list] of Object.entries(lists))
    for (const [i, one] of (list ?? []).entries()) {
      const there = seen.get(one);
      if (there !== undefined) shop.fault(by, [...path, name, i], there === name ? `${one} stands twice in ${name}` : `${one} is ${what} ${there} and ${name}`);
      else seen.set(one, name);
    }
};

/** The rule of a `state` at `path`; faults say what is wrong with it. */
export const stateRule = (shop: Workshop, by: Document<unknown>, path: Path, spec: StateSpec): StateRule => {
  distinct(shop, by, path, { up: spec.up, down: spec.down }, 'both');
  distinct(shop, by, path, { components: spec.components }, '');
  minuteMeant(shop, by, [...path, 'staleAfter'], spec.staleAfter);
  const stale = scalar(shop, by, [...path, 'staleAfter'], spec.staleAfter, duration, 'a duration such as 5m');
  const need = scalar(shop, by, [...path, 'need'], spec.need, (text) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : null), 'a whole number');
  if (need !== undefined && (need < 1 || need > (spec.components?.length ?? Number.POSITIVE_INFINITY)))
    shop.fault(by, [...path, 'need'], need < 1 ? `at least one component must be up, this needs ${need}` : `of ${spec.components?.length} components ${need} can never be up`, spec.components ? `from 1 to ${spec.components.length}` : 'leave it out to need all');
  return { up: spec.up, down: spec.down ?? null, components: spec.components ?? null, need: need ?? null, staleAfter: stale?.ms ?? null };
};

/** Limits that a PriorityScheme will give by the priority of a ticket. */
const BY_PRIORITY = /\b(restore|respond)\b/i;

/** How long a ticket may take, ms; 0 when that is faulty. */
const limitOf = (shop: Workshop, by: Document<unknown>, path: Path, text: string): number => {
  if (BY_PRIORITY.test(text)) return shop.fault(by, path, `${text} is a limit of a PriorityScheme, and these are not built yet`, 'write one duration for all tickets, such as 4h') ?? 0;
  minuteMeant(shop, by, path, text);
  return scalar(shop, by, path, text, duration, 'a duration such as 4h')?.ms ?? 0;
};

/** The rule of a `ticket` at `path`; faults say what is wrong with it. */
export const ticketRule = (shop: Workshop, by: Document<unknown>, path: Path, spec: TicketSpec, calendars: Calendars): TicketRule => {
  distinct(shop, by, path, { start: spec.start, pause: spec.pause, stop: spec.stop }, 'both');
  if (spec.key !== 'component' && !/^labels\..+$/.test(spec.key)) shop.fault(by, [...path, 'key'], `${spec.key} cannot name a ticket`, 'labels.KEY or component');
  const limit = limitOf(shop, by, [...path, 'limit'], spec.limit);
  if (spec.calendar !== undefined) shop.find('Calendar', spec.calendar, by, [...path, 'calendar']);
  const calendar = spec.calendar === undefined ? undefined : calendars.get(spec.calendar);
  return { key: spec.key, start: spec.start, pause: spec.pause ?? [], stop: spec.stop, limit, schedule: calendar ? { calendar, corrections: [] } : null };
};
