/** What the makers of measures share: the documents by kind and name, the faults found so far, and the hash that makes a definition's key. */
import { createHash } from 'node:crypto';
import { didYouMean } from './hint.ts';
import type { Fault, Nano } from './measure.ts';
import { faultAt, type Path, type Source } from './source.ts';

export type Document<Spec> = { source: Source; name: string; title: string; annotations: Record<string, string>; spec: Spec };

export type Workshop = {
  faults: Fault[];
  documents<Spec>(kind: string): Document<Spec>[];
  /** The document of that name; when there is none, a fault at `path` of `by` with the nearest name. */
  find<Spec>(kind: string, name: string, by: Document<unknown>, path: Path): Document<Spec> | undefined;
  fault(by: Document<unknown>, path: Path, message: string, hint?: string): void;
  warn(by: Document<unknown>, path: Path, message: string, hint?: string): void;
};

/** 16 hex digits of the canonical JSON of `value` (keys sorted): equal meaning, equal def. */
export const hash = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex').slice(0, 16);

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'null';
};

export const workshop = (byKind: Map<string, Map<string, Document<unknown>>>, faults: Fault[]): Workshop => ({
  faults,
  documents: (kind) => [...(byKind.get(kind)?.values() ?? [])] as never,
  find(kind, name, by, path) {
    const found = byKind.get(kind)?.get(name);
    if (!found) faults.push(faultAt(by.source, path, `there is no ${kind} named ${name}`, { hint: didYouMean(name, byKind.get(kind)?.keys() ?? []) }));
    return found as never;
  },
  fault: (by, path, message, hint) => void faults.push(faultAt(by.source, path, message, { hint })),
  warn: (by, path, message, hint) => void faults.push(faultAt(by.source, path, message, { hint, warning: true })),
});

/** Reads one scalar with `read`; a fault saying what was expected when it is none. */
export const scalar = <T>(shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined, read: (text: string) => T | null, expected: string): T | undefined => {
  if (text === undefined) return undefined;
  const found = read(text);
  if (found === null) shop.fault(by, path, `${text} is not ${expected}`);
  return found ?? undefined;
};

/** A weight: above 0, default 1. */
export const weightOf = (shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined, read: (text: string) => Nano | null): Nano => {
  const found = scalar(shop, by, path, text, read, 'a number');
  if (found !== undefined && Number(found) <= 0) shop.fault(by, path, `a weight must be above 0, this is ${text}`);
  return found ?? '1.000000000';
};

/** The coverage floor of a document, default one half. */
export const floorOf = (shop: Workshop, by: Document<unknown>, read: (text: string) => Nano | null): Nano => {
  const text = by.annotations['heptad/coverage-floor'];
  const path = ['metadata', 'annotations', 'heptad/coverage-floor'];
  const found = scalar(shop, by, path, text, read, 'a fraction such as 0.5 or 50%');
  if (found !== undefined && (Number(found) < 0 || Number(found) > 1)) shop.fault(by, path, `a coverage floor lies between 0 and 1, this is ${text}`);
  return found ?? '0.500000000';
};
