/** Rows that the embedded engine is handed as a file: nothing of them is left, whatever becomes of the insert; a disk that is full is said in words. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { handOver } from '../../../shared/store/handed-over.ts';
import { refused } from '../../../shared/store/trouble.ts';
import { folder } from '../../support/heptad.ts';

const own = folder();
afterAll(() => own.remove());
const fileOf = (source: string): string => /file\('(.*?)', RowBinary/.exec(source)?.[1] as string;

test('the file holds all pieces, may be read by nobody else, and is gone after the insert, with or without an error', async () => {
  const over = handOver(own.path);
  const seen: string[] = [];
  const run = (fails: boolean) => async (source: string): Promise<void> => {
    seen.push(source);
    expect(readFileSync(fileOf(source), 'utf8')).toBe('onetwo');
    expect(statSync(fileOf(source)).mode & 0o777).toBe(0o600);
    if (fails) throw new Error('no');
  };
  const insert = (fails: boolean): Promise<void> => over.put({ a: 'UInt8', b: "DateTime('UTC')" }, [Buffer.from('one'), Buffer.from('two')], run(fails));
  await insert(false);
  await expect(insert(true)).rejects.toThrow('no');
  expect(seen[0]).toBe(`file('${fileOf(seen[0] as string)}', RowBinary, 'a UInt8, b DateTime(\\'UTC\\')')`);
  for (const one of seen) expect(existsSync(fileOf(one))).toBe(false);
});

test('what a crash left is cleared at the next start', () => {
  const left = join(own.path, 'tmp', 'rows', '7');
  mkdirSync(join(own.path, 'tmp', 'rows'), { recursive: true });
  writeFileSync(left, 'x');
  handOver(own.path);
  expect(existsSync(left)).toBe(false);
});

test.each([['ENOSPC', 'STORE_FULL'], ['EDQUOT', 'STORE_FULL'], ['EROFS', 'STORE_READ_ONLY'], ['EACCES', 'STORE_READ_ONLY']])('a file that could not be written for %s is %s, to be tried again', (code, ours) => {
  expect(refused(Object.assign(new Error(`${code}: no, write`), { code }), 'insert into sie', 'the store')).toMatchObject({ code: ours, retriable: true });
});
