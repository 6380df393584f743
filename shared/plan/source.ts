/** Plan text as documents whose every value knows where it stands. Scalars stay text (YAML's failsafe schema), so that no number passes through a double. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import type { Fault } from './measure.ts';

export type Path = readonly (string | number)[];

/** One document: its place and its value (maps, lists and text only). */
export type Source = { file: string; document: Document; counter: LineCounter; value: Record<string, unknown> };

const MOST_BYTES = 16 * 1024 * 1024;
const MOST_ALIASES = 100;

/** Position of the value at `path` (of its key when `key` is set), or of the nearest value above it. */
const place = (source: Pick<Source, 'document' | 'counter'>, path: Path, key: string | undefined): { line: number; column: number } => {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? source.document.contents : source.document.getIn(path.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    if (length === path.length && key !== undefined && isMap(node)) {
      const pair = node.items.find((one) => isNode(one.key) && String(one.key) === key);
      if (pair && isNode(pair.key) && pair.key.range) return at(source.counter, pair.key.range[0]);
    }
    return at(source.counter, node.range[0]);
  }
  return { line: 1, column: 1 };
};

const at = (counter: LineCounter, offset: number): { line: number; column: number } => {
  const { line, col } = counter.linePos(offset);
  return { line, column: col };
};

/** A fault at a value of a document; `key` points at a key of the map at `path` instead. */
export const faultAt = (source: Source, path: Path, message: string, more: { hint?: string | undefined; key?: string; warning?: boolean } = {}): Fault => ({
  file: source.file,
  ...place(source, path, more.key),
  path: [...path, ...(more.key === undefined ? [] : [more.key])].join('.'),
  message,
  ...(more.hint === undefined ? {} : { hint: more.hint }),
  severity: more.warning ? 'warning' : 'error',
});

/** Where a document or value stands, for people: file:line. */
export const whereabouts = (source: Source): string => `${source.file}:${place(source, [], undefined).line}`;

/** Splits one file into documents. Empty documents are left out; whatever YAML itself finds wrong is a fault, the other documents are kept. */
export const sources = (file: string, text: string): { sources: Source[]; faults: Fault[] } => {
  const faults: Fault[] = [];
  const out: Source[] = [];
  const fault = (line: number, column: number, message: string, path = ''): void => void faults.push({ file, line, column, path, message, severity: 'error' });
  if (text.length > MOST_BYTES) {
    fault(1, 1, 'the file is larger than 16 MiB');
    return { sources: out, faults };
  }
  const counter = new LineCounter();
  // the library's own search for duplicate keys is quadratic; ours below is not
  let documents: ReturnType<typeof parseAllDocuments>;
  try {
    documents = parseAllDocuments(text, { schema: 'failsafe', lineCounter: counter, uniqueKeys: false, version: '1.2', logLevel: 'error' });
  } catch (error) {
    fault(1, 1, error instanceof RangeError ? 'this is nested too deeply to be read' : `this cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`);
    return { sources: out, faults };
  }
  for (const document of Array.isArray(documents) ? documents : []) {
    for (const error of document.errors) {
      const { line, column } = at(counter, error.pos[0]);
      fault(line, column, error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not YAML');
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    const start = isNode(document.contents) && document.contents.range ? at(counter, document.contents.range[0]) : { line: 1, column: 1 };
    try {
      const twice = duplicates(document, counter);
      for (const one of twice) fault(one.line, one.column, one.key === null ? 'a key must be text' : `the key ${one.key} is given twice`);
      const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
      if (value === null || value === '') continue;
      if (typeof value !== 'object' || Array.isArray(value)) fault(start.line, start.column, 'a document must be a map with apiVersion, kind, metadata and spec');
      else if (twice.length === 0) out.push({ file, document, counter, value: value as Record<string, unknown> });
    } catch (error) {
      fault(start.line, start.column, error instanceof RangeError ? 'this is nested too deeply to be read' : error instanceof Error ? error.message : String(error));
    }
  }
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
