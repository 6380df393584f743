/** Rows of CSV: what was written comes back, however the bytes are cut; a bad row costs itself, its line is named, and memory is bounded. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Row, rowsOf } from '../../../ingest/sources/csv.ts';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}
const read = async (content: string | Buffer, size = 1 << 16): Promise<Row[]> => {
  const out: Row[] = [];
  for await (const row of rowsOf(pieces(Buffer.from(content as string), size))) out.push(row);
  return out;
};
const cells = (rows: readonly Row[]): (string[] | number)[] => rows.map((row) => ('cells' in row ? row.cells : row.line));

test('quotes, commas, doubled quotes, line feeds and empty cells come back; the line is that on which a row begins', async () => {
  expect(await read('a,b\r\n1,"x, ""y""\r\nz"\r\n\r\n,\n"",5" pipe\n7,8')).toEqual([
    { line: 1, cells: ['a', 'b'] }, { line: 2, cells: ['1', 'x, "y"\r\nz'] }, { line: 5, cells: ['', ''] }, { line: 6, cells: ['', '5" pipe'] }, { line: 7, cells: ['7', '8'] },
  ]);
});

test('the separator is whichever the header has most of: comma, semicolon or tab', async () => {
  expect(cells(await read('a;b,c\n1,5;2\n'))).toEqual([['a;b', 'c'], ['1', '5;2']]);
  expect(cells(await read('a;b;c,d\n1;2;3,5\n'))).toEqual([['a', 'b', 'c,d'], ['1', '2', '3,5']]);
  expect(cells(await read('a\tb\n1\t2\n'))).toEqual([['a', 'b'], ['1', '2']]);
});

test('any cells written by the rules come back, wherever the bytes are cut', async () => {
  const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[",\r\n;a ]*$/));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom('\n', '\r\n'), async (rows, size, end) => {
      const all = [['a', 'b', 'c'], ...rows];
      const write = (one: string): string => (/[",\r\n]/.test(one) || one.startsWith('"') ? `"${one.replaceAll('"', '""')}"` : one);
      expect(cells(await read(all.map((row) => row.map(write).join(',')).join(end), size))).toEqual(all);
    }),
    { numRuns: 200 },
  );
});

test('a row that cannot be read costs itself: an open quote, text behind a quote, bytes that are no text', async () => {
  const rows = await read(Buffer.concat([Buffer.from('a,b\n"x" y,1\n2,"open\n3,"3"\n'), Buffer.from([0x34, 0x2c, 0xff, 10]), Buffer.from('5,5\n6,"')]), 7);
  expect(cells(rows)).toEqual([['a', 'b'], 2, 3, ['3', '3'], 5, ['5', '5'], 7]);
  expect(rows.flatMap((row) => ('raw' in row ? [row.why] : []))).toEqual([expect.stringContaining('written twice'), expect.stringContaining('written twice'), undefined, 'a quote is opened and not closed']);
  expect(rows[2]).toMatchObject({ raw: Buffer.from('2,"open\n') });
});

test('a line without an end and a quote that is never closed are given up after 1 MiB, and what follows is read', async () => {
  const long = 'y'.repeat(3 * 1024 * 1024);
  const wide = `${'4'.repeat(100)},4`;
  const rows = await read(`a,b\n1,${long}\n2,2\n3,"open\n${`${wide}\n`.repeat(15_000)}5,5\n`);
  expect(rows.slice(0, 5).map((row) => ('cells' in row ? row.cells : [row.line, row.raw.length]))).toEqual([['a', 'b'], [2, 300_000], ['2', '2'], [4, 8], wide.split(',')]);
  expect(rows).toHaveLength(15_005);
  expect(rows.at(-1)).toEqual({ line: 15_005, cells: ['5', '5'] });
});
