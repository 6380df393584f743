/** Lines and rows on their way: one line each, faults and digits untouched, times moved everywhere that they stand. */
import { expect, test } from 'vitest';
import { type Entry, entriesOf, type EntryOptions } from '../../../ingest/sources/entries.ts';

const WEEK = 7 * 86_400_000;
const read = async (file: string, content: string | Buffer, options: EntryOptions = {}): Promise<Entry[]> => {
  const out: Entry[] = [];
  async function* input(): AsyncGenerator<Buffer> {
    yield Buffer.from(content as string);
  }
  for await (const entry of entriesOf(input(), file, options)) out.push(entry);
  return out;
};
const bodies = (entries: readonly Entry[]): string[] => entries.map((one) => one.body.toString());

test('defaults are put in front: repeated keys and digits stay as they were', async () => {
  const options = { kind: 'k', service: 's' };
  expect(bodies(await read('a.ndjson', '\ufeff{"id":1,"id":2,"value":1.10}\n{ }\n{"kind":"x","service":"y"}\n[1]\n{"sli":"a"}', options))).toEqual(['{"service":"s","kind":"k","id":1,"id":2,"value":1.10}', '{"service":"s","kind":"k" }', '{"kind":"x","service":"y"}', '[1]', '{"service":"s","sli":"a"}']);
});

test('a row that cannot be read is one line all the same, so that its neighbours keep their places', async () => {
  const rows = await read('a.csv', Buffer.concat([Buffer.from('id,time,service,kind\n1,"a\nb'), Buffer.from([0xff]), Buffer.from('",s,k\n2,"x\ny",s\n,,,\n')]));
  expect(rows.map((one) => [one.line, one.body.includes('\n')])).toEqual([[2, false], [4, false], [6, false]]);
  expect(rows.map((one) => one.body.length > 0)).toEqual([true, true, true]);
});

test('times are moved in native messages, samples and CloudEvents; what has no time stays as it was', async () => {
  const moved = await read('a.ndjson', '{"time":"2001-01-01T00:00:00.5Z"}\n{"sli":"s","time":978307200000}\n{"specversion":"1.0","time":"2001-01-01T00:00:00Z","data":{"time":978307200000}}\n{"time":"soon","value":1.0}', { shift: WEEK });
  const at = Date.parse('2001-01-08T00:00:00Z');
  expect(bodies(moved)).toEqual([`{"time":${at + 500}}`, `{"sli":"s","time":${at}}`, `{"specversion":"1.0","time":"2001-01-08T00:00:00.000Z","data":{"time":${at}}}`, '{"time":"soon","value":1.0}']);
  expect(bodies(await read('a.csv', 'id,time,service,kind\n1,2001-01-01T00:00:00Z,s,k\n', { shift: WEEK }))).toEqual([`{"id":"1","time":${at},"service":"s","kind":"k"}`]);
});

test('a CSV file begins with a header that can be read', async () => {
  await expect(read('a.csv', '')).rejects.toThrow('a.csv is empty');
  await expect(read('a.csv', Buffer.from([0xff, 0xfe, 0x61, 0x00, 10]))).rejects.toThrow('a.csv:1: the header cannot be read: it is not UTF-8 text');
});
