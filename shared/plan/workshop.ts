/** What the makers of measures share: the documents by kind and name, the faults found so far, and the hash that makes a definition's key. */
import { createHash } from 'node:crypto';
import { didYouMean, withArticle } from './hint.ts';
import type { Fault, Nano } from './measure.ts';
import { decimal, duration, durationHint, ratio, sliceLength } from './scalar.ts';
import { faultAt, type Path, type Source } from './source.ts';
import { isZone } from '../time/window.ts';

export type Document<Spec> = { source: Source; name: string; title: string; annotations: Record<string, string>; spec: Spec };

/** Places of a document that were mended for checking (mend.ts), as dotted paths. */
export type Holes = Map<Source, Set<string>>;

/** Stands for a kind: the names of the further objectives of SLOs. */
export const OBJECTIVE = 'objective';
/** Documents by kind and name; `names` are those of faulty documents too, and under OBJECTIVE those of an SLO's further objectives. */
export type Recognised = { byKind: Map<string, Map<string, Document<unknown>>>; names: Map<string, Set<string>>; holes: Holes };

export type Workshop = {
  faults: Fault[];
  documents<Spec>(kind: string): Document<Spec>[];
  /** Every name a document of that kind has, of faulty documents too: a reference to these is no second fault. */
  names(kind: string): ReadonlySet<string>;
  /** The names that measures of SLO documents have: their own, and those of their further objectives. */
  sloNames(): ReadonlySet<string>;
  /** What a name that is none of `known` was probably meant to be, as a hint: another kind has it, or it is a slip. */
  meant(name: string, known: Iterable<string>): string | undefined;
  /** The document of that name; when there is none, a fault at `path` of `by` with the nearest name. */
  find<Spec>(kind: string, name: string, by: Document<unknown>, path: Path): Document<Spec> | undefined;
  /** A fault at `path`; none when the value there, or one above it, is faulty in its form: that is named already. */
  fault(by: Document<unknown>, path: Path, message: string, hint?: string): void;
  /** A fault of the map at `path` about its `fields` (one too few, one too many); none when one of these is faulty in its form. */
  lack(by: Document<unknown>, path: Path, fields: readonly string[], message: string, hint?: string): void;
  /** Whether the value at `path`, one above it or one directly in it is faulty in its form: what follows from it is no second fault. */
  broken(by: Document<unknown>, path: Path): boolean;
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

export const workshop = ({ byKind, names, holes }: Recognised, faults: Fault[]): Workshop => {
  const within = (by: Document<unknown>, path: Path): boolean => {
    const mine = holes.get(by.source);
    return mine !== undefined && path.some((_, i) => mine.has(path.slice(0, i + 1).join('.')));
  };
  const fault = (by: Document<unknown>, path: Path, message: string, hint?: string): void => {
    if (!within(by, path)) faults.push(faultAt(by.source, path, message, { hint }));
  };
  let sloNames: Set<string> | undefined;
  const meant = (name: string, known: Iterable<string>): string | undefined => {
    const [other] = [...names].find(([, some]) => some.has(name)) ?? [];
    return other === undefined ? didYouMean(name, known) : `${name} is ${withArticle(other === OBJECTIVE ? 'SLO' : other)}`;
  };
  return {
    faults,
    documents: (kind) => [...(byKind.get(kind)?.values() ?? [])] as never,
    names: (kind) => names.get(kind) ?? new Set(),
    sloNames: () => (sloNames ??= new Set([...(names.get('SLO') ?? []), ...(names.get(OBJECTIVE) ?? [])])),
    meant,
    find(kind, name, by, path) {
      const known = names.get(kind) ?? new Set<string>();
      if (!known.has(name)) fault(by, path, `there is no ${kind} named ${name}`, meant(name, known));
      return byKind.get(kind)?.get(name) as never;
    },
    fault,
    lack(by, path, fields, message, hint) {
      if (!fields.some((field) => within(by, [...path, field]))) fault(by, path, message, hint);
    },
    broken: (by, path) => within(by, path) || [...(holes.get(by.source) ?? [])].some((hole) => hole.startsWith(`${path.join('.')}.`) && !hole.slice(path.join('.').length + 1).includes('.')),
    warn: (by, path, message, hint) => void faults.push(faultAt(by.source, path, message, { hint, warning: true })),
  };
};

const DURATIONS: ReadonlySet<unknown> = new Set([duration, sliceLength]);

/** Reads one scalar with `read`; a fault saying what was expected when it is none. */
export const scalar = <T>(shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined, read: (text: string) => T | null, expected: string): T | undefined => {
  if (text === undefined) return undefined;
  const found = read(text);
  if (found === null) shop.fault(by, path, text.trim() === '' ? `this is empty, and must be ${expected}` : `${text} is not ${expected}`, DURATIONS.has(read) ? durationHint(text) : undefined);
  return found ?? undefined;
};

/** A weight: above 0, default 1. */
export const weightOf = (shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined): Nano => {
  const found = scalar(shop, by, path, text, decimal, 'a number');
  if (found !== undefined && Number(found) <= 0) shop.fault(by, path, `a weight must be above 0, this is ${text}`);
  return found ?? '1.000000000';
};

/** "95" where a fraction is wanted, as a hint. */
export const percentMeant = (found: Nano, text: unknown): string | undefined => (Number(found) > 1 && Number(found) <= 100 && typeof text === 'string' && !text.includes('%') ? `did you mean ${text}%?` : undefined);

/** A share from 0 to 1 ("99.5%", "0.995"); a fault when it is none or lies outside. */
export const shareOf = (shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined): Nano | undefined => {
  const found = scalar(shop, by, path, text, ratio, 'a ratio such as 99.5%');
  if (found === undefined || (Number(found) >= 0 && Number(found) <= 1)) return found;
  shop.fault(by, path, `a share lies between 0 % and 100 %, this is ${text}`, percentMeant(found, text));
  return undefined;
};

/** The share that makes a slice good: above 0, up to 1. */
export const sliceTargetOf = (shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined): Nano | undefined => {
  const found = scalar(shop, by, path, text, ratio, 'a ratio such as 95%');
  if (found === undefined || (Number(found) > 0 && Number(found) <= 1)) return found;
  return void shop.fault(by, path, `a ${String(path.at(-1))} lies between 0 and 1, this is ${text}`, percentMeant(found, text));
};

/** The zone of a document, default UTC; UTC too where it is none, which is a fault. */
export const zoneOf = (shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined): string => {
  if (text === undefined) return 'UTC';
  if (isZone(text)) return text;
  const all = Intl.supportedValuesOf('timeZone');
  const city = all.find((one) => one.toLowerCase().endsWith(`/${text.toLowerCase().replaceAll(' ', '_')}`));
  shop.fault(by, path, `${text} is not a time zone`, city === undefined ? (didYouMean(text, all) ?? 'use an IANA name such as Europe/Berlin') : `did you mean ${city}?`);
  return 'UTC';
};

/** The coverage floor of a document, default one half. */
export const floorOf = (shop: Workshop, by: Document<unknown>): Nano => {
  const text = by.annotations['heptad/coverage-floor'];
  const path = ['metadata', 'annotations', 'heptad/coverage-floor'];
  return shareOf(shop, by, path, text) ?? '0.500000000';
};
