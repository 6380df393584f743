/** A plan read from its YAML, nothing compiled: every number is the exact figure of its source text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Rules } from './folded.ts';
import { q, Rational } from './rational.ts';

/** Text that is a figure comes as one; shares and lines may also be text with a %. */
export type Figure = Rational | string;
export type Where = Record<string, unknown>;
type Metric = { metricSource: { spec: { kind?: string; samples?: string; service?: string | string[]; where?: Where } & Rules } };
export type Window = { duration: string; isRolling?: boolean; calendar?: { startTime: string; timeZone?: string } };
export type Objective = { target?: Figure; targetPercent?: Figure; op?: string; value?: Rational; timeSliceWindow?: string; timeSliceTarget?: Figure };
type Lines = { adequate?: Figure; desired?: Figure; worst?: Figure; best?: Figure };
/** Lines of a target; those of a range are two edges. */
type Edges = { adequate?: Figure | Figure[]; desired?: Figure | Figure[]; worst?: Figure; best?: Figure };
export type Side = { slo?: string; vma?: string; sli?: string; statistic?: string };
/** What an activity is made of; an inline group is one too. */
export type Group = { all?: Part[]; any?: Part[]; atLeast?: Rational; of?: Part[]; weighted?: { slo?: string; vma?: string; weight?: Rational }[] };
export type Part = string | Group;
type Weighed<K extends string> = Record<K, string> & { weight?: Rational; critical?: boolean };

type Specs = {
  Service: object;
  SLI: { ratioMetric?: { counter?: unknown; good?: Metric; bad?: Metric; total?: Metric; raw?: Metric }; thresholdMetric?: Metric };
  SLO: { service: string; indicatorRef: string; budgetingMethod: string; timeWindow?: Window[]; objectives: Objective[] };
  VitalMissionActivity: Group & Lines & { sliceTarget?: Figure; window?: string };
  KeyPerformanceTarget: Edges & { measure: Side & { quotient?: { of: Side; by: Side } }; period?: string; timeZone?: string; polarity?: string; unit?: string; targets?: (Edges & { from: string })[] };
  KeyPerformanceIndicator: { targets: Weighed<'kpt'>[]; mode?: string };
  KeyResultArea: { perspective: string; indicators: Weighed<'kpi'>[]; weight?: Rational; mode?: string };
  Calendar: { timeZone?: string; week?: Record<string, string[]>; holidays?: (string | { date: string; hours?: string[] })[]; maintenance?: { name?: string; rrule: string; at: string; for: string }[] };
  Correction: { slos?: string[]; kpts?: string[]; from: string; to: string };
  Scorecard: { period?: string; timeZone?: string; fiscalYearStart?: string; perspectives: string[]; areas: string[] };
};
export type Kind = keyof Specs;
export type Doc<K extends Kind = Kind> = { kind: K; name: string; notes: Record<string, string>; spec: Specs[K] };

const plain = (node: unknown): unknown => {
  if (isMap(node)) return Object.fromEntries(node.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), plain(pair.value)]));
  if (isSeq(node)) return node.items.map(plain);
  if (!isScalar(node)) return null;
  return typeof node.value === 'number' ? q(String(node.source)) : node.value;
};

export class Plan {
  readonly docs: Doc[];
  constructor(docs: Doc[]) { this.docs = docs; }

  static read(folder: string): Plan {
    const texts = readdirSync(folder).filter((f) => f.endsWith('.yaml')).toSorted().map((f) => readFileSync(join(folder, f), 'utf8'));
    const nodes = texts.flatMap((text) => [...(parseAllDocuments(text) as Iterable<{ contents: unknown }>)].map((d) => plain(d.contents))).filter((n) => n !== null);
    return new Plan((nodes as { kind: Kind; metadata: { name: string; annotations?: Record<string, string> }; spec: Specs[Kind] }[]).map((n) => ({ kind: n.kind, name: n.metadata.name, notes: n.metadata.annotations ?? {}, spec: n.spec })));
  }

  all<K extends Kind>(kind: K): Doc<K>[] { return this.docs.filter((d) => d.kind === kind) as Doc<K>[]; }
  one<K extends Kind>(kind: K, name: string): Doc<K> { return this.docs.find((d) => d.kind === kind && d.name === name) as Doc<K>; }
}

/** Names in the order of their code points. */
export const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** A share or a line: a figure, or text that may end in %, as an integer of 10⁻⁹. */
export const figure = (node: unknown): Rational => (node instanceof Rational ? node : q(String(node))).rounded(9);
export const floorOf = (doc: { notes: Record<string, string> }): Rational => figure(doc.notes['heptad/coverage-floor'] ?? '0.5');
