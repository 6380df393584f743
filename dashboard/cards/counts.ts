/** The four counts above a table, one a state: each is a link that keeps only the rows in that state, or shows all again. */
import type { VNode } from 'preact';
import type { Status } from '../../shared/tiers/row.ts';
import { h } from './markup.ts';
import { STATES, shape, WORD } from './state.ts';

/** `chosen` = the state that is kept, null = all; `href` = where the table of one state, or of all, stands; `all` = what is counted, in words. */
export const stateCounts = (counts: Record<Status, number>, chosen: Status | null, href: (status: Status | null) => string, all: string): VNode =>
  h(
    'div',
    { class: 'counts' },
    h(
      'ul',
      { 'aria-label': 'Filter by state' },
      STATES.map((status) => {
        const on = chosen === status;
        return h('li', null, h('a', { href: href(on ? null : status), id: `count-${status}`, ...(on ? { 'aria-current': 'true' } : {}) }, shape(status), h('b', null, String(counts[status])), ` ${WORD[status]}`));
      }),
    ),
    h('span', { class: 'quiet' }, all),
  );

/** Counts of states in the head of a column: shape and number, with the word for those who do not see the shape. */
export const stateCounted = (counts: readonly (readonly [Status, number])[]): VNode =>
  h('ul', { class: 'tally-line' }, counts.map(([status, n]) => h('li', null, shape(status), String(n), h('span', { class: 'vh' }, ` ${WORD[status]}`))));
