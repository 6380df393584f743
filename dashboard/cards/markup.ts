/** The one way cards make HTML: `h` for an element, `html` for a whole document. There is no `style` attribute: the pages' CSP forbids it. */
import { type ComponentChildren, h as create, Fragment, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { iso } from '../../shared/time/instant.ts';

export type Part = VNode | string | number | null;
export type Attributes = Record<string, string | number | boolean | null | undefined>;

/** An element; attributes that are null are left out. */
export const h = (tag: string, attributes: Attributes | null, ...children: ComponentChildren[]): VNode => create(tag, attributes, ...children) as VNode;

/** Several parts without an element round them. */
export const all = (...children: ComponentChildren[]): VNode => create(Fragment, null, ...children) as VNode;

/** The text of a document. */
export const html = (root: VNode): string => `<!doctype html>\n${renderToString(root)}`;

export const link = (href: string, ...children: ComponentChildren[]): VNode => h('a', { href }, ...children);

/** A part of a page under its own heading; `id` is the heading's, so that links lead there. */
export const section = (id: string, title: string, ...body: ComponentChildren[]): VNode => h('section', { 'aria-labelledby': id }, h('h2', { id }, title), ...body);

/** One of a list of facts (`dl`): its name and what it is. */
export const field = (name: string, value: Part): VNode => h('div', { class: 'field' }, h('dt', null, name), h('dd', null, value));

/** Texts that a script reads from an element, by their names there: targetText is the attribute data-target-text. */
export const dataset = (texts: Record<string, string | null>): Attributes => Object.fromEntries(Object.entries(texts).map(([name, text]) => [`data-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, text]));

/** What a form sends along without asking. */
export const hidden = (name: string, value: string): VNode => h('input', { type: 'hidden', name, value });

/** An address with what is asked for; what is null or empty is left out. */
export const asking = (path: string, query: Record<string, string | null>): string => {
  const text = new URLSearchParams(Object.entries(query).flatMap(([name, value]): [string, string][] => (value === null || value === '' ? [] : [[name, value]]))).toString();
  return `${path}${text === '' ? '' : `?${text}`}`;
};

/** Address of an SLO's page. */
export const sloPage = (name: string): string => `/slos/${encodeURIComponent(name)}`;

/** The same with what is chosen on it: the instant, the span of the charts, the label that the budget is told apart by, the minute whose events are shown. What is usual is left out. */
export const sloView = (name: string, { at = null, span = 'own', by = null, moment = null }: { at?: number | null; span?: string; by?: string | null; moment?: number | null }): string =>
  asking(sloPage(name), { at: at === null ? null : iso(at), span: span === 'own' ? null : span, by, moment: moment === null ? null : String(moment) });

/** Address of a measure's page; `scorecard` is kept so that KPTs and what is above are counted over the same period, `at` (ms, null = now) so that a look back stays one. */
export const page = (tier: string, name: string, scorecard: string | null = null, at: number | null = null): string => {
  if (tier === 'slo') return sloView(name, { at });
  const query = [
    ...(scorecard !== null && ['kpt', 'kpi', 'kra', 'perspective'].includes(tier) ? [`scorecard=${encodeURIComponent(scorecard)}`] : []),
    ...(at === null || tier === 'sie' ? [] : [`at=${iso(at)}`]),
  ];
  return `/t/${tier}/${name.split('/').map(encodeURIComponent).join('%2F')}${query.length === 0 ? '' : `?${query.join('&')}`}`;
};

/** Address of the page that takes a measure's figure apart. */
export const explainPage = (tier: string, name: string, scorecard: string | null = null, at: number | null = null): string => {
  const query = [...(scorecard === null ? [] : [`scorecard=${encodeURIComponent(scorecard)}`]), ...(at === null ? [] : [`at=${iso(at)}`])];
  return `/t/${tier}/${encodeURIComponent(name)}/explain${query.length === 0 ? '' : `?${query.join('&')}`}`;
};
