/** Rows as bytes: whatever the text, each line comes out as it went in, by itself and in parts; the store reads them as they were meant. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fields, Rows } from '../../ingest/rows.ts';

const [LEAD, PLACE] = [fields('shop\t1', '12'), fields('topic', '0', '3')];
const add = (rows: Rows, id: string, source: string, offset: number): void => rows.add(LEAD, { text: `<${id}>`, from: 1, to: id.length + 1, source, component: '', time: 1_793_000_061_007, value: '1.5', good: null, total: '-3' }, PLACE, offset);
const escaped = (text: string): string => text.replaceAll(/[\t\n\r\\\0\b\f]/g, (one) => ({ '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\', '\0': '\\0', '\b': '\\b', '\f': '\\f' })[one] as string);
const line = (id: string, source: string, offset: number): string => `1793000040\tshop\\t1\t12\t${id}\t${escaped(source)}\t\t1793000061.007\t1.5\t\\N\t-3\ttopic\t0\t3\t${offset}\n`;

test('lines of any script and length come out as they went in, whole, one by one and in parts of parts', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3000 }), { minLength: 1, maxLength: 12 }), fc.nat(11), fc.nat(11), (texts, a, b) => {
      const rows = new Rows();
      texts.forEach((text, i) => add(rows, text, text, i * 3));
      const lines = texts.map((text, i) => line(escaped(text), text, i * 3));
      expect(rows.bytes().toString('utf8')).toBe(lines.join(''));
      const [from, to] = [Math.min(a, b, texts.length), Math.min(Math.max(a, b), texts.length)];
      const some = rows.part(from, to).part(0, to - from);
      expect(some.count).toBe(to - from);
      expect(some.bytes().toString('utf8')).toBe(lines.slice(from, to).join(''));
      for (let i = from; i < to; i++) expect(some.at(i - from)).toEqual({ line: lines[i], offset: i * 3 });
    }),
    { numRuns: 60 },
  );
});

test('a UUID in small letters takes 16 bytes behind FF and is told as it was sent', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const rows = new Rows();
      add(rows, id, '', 7);
      const bytes = Buffer.from(rows.bytes().toString('latin1').replaceAll(/\\([tnr\\0bf])/g, (_, one: string) => '\t\n\r\\\0\b\f'['tnr\\0bf'.indexOf(one)] as string), 'latin1');
      const at = Buffer.from('1793000040\tshop\t1\t12\t').length;
      expect(bytes.subarray(at, at + 17).toString('hex')).toBe(`ff${id.replaceAll('-', '')}`);
      expect(rows.at(0)).toEqual({ line: line(id, '', 7), offset: 7 });
    }),
  );
});

test.each(['0A4f5c00-1111-4222-8333-444455556666', '0a4f5c00-1111-4222-8333-44445555666', '0a4f5c00-1111-4222-8333-4444555566667', '0a4f5c00011111422248333444455556666a', '0a4f5c00-1111-4222-8333-44445555666g', 'ı'.repeat(36), '0ļ4f5c00-1111-4222-8333-444455556666', '', 'ÿ'])('the id %j stays text', (id) => {
  const rows = new Rows();
  add(rows, id, '', 7);
  expect(rows.bytes().toString('utf8')).toBe(line(id, '', 7));
});
