/** Rows as bytes: whatever the text, each line comes out as it went in, by itself and in parts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rows } from '../../ingest/rows.ts';

test('lines of any script and length come out as they went in, whole, one by one and in parts of parts', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 3000 }), { minLength: 1, maxLength: 12 }), fc.nat(11), fc.nat(11), (texts, a, b) => {
      const rows = new Rows();
      texts.forEach((text, i) => rows.add(`${text}\n`, i * 3));
      expect(rows.bytes().toString('utf8')).toBe(texts.map((text) => `${text}\n`).join(''));
      const [from, to] = [Math.min(a, b, texts.length), Math.min(Math.max(a, b), texts.length)];
      const some = rows.part(from, to).part(0, to - from);
      expect(some.count).toBe(to - from);
      expect(some.bytes().toString('utf8')).toBe(texts.slice(from, to).map((text) => `${text}\n`).join(''));
      for (let i = from; i < to; i++) expect(some.at(i - from)).toEqual({ line: `${texts[i]}\n`, offset: i * 3 });
    }),
    { numRuns: 60 },
  );
});
