/** Links to what a page shows as files: a table as CSV and JSON, a chart as SVG, PNG and CSV. Plain links, so that they need no script. */
import type { VNode } from 'preact';
import { asking, h, link } from './markup.ts';

const files = (what: string, formats: readonly string[], address: (format: string) => string): VNode =>
  h('span', { class: 'files' }, formats.map((format) => link(address(format), h('span', { class: 'vh' }, `${what} as `), format.toUpperCase())));

/** A table; `what` says which to those who hear the link alone. */
export const asFiles = (what: string, address: (format: string) => string): VNode => files(what, ['csv', 'json'], address);

/** A chart, in a line of its own. */
export const chartFiles = (what: string, address: (format: string) => string): VNode => h('p', { class: 'ways chart-files' }, files(`Chart of ${what}`, ['svg', 'png', 'csv'], address));

/** The address of a file, by what its page asks for. */
export const fileAddress = (path: string, query: Record<string, string | null>, format: string): string => asking(path, { ...query, format });
