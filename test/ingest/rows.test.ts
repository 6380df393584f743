/** Rows as bytes: whatever the text, each row comes out as it went in, by itself and in parts, and the store reads it as it was meant. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leadOf, placeOf, RAW, Rows } from '../../ingest/rows.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import { folder } from '../support/heptad.ts';

const [LEAD, PLACE] = [leadOf('shop\t1', '12345678901234567890'), placeOf('topic', 4_294_967_295, 3)];
type Own = { time?: number; value?: string | null; good?: string | null; total?: string | null };
const add = (rows: Rows, id: string, source: string, offset: number, { time = 1_793_000_061_007, value = '1.5', good = null, total = '-3' }: Own = {}): void => rows.add(LEAD, { text: `<${id}>`, from: 1, to: id.length + 1, time, value, good, total }, { source, component: '' }, PLACE, offset);
const line = (id: string, source: string, offset: number): string => `1793000040\tshop\t1\t12345678901234567890\t${id}\t${source}\t\t1793000061.007\t1.5\t\\N\t-3\ttopic\t4294967295\t3\t${offset}`;
const lines = (rows: Rows): string[] => Array.from({ length: rows.count }, (_, i) => rows.at(i).line);

test('rows of any script and length come out as they went in, whole, one by one and in parts of parts', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3000 }), { minLength: 1, maxLength: 12 }), fc.nat(11), fc.nat(11), (texts, a, b) => {
      const rows = new Rows();
      texts.forEach((text, i) => add(rows, text, text, i * 3));
      const all = texts.map((text, i) => line(text, text, i * 3));
      expect(lines(rows)).toEqual(all);
      const [from, to] = [Math.min(a, b, texts.length), Math.min(Math.max(a, b), texts.length)];
      const some = rows.part(from, to).part(0, to - from);
      expect(some.count).toBe(to - from);
      expect(lines(some)).toEqual(all.slice(from, to));
      expect(Buffer.concat([rows.part(0, from).bytes(), some.bytes(), rows.part(to, texts.length).bytes()]).equals(rows.bytes())).toBe(true);
      for (let i = from; i < to; i++) expect(some.at(i - from)).toEqual({ line: all[i], offset: i * 3 });
    }),
    { numRuns: 60 },
  );
});

test('a UUID in small letters takes 16 bytes behind FF and is told as it was sent', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const rows = new Rows();
      add(rows, id, '', 7);
      const at = 4 + LEAD.length;
      expect(rows.bytes().subarray(at, at + 18).toString('hex')).toBe(`11ff${id.replaceAll('-', '')}`);
      expect(rows.at(0)).toEqual({ line: line(id, '', 7), offset: 7 });
    }),
  );
});

const STAYS = ['0A4f5c00-1111-4222-8333-444455556666', '0a4f5c00-1111-4222-8333-44445555666', '0a4f5c00-1111-4222-8333-4444555566667', '0a4f5c00011111422248333444455556666a', '0a4f5c00-1111-4222-8333-44445555666g', 'ı'.repeat(36), '0ļ4f5c00-1111-4222-8333-444455556666', '', 'ÿ'];
test.each(STAYS)('the id %j stays text', (id) => {
  const rows = new Rows();
  add(rows, id, '', 7);
  const at = 4 + LEAD.length;
  expect(rows.bytes().subarray(at, at + 1 + Buffer.byteLength(id)).toString('utf8').slice(1)).toBe(id);
  expect(rows.at(0).line).toBe(line(id, '', 7));
});

describe('the embedded store', () => {
  const data = folder();
  let store: Store;
  beforeAll(async () => {
    // a name with everything that a statement or a pattern of files could take for something else
    store = await openStore({ data: `${data.path}/it's {a,b}* \\` });
  });
  afterAll(async () => {
    await store.close();
    data.remove();
  });
  const kept = (what: string): Promise<Record<string, unknown>[]> => store.read.rows(`SELECT ${what} FROM sie ORDER BY offset` as Sql);

  test('has what was written: texts, ids, times and every decimal to its last place, in one part however many pieces', async () => {
    const values = ['0', '-0', '1', '-1', '0.000000001', '-0.000000001', '9007199.254740991', '9007199.254740992', '-9007199.254740993', '123456789012345', '-999999.999999999', '4.294967296', '-4.294967296', '-4.294967297', '99999999999999999999999999999', '-99999999999999999999999999999.999999999', '18446744073.709551616', '1.50', null];
    const pieces = [new Rows(), new Rows()];
    values.forEach((value, i) => add(pieces[i % 2] as Rows, `é\t\n\n'\\😀${i}`, 'so\0urce\n\n', 9_000_000_000_000_000 + i, { value, good: value, total: null, time: i === 0 ? 1 : 1_793_000_061_000 + i }));
    await store.ingest.insert('sie', RAW, 'RowBinary', pieces.map((one) => one.bytes()));
    const exact = values.map((one) => (one === null ? null : one.replace(/^-0$/, '0').replace(/\.(\d*?)0+$/, '.$1')));
    expect(await kept('id, source, toString(offset) AS offset, toString(value) AS value, toString(good) AS good, total, service, toString(shape) AS shape, epoch, partition, log, toString(toUnixTimestamp64Milli(time)) AS time, toUnixTimestamp(minute) AS minute')).toEqual(
      exact.map((value, i) => ({ id: `é\t\n\n'\\😀${i}`, source: 'so\0urce\n\n', offset: String(9_000_000_000_000_000 + i), value, good: value, total: null, service: 'shop\t1', shape: '12345678901234567890', epoch: 4_294_967_295, partition: 3, log: 'topic', time: String(i === 0 ? 1 : 1_793_000_061_000 + i), minute: i === 0 ? 0 : 1_793_000_040 })),
    );
    expect(await store.read.rows("SELECT partition, count() AS n FROM system.parts WHERE table = 'sie' AND active GROUP BY partition ORDER BY partition" as Sql)).toEqual([{ partition: '19700101', n: '1' }, { partition: '20261026', n: '1' }]);
  });

  test('says that a row is cut, and takes nothing of it', async () => {
    const rows = new Rows();
    add(rows, 'cut', '', 1);
    await expect(store.ingest.insert('sie', RAW, 'RowBinary', [rows.bytes().subarray(0, -1)])).rejects.toMatchObject({ code: 'STORE_REFUSED' });
    expect(await store.read.rows("SELECT count() AS n FROM sie WHERE id = 'cut'" as Sql)).toEqual([{ n: '0' }]);
  });
});
