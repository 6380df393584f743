/** `where`: what a side reads of a shape, and the intervals of values that are left for the store. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition, FieldTest, Side } from '../../../shared/plan/measure.ts';
import { judge, type Shape, toNano, toUnits } from '../../../shared/plan/where.ts';

const shape = (more: Partial<Shape> = {}): Shape => ({ stream: 'event', kind: 'http', state: 'ok', severity: 'warning', component: '', unit: 'ms', labels: { region: 'eu-west', cores: '8', tier: 'gold' }, ...more });
const side = (...where: Condition[]): Side => ({ side: 'total', stream: 'event', kind: 'http', where });
const on = (field: string, is: FieldTest, of = shape()): boolean => judge(side({ field, test: is }), of) !== null;
const values = (...tests: FieldTest[]): unknown => judge(side(...tests.map((one) => ({ field: 'value', test: one }))), shape());
const MOST = '99999999999999999999999999999.999999999';

describe('what does not ask for the value is decided once for a shape', () => {
  test('another stream or another kind is not read; no kind means every kind', () => {
    expect(judge(side(), shape({ stream: 'sample' }))).toBeNull();
    expect(judge(side(), shape({ kind: 'https' }))).toBeNull();
    expect(judge({ ...side(), kind: null }, shape({ kind: 'https' }))).toEqual({ whole: true });
  });
  test('all conditions must hold', () => {
    expect(judge(side({ field: 'state', test: { anyOf: ['ok'] } }, { field: 'labels.region', test: { prefix: 'eu-' } }), shape())).toEqual({ whole: true });
    expect(judge(side({ field: 'state', test: { anyOf: ['ok'] } }, { field: 'labels.region', test: { prefix: 'us-' } }), shape())).toBeNull();
  });
  test('a missing field satisfies only not and exists: false', () => {
    const missing: [FieldTest, boolean][] = [[{ not: ['a'] }, true], [{ exists: false }, true], [{ exists: true }, false], [{ anyOf: ['a'] }, false], [{ anyOf: [''] }, false], [{ prefix: '' }, false], [{ lt: '5' }, false], [{ gte: '-5' }, false]];
    for (const [is, expected] of missing) {
      expect(on('labels.none', is)).toBe(expected);
      expect(on('component', is)).toBe(expected);
    }
  });
  test('a label named like a property of every object is missing', () => {
    for (const name of ['labels.constructor', 'labels.__proto__', 'labels.toString']) expect(on(name, { exists: true })).toBe(false);
  });
  test('severities compare in their order, labels as numbers', () => {
    expect(on('severity', { gte: 'warning' })).toBe(true);
    expect(on('severity', { gt: 'warning' })).toBe(false);
    expect(on('severity', { lt: 'critical' })).toBe(true);
    expect(on('labels.cores', { gt: '7.5', lte: '8' })).toBe(true);
    expect(on('labels.cores', { lt: '10' })).toBe(true);
    expect(on('labels.tier', { lt: '10' })).toBe(false);
    expect(on('labels.tier', { gte: '10' })).toBe(false);
  });
  test('not excludes every one of its list', () => {
    expect(on('state', { not: ['ok', 'fine'] })).toBe(false);
    expect(on('state', { not: ['bad'] })).toBe(true);
  });
});

describe('conditions on the value become disjoint intervals of 9-place decimals', () => {
  test('strict bounds step by the last place', () => {
    expect(values({ lt: '300' })).toEqual({ whole: false, parts: [{ lo: `-${MOST}`, hi: '299.999999999' }], bare: false });
    expect(values({ gt: '300' })).toEqual({ whole: false, parts: [{ lo: '300.000000001', hi: MOST }], bare: false });
    expect(values({ gte: '-0.5', lt: '0.5' })).toEqual({ whole: false, parts: [{ lo: '-0.500000000', hi: '0.499999999' }], bare: false });
  });
  test('a bound with more than 9 places still cuts at the right neighbour', () => {
    expect(values({ lte: '0.1234567899' })).toMatchObject({ parts: [{ hi: '0.123456789' }] });
    expect(values({ lt: '0.1234567891' })).toMatchObject({ parts: [{ hi: '0.123456789' }] });
    expect(values({ gt: '0.1234567891' })).toMatchObject({ parts: [{ lo: '0.123456790' }] });
    expect(values({ gte: '-0.1234567891' })).toMatchObject({ parts: [{ lo: '-0.123456789' }] });
  });
  test('not leaves two intervals and those without a value; a list is points, each once', () => {
    expect(values({ not: ['5'] })).toEqual({ whole: false, parts: [{ lo: `-${MOST}`, hi: '4.999999999' }, { lo: '5.000000001', hi: MOST }], bare: true });
    expect(values({ anyOf: ['3', '1', '1.0', '1e0', '0.00000000001'] })).toEqual({ whole: false, parts: [{ lo: '1.000000000', hi: '1.000000000' }, { lo: '3.000000000', hi: '3.000000000' }], bare: false });
  });
  test('exists asks for a value or for none; what cannot be is not read', () => {
    expect(values({ exists: true })).toEqual({ whole: false, parts: [{ lo: `-${MOST}`, hi: MOST }], bare: false });
    expect(values({ exists: false })).toEqual({ whole: false, parts: [], bare: true });
    expect(values({ lt: '1' }, { gt: '1' })).toBeNull();
    expect([values({ gt: '1' }, { lt: '1' }), values({ gte: '6', lte: '5' }), values({ prefix: '1' })]).toEqual([null, null, null]);
    const five = { whole: false, parts: [{ lo: '5.000000000', hi: '5.000000000' }], bare: false };
    expect([values({ lte: '5' }, { gte: '5' }), values({ gte: '5' }, { lte: '5' }), values({ gte: '5', lte: '5' })], 'both lines are part of it').toEqual([five, five, five]);
    expect(values({ anyOf: ['1', '3', '2'] })).toMatchObject({ parts: [{ lo: '1.000000000' }, { lo: '2.000000000' }, { lo: '3.000000000' }] });
    expect(values({ exists: false }, { exists: true })).toBeNull();
  });
  test('whatever the tests, a value lies in exactly one part when all tests hold for it, and in none otherwise', () => {
    const bound = fc.integer({ min: -6, max: 6 }).map((n) => toNano(BigInt(n) * 500_000_000n));
    const one: fc.Arbitrary<FieldTest> = fc.oneof(
      fc.array(bound, { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
      fc.array(bound, { minLength: 1, maxLength: 3 }).map((not) => ({ not })),
      fc.boolean().map((exists) => ({ exists })),
      fc.record({ lt: bound, lte: bound, gt: bound, gte: bound }, { requiredKeys: [] }),
    );
    const holds = (is: FieldTest, v: number | null): boolean => {
      if ('anyOf' in is) return v !== null && is.anyOf.map(Number).includes(v);
      if ('not' in is) return v === null || !is.not.map(Number).includes(v);
      if ('exists' in is) return is.exists === (v !== null);
      if ('prefix' in is || v === null) return false;
      return (is.lt === undefined || v < Number(is.lt)) && (is.lte === undefined || v <= Number(is.lte)) && (is.gt === undefined || v > Number(is.gt)) && (is.gte === undefined || v >= Number(is.gte));
    };
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), fc.option(fc.integer({ min: -14, max: 14 }).map((n) => n / 4)), (tests, v) => {
        const verdict = judge(side(...tests.map((is) => ({ field: 'value', test: is }))), shape());
        const parts = verdict && !verdict.whole ? verdict.parts.filter(({ lo, hi }) => v !== null && Number(lo) <= v && v <= Number(hi)).length : 0;
        const read = v === null ? verdict !== null && !verdict.whole && verdict.bare : parts === 1;
        expect(read).toBe(tests.every((is) => holds(is, v)));
        expect(parts).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('decimal text in units of 10^-9', () => {
  test('is exact within nine places, whatever its form', () => {
    expect(['1', '-1', '+.5', '5.', '1e3', '1.5E-2', ' -0.000000001 ', '12e-9', '0'].map((text) => toUnits(text, 'down'))).toEqual([10n ** 9n, -(10n ** 9n), 500_000_000n, 5n * 10n ** 9n, 10n ** 12n, 15_000_000n, -1n, 12n, 0n]);
  });
  test('past nine places is rounded down or up, below 0 too', () => {
    const both = (text: string): bigint[] => [toUnits(text, 'down'), toUnits(text, 'up')];
    expect(['0.0000000019', '-0.0000000019', '1e-10', '-1e-10', '0.0000000020', '-20e-10'].map(both)).toEqual([[1n, 2n], [-2n, -1n], [0n, 1n], [-1n, 0n], [2n, 2n], [-2n, -2n]]);
  });
  test('is refused when it is no number', () => {
    for (const text of ['', '.', '+', 'e5', '1e', '1.2.3', 'five', '1 2', '--1']) expect(() => toUnits(text, 'down'), text).toThrow(`not a number: ${text}`);
  });
  test('has nine places when it is written', () => {
    expect([0n, 1n, -1n, 10n ** 9n, -1_500_000_000n, 999_999_999n].map(toNano)).toEqual(['0.000000000', '0.000000001', '-0.000000001', '1.000000000', '-1.500000000', '0.999999999']);
  });
});

describe('comparisons of text', () => {
  test('of severities and numbers hold at the line or do not, as they say', () => {
    const four = (field: string, at: string): boolean[] => (['lt', 'lte', 'gt', 'gte'] as const).map((op) => on(field, { [op]: at } as FieldTest));
    expect([four('severity', 'info'), four('severity', 'warning'), four('severity', 'error')]).toEqual([[false, false, true, true], [false, true, false, true], [true, true, false, false]]);
    expect([four('labels.cores', '7'), four('labels.cores', '8'), four('labels.cores', '9')]).toEqual([[false, false, true, true], [false, true, false, true], [true, true, false, false]]);
  });
  test('of numbers take every decimal form and nothing that only looks like one', () => {
    const atMostTen = (text: string): boolean => on('labels.n', { lte: '10' }, shape({ labels: { n: text } }));
    expect(['8', ' 8 ', '+8', '-8', '8.', '.8', '8e0', '80E-1', '1e+1', '-12.5', '.85', '1e-10'].map(atMostTen)).toEqual(Array.from({ length: 12 }, () => true));
    expect(['0x8', '8 cores', 'x8', '1_0', '.', '1e', 'Infinity', '-Infinity', ' '].map(atMostTen)).toEqual(Array.from({ length: 9 }, () => false));
  });
  test('of a prefix take what begins so; a field that nobody knows is missing', () => {
    expect([on('component', { anyOf: ['db'] }, shape({ component: 'db' })), on('component', { anyOf: ['db'] }, shape({ component: 'web' }))]).toEqual([true, false]);
    expect([on('state', { prefix: 'o' }), on('state', { prefix: 'k' }), on('labels.region', { anyOf: ['eu-west'] }), on('labels.region', { anyOf: ['eu'] }), on('colour', { exists: false })]).toEqual([true, false, true, false, true]);
  });
});
