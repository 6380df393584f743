/** The books, as tables of ledger ranges and standing rows: when they balance and what they say when they do not. */
import { describe, expect, test } from 'vitest';
import { auditBooks } from '../../../shared/store/audit.ts';
import type { Door } from '../../../shared/store/store.ts';

type Range = { first: number; last: number; ok?: number; refused?: number; late?: number; holes?: number; gap?: number };
type Standing = { stored?: number; refused?: number; late?: number; beyond?: number };

/** A door that answers the three statements of the books in their order. */
const books = (ranges: Range[], standing: Standing) => {
  const none = { ok: 0, refused: 0, late: 0, holes: 0, gap: 0 };
  const answers = [
    ranges.map((one) => ({ log: 'heptad.sie', epoch: 0, partition: 0, ...none, ...one, first: String(one.first), last: String(one.last) })),
    [{ conflicts: '2', resent: '1' }],
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

  test.each<[string, Range[], Standing, RegExp]>([
    ['offsets are in no range', [{ first: 0, last: 9, ok: 10 }, { first: 12, last: 12, ok: 1 }], { stored: 11 }, /heptad\.sie\/0\/0: 2 offsets are in no range/],
    ['a stored row is gone', [{ first: 0, last: 9, ok: 10 }], { stored: 9 }, /counts 10 stored messages, the tables hold 9/],
    ['a row stands that the ledger does not count', [{ first: 0, last: 9, ok: 9, holes: 1 }], { stored: 10 }, /counts 9 stored messages, the tables hold 10/],
    ['a refused row is gone', [{ first: 0, last: 1, ok: 1, refused: 1 }], { stored: 1 }, /counts 1 refused messages, the table holds 0/],
    ['a late row is gone', [{ first: 0, last: 1, ok: 1, late: 1 }], { stored: 1 }, /counts 1 late messages, the table holds 0/],
    ['a range counts fewer than it covers', [{ first: 0, last: 9, ok: 8 }], { stored: 8 }, /covers 10 offsets and counts 8/],
  ])('do not balance when %s', async (_title, ranges, standing, note) => {
    const found = await books(ranges, standing);
    expect(found.balanced).toBe(false);
    expect(found.partitions[0]?.balanced).toBe(false);
    expect(found.notes.join('\n')).toMatch(note);
  });
});
