/** The books, as tables of ledger ranges and standing rows: when they balance and what they say when they do not. */
import { describe, expect, test } from 'vitest';
import type { Sql } from '../../../shared/store/sql.ts';
import { auditBooks } from '../../../shared/store/audit.ts';
import type { Door } from '../../../shared/store/store.ts';
import { ownStore } from '../../support/own-store.ts';

type Range = { first: number; last: number; ok?: number; refused?: number; late?: number; holes?: number; gap?: number };
type Standing = { stored?: number; refused?: number; late?: number; beyond?: number };

/** A door that answers the four statements of the books in their order. */
const books = (ranges: Range[], standing: Standing) => {
  const none = { ok: 0, refused: 0, late: 0, holes: 0, gap: 0 };
  const answers = [
    ranges.map((one) => ({ log: 'heptad.sie', epoch: 0, partition: 0, ...none, ...one, first: String(one.first), last: String(one.last) })),
    [{ n: '2' }],
    [{ resent: '1' }],
    [{ log: 'heptad.sie', epoch: 0, partition: 0, stored: String(standing.stored ?? 0), refused: String(standing.refused ?? 0), late: String(standing.late ?? 0), beyond: String(standing.beyond ?? 0) }],
  ];
  return auditBooks({ rows: async () => answers.shift() ?? [] } as unknown as Door);
};

describe('the books', () => {
  test.each<[string, Range[], Standing]>([
    ['every offset is stored', [{ first: 0, last: 9, ok: 10 }, { first: 10, last: 14, ok: 5 }], { stored: 15 }],
    ['a log that began before us starts at its first offset', [{ first: 500, last: 509, ok: 10 }], { stored: 10 }],
    ['refused, late and holes account for the rest', [{ first: 0, last: 9, ok: 4, refused: 3, late: 2, holes: 1 }], { stored: 4, refused: 3, late: 2 }],
    ['offsets that the log lost are a gap', [{ first: 0, last: 9, ok: 10 }, { first: 10, last: 19, gap: 10 }, { first: 20, last: 20, ok: 1 }], { stored: 11 }],
    ['a range that was taken twice counts once', [{ first: 0, last: 9, ok: 10 }, { first: 0, last: 9, ok: 10 }], { stored: 10 }],
    ['rows past the ledger are being written', [{ first: 0, last: 9, ok: 10 }], { stored: 10, beyond: 7 }],
  ])('balance when %s', async (_title, ranges, standing) => {
    expect(await books(ranges, standing)).toMatchObject({ balanced: true, conflicts: 2, resent: 1 });
  });

  test.each<[string, Range[], Standing, RegExp, string]>([
    ['offsets are in no range', [{ first: 0, last: 9, ok: 10 }, { first: 12, last: 12, ok: 1 }], { stored: 11 }, /heptad\.sie\/0\/0: 2 offsets are in no range/, 'ledger'],
    ['a stored row is gone', [{ first: 0, last: 9, ok: 10 }], { stored: 9 }, /counts 10 stored messages, the tables hold 9/, 'sie'],
    ['a row stands that the ledger does not count', [{ first: 0, last: 9, ok: 9, holes: 1 }], { stored: 10 }, /counts 9 stored messages, the tables hold 10/, 'sie'],
    ['a refused row is gone', [{ first: 0, last: 1, ok: 1, refused: 1 }], { stored: 1 }, /counts 1 refused messages, the table holds 0/, 'refused'],
    ['a late row is gone', [{ first: 0, last: 1, ok: 1, late: 1 }], { stored: 1 }, /counts 1 late messages, the table holds 0/, 'late'],
    ['a range counts fewer than it covers', [{ first: 0, last: 9, ok: 8 }], { stored: 8 }, /covers 10 offsets and counts 8/, 'ledger'],
  ])('do not balance when %s', async (_title, ranges, standing, note, table) => {
    const found = await books(ranges, standing);
    expect(found.balanced).toBe(false);
    expect(found.partitions[0]?.balanced).toBe(false);
    expect(found.notes.join('\n')).toMatch(note);
    expect(found.wrong.map((one) => one.table)).toContain(table);
  });
});

describe('the books of ranges that overlap, in the store', () => {
  const store = ownStore();
  let partition = 0;

  /** Ledger ranges as [first, last, stored, refused, holes], and the offsets that the tables hold. */
  const kept = async (ranges: [number, number, number, number, number][], stored: number[], refused: number[] = []) => {
    partition++;
    const where = { log: 'topic', epoch: 0, partition };
    const put = async (table: string, rows: object[]): Promise<void> => void (rows.length > 0 && await store().ingest.insert(table, Object.keys(rows[0] ?? {}), 'JSONEachRow', rows.map((row) => JSON.stringify(row)).join('\n')));
    await put('sie', stored.map((offset) => ({ ...where, offset, minute: 1_700_000_040, service: 'shop', shape: 1, id: `${partition}-${offset}`, time: '2023-11-14 22:14:00.000' })));
    await put('refused', refused.map((offset) => ({ ...where, offset, at: '2023-11-14 22:14:00.000', code: 'EMPTY', message: '', entry: 0, payload: '' })));
    await put('ledger', ranges.map(([first, last, ok, no, holes], i) => ({ ...where, seq: partition * 100 + i, first, last, ok, refused: no, late: 0, holes, writer: `writer ${i}` })));
    const books = await auditBooks(store().read);
    return { ...books.partitions.find((one) => one.partition === partition), notes: books.notes.filter((note) => note.startsWith(`topic/0/${partition}:`)) };
  };
  const to = (n: number, but: number[] = []): number[] => Array.from({ length: n }, (_, i) => i).filter((i) => !but.includes(i));

  test('a range that grew, and one that begins inside another: everything is stored once, so they balance', async () => {
    expect(await kept([[0, 99, 100, 0, 0], [0, 149, 150, 0, 0], [100, 199, 100, 0, 0], [200, 209, 10, 0, 0]], to(210))).toMatchObject({ balanced: true, stored: 210, offsets: 210, missing: 0, notes: [] });
  });

  test('refused messages and holes in the part that both cover count once', async () => {
    expect(await kept([[0, 9, 7, 2, 1], [5, 14, 8, 1, 1]], to(15, [5, 6, 2]), [2, 5])).toMatchObject({ balanced: true, stored: 12, refused: 2, holes: 1, notes: [] });
  });

  test.each<[string, number]>([['in the part that both cover', 7], ['in the part that one covers', 12]])('a row that is gone %s is found', async (_title, gone) => {
    const { balanced, notes } = await kept([[0, 9, 10, 0, 0], [5, 14, 10, 0, 0]], to(15, [gone]));
    expect(balanced).toBe(false);
    expect(notes.join()).toMatch(/the tables hold 9/);
  });

  test('offsets between two stretches are missing all the same', async () => {
    expect(await kept([[0, 9, 10, 0, 0], [5, 14, 10, 0, 0], [17, 18, 2, 0, 0]], [...to(15), 17, 18])).toMatchObject({ balanced: false, missing: 2 });
  });

  test('a ledger of a million rows is added up where it lies, and one row that is wrong among them is found', async () => {
    partition++;
    for (let from = 0; from < 1_000_000; from += 250_000)
      await store().ingest.fill('ledger', ['seq', 'log', 'epoch', 'partition', 'first', 'last', 'holes'] as never, `SELECT 1000000000 + number AS seq, 'topic' AS log, 0 AS epoch, ${partition} AS partition, number * 10 AS first, first + 9 AS last, if(number = 777777, 9, 10) AS holes FROM numbers(${from}, 250000)` as Sql);
    const books = await auditBooks(store().read);
    expect(books.partitions.find((one) => one.partition === partition)).toMatchObject({ first: 0, last: 9_999_999, offsets: 10_000_000, holes: 9_999_999, balanced: false });
    expect(books.notes.join()).toContain('the ledger covers 10000000 offsets and counts 9999999');
  });
});
