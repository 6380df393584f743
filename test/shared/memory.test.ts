/** Sizes as people write them, and what one limit leaves for what. */
import { describe, expect, test } from 'vitest';
import { budgetOf, leastMemory, sizeOf, sizeText } from '../../shared/memory.ts';

const MIB = 1024 * 1024;

describe('sizes', () => {
  test.each([['800m', 800 * MIB], ['1g', 1024 * MIB], ['1G', 1024 * MIB], ['1GiB', 1024 * MIB], ['2gb', 2048 * MIB], ['1.5g', 1536 * MIB], ['786432k', 768 * MIB], ['1073741824', 1024 * MIB], ['1073741824b', 1024 * MIB], [' 900 MiB ', 900 * MIB]])('%s is read', (text, bytes) => {
    expect(sizeOf(text)).toBe(bytes);
  });

  test.each(['', 'g', '-1g', '1e9', '1,5g', 'lots', '1x', '0x10', '1gg', '1 0m', '1.2345g', '١g'])('%j is no size', (text) => {
    expect(sizeOf(text)).toBeNull();
  });

  test('they are shown in the largest unit that goes in whole', () => {
    expect([1024 * MIB, 1536 * MIB, 1024, 1000, 0].map(sizeText)).toEqual(['1g', '1536m', '1k', '1000', '0']);
  });
});

describe('a budget', () => {
  const all = [true, false].flatMap((embedded) => [leastMemory(embedded), 1024 * MIB, 2048 * MIB, 64 * 1024 * MIB].map((limit) => ({ embedded, limit })));

  test.each(all)('of $limit bytes, embedded $embedded: marks in order below the limit, something for everybody, and a fetch that fits between high mark and limit', ({ limit, embedded }) => {
    const { engine, fetch, waiting, high, low } = budgetOf(limit, embedded);
    expect(low).toBeGreaterThan((embedded ? 420 : 330) * MIB);
    expect(high).toBeGreaterThan(low);
    expect(limit - high).toBeGreaterThanOrEqual(2 * fetch);
    expect(engine > 0).toBe(embedded);
    if (embedded) expect(engine).toBeGreaterThanOrEqual(200_000_000);
    expect(fetch).toBeGreaterThanOrEqual(8 * MIB);
    expect(fetch).toBeLessThanOrEqual(24 * MIB);
    expect(waiting).toBeGreaterThanOrEqual(32 * MIB);
    expect(waiting).toBeLessThanOrEqual(256 * MIB);
  });
});
