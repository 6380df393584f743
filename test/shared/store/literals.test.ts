/** Parameters of statements as literals: whatever people send comes back as it was, and never becomes part of the statement. */
import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLiterals } from '../../../shared/store/literals.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import { openStore, type Store } from '../../../shared/store/store.ts';
import { folder } from '../../support/heptad.ts';

describe('a parameter of a statement', () => {
  let data: ReturnType<typeof folder>;
  let store: Store;
  beforeAll(async () => {
    data = folder();
    store = await openStore({ data: data.path });
  });
  afterAll(async () => {
    await store.close();
    data.remove();
  });
  const ask = <T>(statement: string, params = {}): Promise<T[]> => store.read.rows<T>(statement as Sql, params);

  it('comes back as it was, whatever text it is', async () => {
    const hostile = ["'", "\\", "\\'", "'; DROP TABLE sie; --", "\\\\'", "a\0b", "\n\r\t\b\f", '{x:String}', "{n:Int64}", '$x', '-- no comment', '/* */', 'é😀\u2028', '`', '"', '%s', '\\N', '\\x27', "\u0000'"];
    const text = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...hostile) }, { weight: 2, arbitrary: fc.array(fc.constantFrom(...hostile, 'a'), { maxLength: 6 }).map((all) => all.join('')) }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) });
    await fc.assert(
      fc.asyncProperty(text, text, async (x, y) => {
        expect(await ask('SELECT {x:String} AS x, length({x:String}) AS bytes, {y:String} AS y', { x, y })).toEqual([{ x, bytes: String(Buffer.byteLength(x)), y }]);
      }),
      { numRuns: 300, seed: 20_261_130 },
    );
  });

  it('has the type that the statement says, at both ends of it', async () => {
    for (const [type, least, most] of [['UInt8', '0', '255'], ['UInt32', '0', '4294967295'], ['Int64', '-9223372036854775808', '9223372036854775807'], ['UInt64', '0', '18446744073709551615']] as const)
      expect(await ask(`SELECT toString({least:${type}}) AS least, toString({most:${type}}) AS most, toTypeName({most:${type}}) AS type`, { least, most })).toEqual([{ least, most, type }]);
    expect(await ask('SELECT number FROM numbers(9) LIMIT {limit:UInt32}', { limit: 2n })).toHaveLength(2);
    expect(await ask('SELECT {yes:UInt8} AS yes, {no:UInt8} AS no', { yes: true, no: false })).toEqual([{ yes: 1, no: 0 }]);
  });

  it('may be a list of millions of characters', async () => {
    const list = JSON.stringify(Array.from({ length: 300_000 }, (_, i) => [i, "it's"]));
    expect(await ask("SELECT length(JSONExtract({list:String}, 'Array(Tuple(UInt32, String))')) AS n", { list })).toEqual([{ n: '300000' }]);
  });

  it('that is missing, or of another type, or names no table, is refused before anything is asked', () => {
    expect(() => withLiterals('SELECT {x:String}', {})).toThrow('parameter x of a statement is missing');
    for (const [type, value] of [['UInt32', -1], ['UInt32', '4294967296'], ['UInt8', 256], ['Int64', '9223372036854775808'], ['UInt64', '18446744073709551616']] as const) expect(() => withLiterals(`SELECT {x:${type}}`, { x: value }), `${value} ${type}`).toThrow(`parameter x of a statement is no ${type}`);
    for (const value of ["1'", '1; DROP TABLE sie', '1.5', '', 'NaN', Number.NaN, 1.5, 1e21, null]) expect(() => withLiterals('SELECT {x:Int64}', { x: value }), String(value)).toThrow('parameter x');
    for (const value of ['a b', '`', '', 'a`; DROP TABLE sie']) expect(() => withLiterals('SELECT 1 FROM {x:Identifier}', { x: value }), value).toThrow('parameter x of a statement is no Identifier');
    for (const type of ['Array(String)', 'Float64']) expect(() => withLiterals(`SELECT {x:${type}}`, { x: '1' })).toThrow(`parameter x of a statement is no ${type}`);
  });

  it('may be nothing where the statement says so', async () => {
    expect(await ask('SELECT {x:Nullable(String)} IS NULL AS x, {y:Nullable(String)} AS y, toTypeName({x:Nullable(String)}) AS type', { x: null, y: "it's" })).toEqual([{ x: 1, y: "it's", type: 'Nullable(String)' }]);
  });

  it('has, in every statement that there is, a type that is known here', () => {
    const root = new URL('../../../', import.meta.url);
    const files = ['aggregator', 'dashboard', 'ingest', 'shared'].flatMap((room) => globSync(`${room}/**/*.sql`, { cwd: root }));
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const text = readFileSync(new URL(file, root), 'utf8');
      const params = Object.fromEntries([...text.matchAll(/\{(\w+):[^{}]+\}/g)].map(([, name]) => [name, '1']));
      expect(() => withLiterals(text, params), file).not.toThrow();
    }
  });

  it('of comments is none', () => {
    expect(withLiterals('-- what {x:String} means\nSELECT {y:String}\n  -- and {z:String}', { y: 'a' })).toBe("SELECT 'a'\n");
  });
});

describe('statements of several who ask', () => {
  it('do not wait for one another: a long one of a page holds up neither the climb nor another page', async () => {
    const data = folder();
    const store = await openStore({ data: data.path });
    const done: string[] = [];
    const told = (name: string) => (): void => void done.push(name);
    const long = store.read.rows('SELECT sleepEachRow({s:UInt8}) AS s FROM numbers(2)' as Sql, { s: 1 }).then(told('long'));
    await Promise.all(['climb', 'read'].map((door) => store[door as 'climb' | 'read'].rows('SELECT {x:String} AS x' as Sql, { x: door }).then(told(door))));
    await long;
    expect(done.at(-1)).toBe('long');
    expect(done.slice(0, 2).sort()).toEqual(['climb', 'read']);
    await store.close();
    data.remove();
  });
});
