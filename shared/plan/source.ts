/** Plan text as documents whose every value knows where it stands. Scalars stay text (YAML's failsafe schema), so that no number passes through a double. */
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseAllDocuments, type YAMLMap } from 'yaml';
import { skipped, stranger } from './stranger.ts';
import type { Fault } from './measure.ts';

export type Path = readonly (string | number)[];

/**
 * One document of the plan: its place and its value (maps, lists and text only). `base` is the way to it in its YAML document (a list may hold several);
 * `way` leads from a place of the value to the place where it is written, for documents read in the form of a newer version.
 */
export type Source = { file: string; document: Document; counter: LineCounter; value: Record<string, unknown>; base: Path; way?: (path: Path) => Path };

/** Files of a plan are at most this large. */
export const MOST_BYTES = 16 * 1024 * 1024;
const MOST_ALIASES = 100;
const TOO_DEEP = 'this is nested too deeply to be read';
/** Documents that say nothing; with every scalar as text, null is one too. */
const EMPTY: ReadonlySet<unknown> = new Set(['', 'null', '~']);
/** A file this large is looked through for our names before it is parsed. */
const LARGE = 1024 * 1024;

/** Pairs by key, for maps with so many of them that looking each up in turn would be felt. */
const pairs = new WeakMap<YAMLMap, Map<string, Pair>>();
const pairOf = (map: YAMLMap, key: string): Pair | undefined => {
  if (map.items.length < 32) return map.items.find((one) => isNode(one.key) && String(one.key) === key);
  let known = pairs.get(map);
  if (!known) pairs.set(map, (known = new Map(map.items.map((one) => [String(one.key), one]))));
  return known.get(key);
};

/** Position of the value at `path` (of its key when `key` is set), or of the nearest value above it. */
const place = (source: Pick<Source, 'document' | 'counter'>, path: Path, key: string | undefined): { line: number; column: number } => {
  let node: unknown = source.document.contents;
  let found = isNode(node) && node.range ? node.range[0] : 0;
  for (const step of path) {
    node = isMap(node) ? pairOf(node, String(step))?.value : isSeq(node) ? node.items[Number(step)] : undefined;
    if (!isNode(node) || !node.range) return at(source.counter, found);
    found = node.range[0];
  }
  const named = key !== undefined && isMap(node) ? pairOf(node, key)?.key : undefined;
  return at(source.counter, isNode(named) && named.range ? named.range[0] : found);
};

const at = (counter: LineCounter, offset: number): { line: number; column: number } => {
  const { line, col } = counter.linePos(offset);
  return { line, column: col };
};

/** A fault at a value of a document; `key` points at a key of the map at `path` instead. */
export const faultAt = (source: Source, path: Path, message: string, more: { hint?: string | undefined; key?: string; warning?: boolean } = {}): Fault => {
  const full = [...path, ...(more.key === undefined ? [] : [more.key])];
  const written = [...source.base, ...(source.way ? source.way(full) : full)];
  return {
    file: source.file,
    ...(more.key === undefined ? place(source, written, undefined) : place(source, written.slice(0, -1), String(written.at(-1)))),
    path: written.join('.'),
    message,
    ...(more.hint === undefined ? {} : { hint: more.hint }),
    severity: more.warning ? 'warning' : 'error',
  };
};

/** Where a document or value stands, for people: file:line. */
export const whereabouts = (source: Source): string => `${source.file}:${place(source, source.base, undefined).line}`;

/** Splits one file into documents. Empty ones and those of other tools are left out, the latter with a note; whatever YAML itself finds wrong is a fault, the other documents are kept. */
export const sources = (file: string, text: string): { sources: Source[]; faults: Fault[] } => {
  const faults: Fault[] = [];
  const out: Source[] = [];
  const fault = (line: number, column: number, message: string, path = ''): void => void faults.push({ file, line, column, path, message, severity: 'error' });
  const note = (line: number, column: number, message: string, severity: Fault['severity'] = 'note'): void => void faults.push({ file, line, column, path: '', message, severity });
  if (text.length > MOST_BYTES) {
    fault(1, 1, 'the file is larger than 16 MiB');
    return { sources: out, faults };
  }
  const other = skipped(text, text.length > LARGE);
  if (other !== null) {
    note(1, 1, other);
    return { sources: out, faults };
  }
  const counter = new LineCounter();
  // the library's own search for duplicate keys is quadratic; ours below is not
  let documents: ReturnType<typeof parseAllDocuments>;
  try {
    documents = parseAllDocuments(text, { schema: 'failsafe', lineCounter: counter, uniqueKeys: false, version: '1.2', logLevel: 'error' });
  } catch (error) {
    fault(1, 1, error instanceof RangeError ? TOO_DEEP : `this cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`);
    return { sources: out, faults };
  }
  const strangers: { line: number; column: number; what: string; severity: Fault['severity'] }[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    for (const error of document.errors) {
      const { line, column } = at(counter, error.pos[0]);
      const said = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not YAML';
      fault(line, column, /call stack/i.test(said) ? TOO_DEEP : said);
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    const start = isNode(document.contents) && document.contents.range ? at(counter, document.contents.range[0]) : { line: 1, column: 1 };
    try {
      // of what is not ours nothing is judged, not even its keys
      const kinds = (isSeq(document.contents) && document.contents.items.some(isMap) ? document.contents.items : [document.contents]).map((one) => (isMap(one) ? stranger(one) : null));
      if (kinds.every((one) => one !== null)) {
        strangers.push({ ...start, ...kinds[0] as { what: string; severity: Fault['severity'] } });
        continue;
      }
      const twice = duplicates(document, counter);
      for (const one of twice) fault(one.line, one.column, one.key === null ? 'a key must be text' : `the key ${one.key} is given twice`);
      const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
      if (value === null || EMPTY.has(value) || twice.length > 0) continue;
      const list = Array.isArray(value) && kinds.length === value.length;
      for (const [i, one] of (list ? (value as unknown[]) : [value]).entries())
        if (kinds[i]) strangers.push({ ...start, ...kinds[i] });
        else if (typeof one !== 'object' || one === null || Array.isArray(one)) fault(start.line, start.column, 'a document must be a map with apiVersion, kind, metadata and spec');
        else out.push({ file, document, counter, value: one as Record<string, unknown>, base: list ? [i] : [] });
    } catch (error) {
      fault(start.line, start.column, error instanceof RangeError ? TOO_DEEP : error instanceof Error ? error.message : String(error));
    }
  }
  // one line a file says it, however many there are; what may be a slip is said of each
  for (const one of strangers.filter(({ severity }) => severity !== 'note')) note(one.line, one.column, one.what, one.severity);
  const [first, ...rest] = strangers.filter(({ severity }) => severity === 'note');
  if (first) note(first.line, first.column, `${first.what}${rest.length === 0 ? '' : `, and so ${rest.length === 1 ? 'is another document' : `are ${rest.length} other documents`} of this file`}`);
  return { sources: out, faults };
};

/** Keys given twice, and keys that are no text (`key` null). Linear in the size of the document. */
const duplicates = (document: Document, counter: LineCounter): { key: string | null; line: number; column: number }[] => {
  const out: { key: string | null; line: number; column: number }[] = [];
  const walk = (node: unknown): void => {
    if (!node || typeof node !== 'object' || !('items' in node) || !Array.isArray(node.items)) return;
    const keys = new Set<string>();
    for (const item of node.items as { key?: unknown; value?: unknown }[]) {
      if (isMap(node)) {
        if (!isScalar(item.key)) {
          out.push({ key: null, ...at(counter, isNode(item.key) && item.key.range ? item.key.range[0] : (node.range?.[0] ?? 0)) });
          continue;
        }
        const key = String(item.key);
        if (keys.has(key) && isNode(item.key) && item.key.range) out.push({ key, ...at(counter, item.key.range[0]) });
        keys.add(key);
        walk(item.value);
      } else walk(item);
    }
  };
  walk(document.contents);
  return out;
};
