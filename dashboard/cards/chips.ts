/** Filters that are on, each a link that takes it away. */
import type { VNode } from 'preact';
import { h, link } from './markup.ts';

/** A filter as it is read ("service: checkout"), and the same page without it. */
export type Chip = { text: string; without: string };

/** `none` = the page without any of them, offered where there are several; null when no filter is on. */
export const chips = (all: readonly Chip[], none: string): VNode | null =>
  all.length === 0
    ? null
    : h(
        'p',
        { class: 'chips' },
        h('span', { class: 'quiet' }, 'Only'),
        all.map(({ text, without }) => h('a', { class: 'chip', href: without }, text, h('span', { 'aria-hidden': 'true' }, '×'), h('span', { class: 'vh' }, ', remove this filter'))),
        all.length > 1 ? link(none, 'Clear all', h('span', { class: 'vh' }, ' filters')) : null,
      );
