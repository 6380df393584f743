/** A row of links of which one is where one is: levels, views, spans. */
import type { VNode } from 'preact';
import { h } from './markup.ts';

/** `kind` = a class beside its own. */
export const segments = (label: string, all: readonly { text: string; href: string; here: boolean }[], kind = ''): VNode =>
  h('nav', { class: `segments ${kind}`.trim(), 'aria-label': label }, all.map((one) => h('a', { href: one.href, ...(one.here ? { 'aria-current': 'true' } : {}) }, one.text)));
