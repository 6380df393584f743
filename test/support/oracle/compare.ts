/** What the program says of a row beside what the oracle says, field by field. */
import type { Row } from './oracle.ts';
import { Rational } from './rational.ts';

/** A row as it comes over HTTP. */
export type Told = Record<string, unknown>;

const NEAR = 1e-9;
const own = (told: Told | null | undefined, ...path: string[]): unknown => path.reduce<unknown>((at, key) => (at as Told | null | undefined)?.[key], told);

const same = (want: unknown, got: unknown): boolean => {
  if (Array.isArray(want)) return Array.isArray(got) && want.length === got.length && want.every((w, i) => same(w, got[i]));
  if (!(want instanceof Rational)) return (want ?? null) === (got ?? null);
  if (typeof got !== 'number') return false;
  const figure = want.toNumber();
  return Math.abs(figure - got) <= NEAR * Math.max(1, Math.abs(figure));
};

const shown = (x: unknown): string => (x instanceof Rational ? `${x} (${x.toNumber()})` : JSON.stringify(x, (_, v: unknown) => (v instanceof Rational ? v.toNumber() : v)) ?? 'nothing');

/** The differences, a sentence each. */
export const differences = (want: Row, told: Told | undefined, at: string): string[] => {
  const where = `${want.tier} ${want.scorecard ?? ''}${want.scorecard === undefined ? '' : '/'}${want.name} at ${at}`;
  if (told === undefined) return [`${where}: no row`];
  const out: string[] = [];
  const check = (field: string, w: unknown, g: unknown): void => void (same(w, g) || out.push(`${where}: ${field} is ${shown(g)}, must be ${shown(w)}`));
  for (const field of ['value', 'status', 'score', 'coverage'] as const) check(field, want[field], told[field]);
  if (!['kpi', 'kra', 'perspective', 'scorecard'].includes(want.tier)) for (const field of ['good', 'total'] as const) check(field, want[field], told[field]);
  for (const edge of ['from', 'to'] as const) check(`window.${edge}`, want.window === null ? null : new Date(want.window[edge]).toISOString(), own(told, 'window', edge) === undefined ? null : new Date(own(told, 'window', edge) as string).toISOString());
  if (want.target !== undefined) for (const line of ['adequate', 'desired'] as const) check(`target.${line}`, want.target[line], own(told, 'target', line));
  if (want.burn !== undefined) for (const [w, burn] of Object.entries(want.burn)) check(`burn.${w}`, burn, own(told, 'burn', w));
  if (want.budget !== undefined) {
    for (const part of ['ratio', 'events', 'seconds'] as const) for (const [k, amount] of Object.entries(want.budget[part])) check(`budget.${part}.${k}`, amount, own(told, 'budget', part, k));
    check('budget.of', want.budget.of, own(told, 'budget', 'of'));
  }
  if (want.pace !== undefined) check('pace', want.pace, told['pace']);
  if (want.forecast !== undefined) check('forecast', want.forecast, told['forecast']);
  for (const flag of ['calibrating', 'no-events']) if (want.flags !== undefined) check(`flag ${flag}`, want.flags.includes(flag), (told['flags'] as string[]).includes(flag));
  const contributors = (told['contributors'] ?? []) as Told[];
  check('contributors', want.contributors.map((c) => c.name), contributors.map((c) => c['name']));
  for (const [i, child] of want.contributors.entries()) {
    for (const [field, w] of Object.entries(child)) if (!['tier', 'critical', 'lines', 'name'].includes(field) && !(child.name === 'veto' && field !== 'contribution')) check(`contributor ${child.name}.${field}`, w, contributors[i]?.[field]);
  }
  return out;
};
