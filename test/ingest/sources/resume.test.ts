/** Where a partition goes on, by the ledger alone: behind the stretch without a hole, found again from a mark that holds only as long as the ledger bears it out. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { resumeAt } from '../../../ingest/sources/resume.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import type { Door } from '../../../shared/store/store.ts';
import { ownStore } from '../../support/own-store.ts';

describe('where a partition goes on', () => {
  const store = ownStore();
  let seq = 0;
  beforeEach(async () => {
    for (const table of ['ledger', 'gap', 'resume']) await store().ingest.run(`TRUNCATE TABLE ${table}` as Sql);
  });

  const put = (table: 'ledger' | 'gap', ranges: readonly (readonly [number, number])[], partition = 0): Promise<void> =>
    store().ingest.insert(table, (table === 'ledger' ? ['seq', 'log', 'epoch', 'partition', 'first', 'last'] : ['log', 'epoch', 'partition', 'first', 'last', 'ending']) as never, 'JSONEachRow', ranges.map(([first, last]) => JSON.stringify({ ...(table === 'ledger' ? { seq: ++seq } : { ending: last }), log: 't', epoch: 0, partition, first, last })).join('\n'));
  const at = async (long = 1_000_000): Promise<number | undefined> => {
    const next = (await resumeAt(store().ingest, 't', 0, ++seq, long)).get(0);
    return next === undefined ? undefined : Number(next);
  };
  /** The same, the slow way. */
  const plainly = (ranges: readonly (readonly [number, number])[]): number | undefined => {
    const order = [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let next: number | undefined;
    for (const [first, last] of order) if (next === undefined || (first <= next && last >= next)) next = last + 1;
    return next;
  };

  test('is behind the first stretch without a hole, however ranges overlap, with marks or without', async () => {
    const range = fc.tuple(fc.nat(60), fc.nat(12)).map(([first, length]) => [first, first + length] as const);
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 12 }), fc.array(range, { maxLength: 3 }), fc.array(range, { maxLength: 6 }), async (ledger, gaps, later) => {
        for (const table of ['ledger', 'gap', 'resume']) await store().ingest.run(`TRUNCATE TABLE ${table}` as Sql);
        await put('ledger', ledger);
        await put('gap', gaps);
        expect(await at(1), 'and it is noted').toBe(plainly([...ledger, ...gaps]));
        await put('ledger', later);
        // offsets before the first one that the ledger knew are not looked for again
        const first = Math.min(...ledger.map(([one]) => one), ...gaps.map(([one]) => one));
        const known = [...ledger, ...gaps, ...later.filter(([one]) => one >= first)];
        if (later.every(([one]) => one >= first)) expect(await at(), 'from the mark').toBe(plainly(known));
      }),
      { numRuns: 15, seed: 7 },
    );
  });

  test('a mark that the ledger does not bear out any more is not believed', async () => {
    await put('ledger', [[0, 9], [10, 19], [20, 29]]);
    expect(await at(1)).toBe(30);
    // the newest row is lost, with what it covered
    await store().ingest.run('DELETE FROM ledger WHERE first = 20' as Sql);
    expect(await at(1)).toBe(20);
    await put('ledger', [[20, 24]]);
    expect(await at()).toBe(25);
  });

  test('a ledger of three million rows is looked through once, and from there on by its newest rows', async () => {
    for (let from = 0; from < 3_000_000; from += 250_000)
      await store().ingest.fill('ledger', ['seq', 'log', 'epoch', 'partition', 'first', 'last'] as never, `SELECT number + 1 AS seq, 't' AS log, 0 AS epoch, number % 4 AS partition, intDiv(number, 4) * 10 AS first, first + 9 AS last FROM numbers(${from}, 250000)` as Sql);
    let rows = 0;
    const door: Door = { ...store().ingest, rows: async (...all) => {
      const found = await store().ingest.rows<object>(...all);
      rows += found.length;
      return found as never;
    } };
    expect([...(await resumeAt(door, 't', 0, 1)).values()]).toEqual([7_500_000n, 7_500_000n, 7_500_000n, 7_500_000n]);
    expect(rows, 'a row a partition comes out of the store').toBe(4);
    const looked = await store().ingest.rows<{ next: string }>('SELECT next FROM resume FINAL ORDER BY partition' as Sql);
    expect(looked.map((one) => one.next)).toEqual(Array.from({ length: 4 }, () => '7500000'));
    await put('ledger', [[7_500_000, 7_500_004]], 0);
    seq += 3_000_001;
    expect((await resumeAt(door, 't', 0, 2)).get(0)).toBe(7_500_005n);
  });
});
