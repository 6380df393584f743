/** Each code of the closed list over HTTP and from files: the sender is told, one row stands in the table, the good messages beside it are kept, the books balance. */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IngestRoom, startIngest } from '../../ingest/room.ts';
import { importFiles } from '../../ingest/sources/file.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import { auditBooks } from '../../shared/store/audit.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import { clock } from '../../shared/time/clock.ts';
import { folder } from '../support/heptad.ts';
import { type Served, serve } from '../support/serve.ts';
import { broken, cases, CODES, countOf, good, narrow, refusedOf } from './refusals.ts';

type Answer = { accepted: number; rejected: { index: number; code: string }[]; code?: string };

describe('every code of the closed list', () => {
  const data = folder();
  let store: Store;
  let room: IngestRoom;
  let served: Served;
  let url = '';
  beforeAll(async () => {
    store = await openStore({ data: data.path });
    await narrow(store);
    room = await startIngest({ store, clock: clock('wall'), config: { ...defaults, retention: 365 * 86_400_000 }, log: logger('test', 'silent') });
    served = await serve(express().use(room.router));
    url = served.url;
  });
  afterAll(async () => {
    await served.close();
    await room.stop();
    await store.close();
    data.remove();
  });

  test('the table leaves none out', () => {
    expect([...new Set([...cases.map((one) => one.code), 'BAD_ENCODING'])].sort()).toEqual(CODES);
  });

  test('over HTTP', async () => {
    const post = async (path: string, body: Buffer, headers: Record<string, string>): Promise<{ status: number } & Answer> => {
      const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers, body: new Uint8Array(body) });
      return { status: response.status, ...((await response.json()) as Answer) };
    };
    for (const stream of ['event', 'sample'] as const) {
      const mine = cases.filter((one) => one.stream === stream);
      const empty = mine.filter((one) => String(one.body).trim() === '');
      const lines = mine.filter((one) => !empty.includes(one));
      const body = Buffer.concat(lines.flatMap((one, i) => [Buffer.from(one.body), Buffer.from(`\n${good(`h-${i}`, stream)}\n`)]));
      const answer = await post(`${stream}s`, body, { 'content-type': 'application/x-ndjson' });
      expect(answer).toMatchObject({ status: 202, accepted: lines.length });
      expect(answer.rejected.toSorted((a, b) => a.index - b.index).map(({ index, code }) => ({ index, code }))).toEqual(lines.map((one, i) => ({ index: 2 * i, code: one.code })));
      for (const one of empty) expect(await post(`${stream}s`, Buffer.from(one.body), { 'content-type': 'application/json' })).toMatchObject({ status: 202, rejected: [{ index: 0, code: 'EMPTY' }] });
    }
    const packed = (encoding: string, body: Buffer): Promise<{ status: number } & Answer> => post('events', body, { 'content-type': 'application/json', 'content-encoding': encoding });
    expect(await packed('gzip', broken)).toMatchObject({ status: 400, code: 'BAD_ENCODING', accepted: 0, rejected: [{ index: 0, code: 'BAD_ENCODING' }] });
    expect(await packed('gzip', gzipSync(good('half')).subarray(0, 30))).toMatchObject({ status: 400, code: 'BAD_ENCODING' });
    expect(await packed('zstd', broken)).toMatchObject({ status: 415, code: 'BAD_ENCODING' });
    expect(await packed('GZIP', gzipSync(good('whole')))).toMatchObject({ status: 202, accepted: 1 });
    const expected = countOf([...cases.map((one) => one.code), 'BAD_ENCODING', 'BAD_ENCODING', 'BAD_ENCODING']);
    expect(await refusedOf(store, 'http')).toEqual(expected);
    expect(room.counts()).toEqual(expected);
    expect(await auditBooks(store.read)).toMatchObject({ balanced: true });
  });

  test('from files, with file and line', async () => {
    // in a file, what names an sli is a sample, so an event cannot be refused for it
    const lines = cases.filter((one) => String(one.body).trim() !== '' && !(one.stream === 'event' && String(one.body).includes('"sli"')));
    const [file, rows, half] = ['cases.ndjson', 'cases.csv', 'half.ndjson.gz'].map((name) => join(data.path, name)) as [string, string, string];
    writeFileSync(file, Buffer.concat(lines.flatMap((one, i) => [Buffer.from(one.body), Buffer.from(`\n${good(`f-${i}`, one.stream)}\n`)])));
    writeFileSync(rows, `id,time,service,kind,note\nr1,2026-11-01T00:00:00Z,shop,k,\n,,,,nothing\nr2,2026-11-01T00:00:00Z,shop,k,"\n"\n`);
    // not compressed, so that all but the last line comes out before the end is missed
    writeFileSync(half, gzipSync(Array.from({ length: 3 }, (_, i) => `${good(`g-${i}`)}\n`).join(''), { level: 0 }).subarray(0, -40));
    const result = await importFiles([half, file, rows], {}, (stream, bodies, packed) => room.accept(stream, bodies, 'import', { packed }));
    const [cut, ...others] = result.rejected.map((one) => `${basename(one.file)}:${one.line} ${one.code}`);
    expect(cut).toMatch(/^half\.ndjson\.gz:\d BAD_ENCODING$/);
    expect(others).toEqual([...lines.map((one, i) => `cases.ndjson:${2 * i + 1} ${one.code}`), 'cases.csv:3 EMPTY']);
    expect(result.accepted).toBeGreaterThanOrEqual(lines.length + 2);
    const expected = countOf([...lines.map((one) => one.code), 'BAD_ENCODING', 'EMPTY']);
    expect(result.refused).toEqual(expected);
    expect(await refusedOf(store, 'import')).toEqual(expected);
    expect(await auditBooks(store.read)).toMatchObject({ balanced: true });
  });
});
