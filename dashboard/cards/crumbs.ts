/** The breadcrumb: the tier path from the scorecard down to here, each step with its state and, in a menu, what stands beside it. */
import type { VNode } from 'preact';
import type { Status } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { asking, h, link, page } from './markup.ts';
import { mark } from './state.ts';

/** Something that has a page, by its title. */
export type Beside = { tier: string; name: string; title: string };

/** A step of the breadcrumb, or a parent; `beside` = the other parts of what it is itself a part of. */
export type Step = Beside & { status: Status | null; beside?: readonly Beside[] };

/** Where the path ends: a measure, or a page of it (tier ''). */
export type Here = { tier: string; title: string; status?: Status | null; beside?: readonly Beside[] };

const tierOf = (tier: string): VNode | null => (tier === '' ? null : h('span', { class: 'tier' }, `${tier.toUpperCase()} `));

/** Opened without a script; one at a time, for they share a name. */
const menu = (title: string, beside: readonly Beside[], scorecard: string | null, at: number | null): VNode | null =>
  beside.length === 0
    ? null
    : h(
        'details',
        { class: 'siblings', name: 'siblings' },
        h('summary', { 'aria-label': `Beside ${title}` }, h('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('path', { d: 'M4 6l4 4 4-4' }))),
        h('ul', { 'aria-label': `Beside ${title}` }, beside.map((one) => h('li', null, link(page(one.tier, one.name, scorecard, at), one.title)))),
      );

/** The tier path, up to here. */
export const crumbs = (steps: readonly Step[], here: Here, scorecard: string | null, at: number | null = null): VNode =>
  h(
    'nav',
    { class: 'crumbs', 'aria-label': 'Tier path' },
    h(
      'ol',
      null,
      h('li', null, link(asking('/', { scorecard, at: at === null ? null : iso(at) }), 'Scorecard')),
      steps.map((one) => h('li', null, mark(one.status), tierOf(one.tier), link(page(one.tier, one.name, scorecard, at), one.title), menu(one.title, one.beside ?? [], scorecard, at))),
      h('li', null, here.status === undefined ? null : mark(here.status), tierOf(here.tier), h('span', { 'aria-current': 'page' }, here.title), menu(here.title, here.beside ?? [], scorecard, at)),
    ),
  );
