/** `heptad import` of CSV, from outside: into a folder and into a running heptad, packed and moved to now, bad rows named, nothing of it lost from the books. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { folder, run, settled, up } from '../support/heptad.ts';

const WEEK = 7 * 86_400_000;
const data = folder();
afterAll(() => data.remove());

const MAP = "id=row,time=Date,value=delay,state=status,labels.origin=origin,unit='min'";
const flights = join(data.path, 'flights.csv.gz');
writeFileSync(flights, gzipSync(`\ufeffrow,Date,delay,status,origin\r\n1,2001-01-10T18:20:00Z,5,ok,SEA\r\n2,2001-01-11T18:20:00Z,soon,ok,SEA\r\n3,2001-01-12T18:20:00Z,-7,late,"New\r\nYork"\r\n4,12.1.2001,5,ok,SEA\r\n5,2001-01-12T19:20:00Z,5\r\n`));

describe('heptad import', () => {
  test('CSV with --map and --shift-to-now: hour and day of the week stay, bad rows are named by file and line, the rest is taken', async () => {
    const into = join(data.path, 'store');
    const before = Date.now();
    const { code, out, err } = await run(['import', flights, '--data', into, '--kind', 'flight', '--service', 'airline', '--map', MAP, '--shift-to-now', '--json']);
    const result = JSON.parse(out) as { accepted: number; shifted: number; refused: Record<string, number> };
    expect(result).toMatchObject({ accepted: 2, refused: { WRONG_TYPE: 1, BAD_TIME: 1, NOT_JSON: 1 } });
    expect(code).toBe(1);
    expect(err).toContain(`${flights}:3: WRONG_TYPE: value must be a number`);
    expect(err).toContain(`${flights}:6: BAD_TIME`);
    expect(err).toContain(`${flights}:7: NOT_JSON: the row has 3 cells, the header 5`);
    expect(result.shifted % WEEK).toBe(0);
    const newest = Date.parse('2001-01-12T18:20:00Z') + result.shifted;
    expect(newest).toBeLessThanOrEqual(Date.now());
    expect(newest).toBeGreaterThan(before - WEEK);
    expect((await run(['audit', '--data', into])).code).toBe(0);
  });

  test('into a running heptad the same rows count the same, a file that is not whole gzip is in its books, and --history is climbed where it lies', async () => {
    const program = await up(['--data', join(data.path, 'running'), '--plan', new URL('../support/plans/shop', import.meta.url).pathname]);
    try {
      const half = join(data.path, 'half.csv.gz');
      writeFileSync(half, gzipSync(`row,Date,delay,status,origin\n${'1,2001-01-10T18:20:00Z,5,ok,SEA\n'.repeat(50)}`).subarray(0, 30));
      const { code, out, err } = await run(['import', half, flights, '--server', program.url, '--kind', 'flight', '--service', 'airline', '--map', MAP, '--shift-to-now']);
      expect(out).toMatch(/^2 accepted, 0 duplicates, 0 late, 4 rejected, times moved by \d+ weeks$/m);
      expect(err).toContain(`${half}:1: BAD_ENCODING`);
      expect(code).toBe(1);
      const { refused } = await program.get<{ refused: Record<string, number> }>('/api/v1/pipeline');
      expect(refused).toEqual({ WRONG_TYPE: 1, BAD_TIME: 1, NOT_JSON: 1, BAD_ENCODING: 1 });
      expect((await program.get<{ items: { name: string; total: number }[] }>('/api/v1/tiers/sie')).items.find((one) => one.name === 'airline/flight')?.total).toBe(2);
      const old = join(data.path, 'old.ndjson');
      const lines = (name: string): string => Array.from({ length: 50 }, (_, i) => JSON.stringify({ id: `${name}-${i}`, time: `2001-03-01T10:00:${String(i).padStart(2, '0')}Z`, service: 'shop', kind: 'http.request', state: i % 10 === 0 ? 'error' : 'ok', value: i })).join('\n');
      writeFileSync(old, lines('late'));
      const late = await run(['import', old, '--server', program.url]);
      expect(late.out).toMatch(/^50 accepted, 0 duplicates, 50 late, 0 rejected$/m);
      expect(late.err).toContain('--history climbs them');
      writeFileSync(old, lines('history'));
      expect((await run(['import', old, '--server', program.url, '--history'])).out).toMatch(/^50 accepted, 0 duplicates, 0 late, 0 rejected$/m);
      await settled(program, { accepted: 52 });
      expect(await program.get('/api/v1/measures/slo/answers?at=2001-03-02T00:00:00Z')).toMatchObject({ good: 45, total: 50 });
      expect(await program.get('/api/v1/audit')).toMatchObject({ balanced: true });
    } finally {
      await program.stop();
    }
  });

  test('a file with times in seconds is brought in as it says, and the summary asks about them', async () => {
    const file = join(data.path, 'seconds.csv');
    writeFileSync(file, 'id,time,service,kind\na,1717243200,shop,k\nb,1717243260,shop,k\nc,1717243200000,shop,k\n');
    const { out, err } = await run(['import', file, '--data', join(data.path, 'seconds')]);
    expect(out).toMatch(/^3 accepted, 0 duplicates, 3 late, 0 rejected$/m);
    expect(err).toContain('2 messages are dated January 1970: are their times in seconds? time is RFC 3339 or milliseconds since 1970');
  });

  test('what is late in a folder kept by an events clock is late by that clock, in its absence too', async () => {
    const kept = join(data.path, 'kept');
    const line = (id: string, time: string): string => JSON.stringify({ id, time, service: 'shop', kind: 'k' });
    const program = await up(['--data', kept, '--clock', 'events']);
    await program.post('/api/v1/events', line('newest', '2001-03-01T10:00:00Z'));
    await settled(program, { accepted: 1, mark: Date.parse('2001-03-01T10:00:00Z') });
    await program.stop();
    const old = join(data.path, 'kept.ndjson');
    writeFileSync(old, [line('a', '2001-02-20T10:00:00Z'), line('b', '2001-02-28T10:00:00Z'), line('c', '2000-12-01T10:00:00Z')].join('\n'));
    expect((await run(['import', old, '--data', kept])).out).toMatch(/^3 accepted, 0 duplicates, 1 late, 0 rejected$/m);
    // a folder that nobody has kept yet goes by the machine's clock
    expect((await run(['import', old, '--data', join(data.path, 'fresh')])).out).toMatch(/^3 accepted, 0 duplicates, 3 late, 0 rejected$/m);
  });

  test('a column that a file lacks is wrong usage, said before anything is sent', async () => {
    const other = join(data.path, 'other.csv');
    writeFileSync(other, 'row,date,delay,status,origin\n');
    const { code, err } = await run(['import', flights, other, '--data', join(data.path, 'none'), '--map', MAP, '--kind', 'k', '--service', 's']);
    expect(err).toMatch(/other\.csv has no column Date; did you mean date\?/);
    expect(code).toBe(2);
    expect((await run(['audit', '--data', join(data.path, 'none'), '--json'])).out).toContain('"partitions": []');
  });
});
