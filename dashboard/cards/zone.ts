/** The zone of a page: the form at its foot that changes it, and its links and forms, which keep the one that was chosen. */
import type { VNode } from 'preact';
import { h, hidden } from './markup.ts';

/** asked: by the address. own: the page's without being asked, null = it tells no times. path and query: of the page, but for the zone. */
export type Zoned = { asked: string | null; own: string | null; path: string; query: [string, string][] };

/** null of a page that tells no times. A script adds the browser's own zone, which nobody else knows. */
export const zonePicker = ({ asked, own, path, query }: Zoned): VNode | null => {
  if (own === null) return null;
  const others = [...new Set(['UTC', ...(asked === null ? [] : [asked])])].filter((zone) => zone !== own);
  return h(
    'form',
    { class: 'zone', method: 'get', action: path, 'aria-label': 'Time zone of this page' },
    query.map(([name, value]) => hidden(name, value)),
    h('label', { for: 'tz' }, 'Times in'),
    h('select', { id: 'tz', name: 'tz', 'data-keep': '', 'data-own': own }, h('option', { value: '', selected: asked === null || asked === own }, `${own}, this page’s own`), others.map((zone) => h('option', { value: zone, selected: zone === asked }, zone))),
    h('button', { class: 'act' }, 'Show'),
  );
};

const withZone = (address: string, zone: string): string => {
  const [, path = '', query = '', hash = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(address) ?? [];
  if (/[?&]tz=/.test(query)) return address;
  return `${path}${query === '' ? '?' : `${query}&`}tz=${encodeURIComponent(zone)}${hash}`;
};
/** Addresses of pages: not of files, of the API, of other hosts, nor places on the same page. */
const leads = (address: unknown): address is string => typeof address === 'string' && /^\/(?!\/|api\/|assets\/)/.test(address);

type Props = Record<string, unknown> & { children?: unknown };
/** What is drawn, with every address that leads to a page and asks for no zone asking for `zone`. Changes what it is given. */
export const keepZone = <T>(part: T, zone: string): T => {
  if (Array.isArray(part)) for (const one of part) keepZone(one, zone);
  else if (typeof part === 'object' && part !== null && 'props' in part) {
    const { type, props } = part as unknown as { type: unknown; props: Props };
    for (const name of ['href', 'formaction', 'data-open']) if (type !== 'link' && leads(props[name])) props[name] = withZone(props[name], zone);
    keepZone(props.children, zone);
    if (type === 'form' && leads(props['action'])) {
      if (props['method'] === 'get') props.children = [props.children, hidden('tz', zone)];
      else props['action'] = withZone(props['action'], zone);
    }
  }
  return part;
};
