/** A plan read from its YAML, nothing compiled: every number is the exact figure of its source text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { q, Rational } from './rational.ts';

/** A node of a document: text, figures, lists and records. */
// biome-ignore lint/suspicious/noExplicitAny: the oracle reads plans that are known to be right
export type Node = any;
export type Doc = { kind: string; name: string; notes: Record<string, string>; spec: Node };

const plain = (node: unknown): Node => {
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
    return new Plan(nodes.map((n) => ({ kind: n.kind, name: n.metadata.name, notes: n.metadata.annotations ?? {}, spec: n.spec })));
  }

  all(kind: string): Doc[] { return this.docs.filter((d) => d.kind === kind); }
  one(kind: string, name: string): Doc | undefined { return this.docs.find((d) => d.kind === kind && d.name === name); }
}

/** Names in the order of their code points. */
export const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** A share or a line: a figure, or text that may end in %. */
export const figure = (node: unknown): Rational => (node instanceof Rational ? node : q(String(node)));
export const floorOf = (doc: Doc): Rational => figure(doc.notes['heptad/coverage-floor'] ?? '0.5');
