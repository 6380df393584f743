/** The `where` of a metricSource, checked and put into tests (MEASURES §8 "where"): all of them must hold. Pure. */
import type { HeptadSource, WhereTest } from './documents.ts';
import { didYouMean } from './hint.ts';
import type { Condition, FieldTest } from './measure.ts';
import { decimal, units } from './scalar.ts';
import type { Path } from './source.ts';
import type { Document, Workshop } from './workshop.ts';

const FIELDS = /^(state|severity|component|value|labels\..+)$/;
const WORDS = ['state', 'severity', 'component', 'value'];
const SEVERITIES = ['debug', 'info', 'warning', 'error', 'critical'];
type Bounds = Extract<FieldTest, { lt?: string }>;

const fieldTests = (test: WhereTest): FieldTest[] => {
  if (typeof test === 'string') return [{ anyOf: [test] }];
  if (Array.isArray(test)) return [{ anyOf: test }];
  const { between, not, exists, prefix, ...bounds } = test;
  const out: FieldTest[] = [];
  if (between) out.push({ gte: between[0], lt: between[1] });
  if (not !== undefined) out.push({ not: [not].flat() });
  if (exists !== undefined) out.push({ exists: exists === 'true' });
  if (prefix !== undefined) out.push({ prefix });
  const given = Object.fromEntries(Object.entries(bounds).filter(([, one]) => one !== undefined));
  if (Object.keys(given).length > 0) out.push(given);
  return out;
};

const boundsOf = (test: FieldTest): Bounds | undefined => ('anyOf' in test || 'not' in test || 'exists' in test || 'prefix' in test ? undefined : test);
/** Texts a test compares with, to check them where numbers or severities are needed. */
const compared = (test: FieldTest): string[] => ('anyOf' in test ? test.anyOf : 'not' in test ? test.not : Object.values(boundsOf(test) ?? {}).filter((one) => one !== undefined));

/** Where a text stands among those it is compared with; null when it does not. */
const rank = (field: string, text: string): bigint | null => {
  if (field === 'severity') return SEVERITIES.includes(text) ? BigInt(SEVERITIES.indexOf(text)) : null;
  const found = decimal(text);
  return found === null ? null : units(found);
};

/** Whether nothing lies within bounds, as far as they can be read. */
const nothingWithin = (field: string, tests: readonly Bounds[]): boolean => {
  const read = (key: keyof Bounds): bigint[] => tests.flatMap((one) => (one[key] === undefined ? [] : (rank(field, one[key]) ?? [])));
  const [above, from, upTo, below] = [read('gt'), read('gte'), read('lte'), read('lt')];
  return [...above, ...from].some((low) => below.some((high) => low >= high)) || above.some((low) => upTo.some((high) => low >= high)) || from.some((low) => upTo.some((high) => low > high));
};

const fieldMeant = (field: string): string => {
  const [, key] = /^labels?[./](.+)$/i.exec(field) ?? [];
  return key === undefined ? (didYouMean(field, WORDS) ?? 'ask for state, severity, component, value or labels.KEY') : `did you mean labels.${key}?`;
};

/** The conditions of a metricSource whose spec stands at `path`; faults say what is wrong with them. */
export const conditions = (shop: Workshop, by: Document<unknown>, path: Path, where: HeptadSource['where']): Condition[] =>
  Object.entries(where ?? {}).flatMap(([field, test]): Condition[] => {
    const here = [...path, 'where', field];
    if (!FIELDS.test(field)) {
      // labels: {KEY: …} is named at its KEY
      if (!shop.broken(by, here)) shop.fault(by, here, `a where cannot ask for ${field}`, fieldMeant(field));
      return [];
    }
    const tests = fieldTests(test);
    const bounds = tests.flatMap((one) => boundsOf(one) ?? []);
    if (Array.isArray(test) && test.length === 0) shop.fault(by, here, `an empty list lets no ${field} through`);
    if ((tests.length === 0 || tests.some((one) => 'not' in one && one.not.length === 0)) && !shop.broken(by, here)) shop.fault(by, here, `nothing is asked of ${field}`);
    if (bounds.length > 0 && (field === 'state' || field === 'component')) shop.fault(by, here, `${field} has no order, so it cannot be compared`);
    else if (nothingWithin(field, bounds)) shop.fault(by, here, `no ${field} lies within these bounds`, 'between: [from, to] has the lower one first');
    for (const one of tests) {
      for (const text of compared(one)) {
        if (field === 'value' && decimal(text) === null) shop.fault(by, here, `${text} is not a number`);
        if (field === 'severity' && !SEVERITIES.includes(text)) shop.fault(by, here, `${text} is not a severity`, didYouMean(text, SEVERITIES) ?? `one of ${SEVERITIES.join(', ')}`);
        if (boundsOf(one) && field.startsWith('labels.') && decimal(text) === null) shop.fault(by, here, `${text} is not a number, and labels are compared as numbers`);
      }
      if (field === 'value' && 'prefix' in one) shop.fault(by, here, 'a value has no prefix');
      if (field === 'severity' && 'prefix' in one && !SEVERITIES.some((each) => each.startsWith(one.prefix))) shop.fault(by, here, `no severity begins with ${one.prefix}`, `one of ${SEVERITIES.join(', ')}`);
    }
    return tests.map((one) => ({ field, test: one }));
  });
