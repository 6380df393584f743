/** What a store that nobody else writes to answers again without being asked. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepAnswers } from '../../../shared/store/kept-answers.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import { type Door, openStore, type Store } from '../../../shared/store/store.ts';
import { folder } from '../../support/heptad.ts';

const ENTRY = ['id', 'kind', 'at', 'who', 'body'] as const;
const ENTERED = "-- from nowhere\nWITH newest AS (SELECT id FROM entry FINAL WHERE kind = {kind:String})\nSELECT id FROM newest ORDER BY id" as Sql;

describe('an answer of the embedded store', () => {
  let data: ReturnType<typeof folder>;
  let store: Store;
  /** statements that reach the store */
  let asked = 0;
  let door: Door;
  beforeEach(async () => {
    data = folder();
    store = await openStore({ data: data.path });
    asked = 0;
    const under: Door = {
      ...store.climb,
      rows: (...all) => {
        asked++;
        return store.climb.rows(...all);
      },
    };
    door = keepAnswers(under, store.writes as (table: string) => number);
  });
  afterEach(async () => {
    await store.close();
    data.remove();
  });
  const enter = (id: string): Promise<void> => store.entry.insert('entry', ENTRY, 'JSONEachRow', `${JSON.stringify({ id, kind: 'comment', at: 1, who: 'somebody', body: '{}' })}\n`);
  const ids = async (kind = 'comment'): Promise<string[]> => (await door.rows<{ id: string }>(ENTERED, { kind })).map((one) => one.id);

  it('holds until one of the tables it was read from is written to, through whatever door', async () => {
    await enter('a');
    expect([await ids(), await ids(), await ids()]).toEqual([['a'], ['a'], ['a']]);
    expect(asked).toBe(1);
    await enter('b');
    expect(await ids()).toEqual(['a', 'b']);
    await store.climb.insert('checkpoint', ['version'], 'JSONEachRow', '{"version":1}\n');
    expect(await ids(), 'another table').toEqual(['a', 'b']);
    expect(asked).toBe(2);
    await store.climb.run('ALTER TABLE entry DELETE WHERE id = {id:String} SETTINGS mutations_sync = 1' as Sql, { id: 'a' });
    expect(await ids(), 'a statement that is no insert').toEqual(['b']);
  });

  it('is of its own parameters, and whoever is given it may change it', async () => {
    await enter('a');
    expect([await ids(), await ids('value')]).toEqual([['a'], []]);
    const mine = await door.rows<{ id: string }>(ENTERED, { kind: 'comment' });
    (mine[0] as { id: string }).id = 'changed';
    expect(await ids()).toEqual(['a']);
    expect(asked).toBe(2);
  });

  it('is asked for once by those who ask together, and again after it failed', async () => {
    await enter('a');
    expect(await Promise.all([ids(), ids(), ids()])).toEqual([['a'], ['a'], ['a']]);
    expect(asked).toBe(1);
    const wrong = 'SELECT nothing FROM entry' as Sql;
    for (let i = 0; i < 2; i++) await expect(door.rows(wrong)).rejects.toThrow();
    expect(asked).toBe(3);
  });

  it('is never kept of what ticks or the engine write, of the clock, nor when it is long', async () => {
    const each = ['SELECT count() AS n FROM sie', 'SELECT count() AS n FROM entry JOIN ledger ON 1 = 0', 'SELECT count() AS n FROM system.parts', 'SELECT now64() AS n FROM entry', "SELECT repeat('x', 60000) AS n, (SELECT count() FROM entry) AS of", 'SELECT count() AS n FROM entry AS e, sie', 'SELECT count() AS n FROM entry WHERE id IN sie'] as Sql[];
    for (const one of each) for (let i = 0; i < 2; i++) await door.rows(one).catch(() => undefined);
    expect(asked).toBe(2 * each.length);
  });
});
