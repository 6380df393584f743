/** Bad input along every way in: each message gets the code it must get, becomes one row, and its neighbours are kept. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import express from 'express';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IngestRoom, startIngest } from '../../ingest/room.ts';
import type { Receipt } from '../../ingest/sources/counted.ts';
import { importFiles } from '../../ingest/sources/file.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import { clock } from '../../shared/time/clock.ts';
import { folder } from '../support/heptad.ts';
import { type Served, serve } from '../support/serve.ts';

const at = '2026-11-01T00:00:00Z';
const good = (id: string): string => JSON.stringify({ id, time: at, service: 'shop', kind: 'k', value: 1 });

describe('messages along the path', () => {
  const data = folder();
  let store: Store;
  let room: IngestRoom;
  let served: Served;
  let url = '';
  const rows = <T>(query: string): Promise<T[]> => store.read.rows<T>(query as Sql);
  const post = (path: string, body: string | Buffer, headers: Record<string, string>): Promise<Response> => fetch(url + path, { method: 'POST', headers, body: typeof body === 'string' ? body : new Uint8Array(body) });

  beforeAll(async () => {
    store = await openStore({ data: data.path });
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

  test('the messages of the README and the contract are taken', async () => {
    const page = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
    const lines = [...(/```json\n([\s\S]*?)```/.exec(page('../../docs/contract.md'))?.[1] ?? '').trim().split('\n'), /-d '(\{.*?\})'/.exec(page('../../README.md'))?.[1]?.replace("'$(date -u +%FT%TZ)'", new Date().toISOString()) ?? ''];
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(await room.accept(line.includes('"sli"') ? 'sample' : 'event', [line], 'http')).toMatchObject({ accepted: 1, rejected: [] });
  });

  test('bytes that are no text are refused, a byte of padding is not', async () => {
    const receipt = await room.accept('event', [Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(` ${good('padded')}\r\n`)], 'http');
    expect(receipt).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'NOT_UTF8' }] });
  });

  test('a message older than retention is late: kept, counted, not stored as an event', async () => {
    const receipt = await room.accept('event', [JSON.stringify({ id: 'old', time: '2001-01-01T00:00:00Z', service: 'shop', kind: 'k' })], 'http');
    expect(receipt).toMatchObject({ accepted: 1, late: 1 });
    expect(await rows('SELECT id, service FROM late FINAL')).toEqual([{ id: 'old', service: 'shop' }]);
  });

  test('one object, an array, NDJSON and gzip are taken over HTTP; repeats within a request are counted', async () => {
    const json = { 'content-type': 'application/json' };
    const receipt = async (response: Promise<Response>): Promise<Receipt> => (await (await response).json()) as Receipt;
    expect(await receipt(post('/api/v1/events', good('h1'), json))).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await receipt(post('/api/v1/events', `[${good('h2')}, ${good('h2')},{"id":1}]`, json))).toMatchObject({ accepted: 2, duplicates: 1, rejected: [{ index: 2, code: 'WRONG_TYPE' }] });
    expect(await receipt(post('/api/v1/events', `${good('h3')}\n\n${good('h4')}`, { 'content-type': 'application/x-ndjson' }))).toMatchObject({ accepted: 2 });
    expect(await receipt(post('/api/v1/events', gzipSync(good('h5')), { ...json, 'content-encoding': 'gzip' }))).toMatchObject({ accepted: 1 });
    expect(await receipt(post('/api/v1/events', '', json))).toMatchObject({ accepted: 0, rejected: [{ code: 'EMPTY' }] });
  });

  test('CloudEvents: structured, batched and binary; attributes fill in what the data lack, and the source is part of the identity', async () => {
    const event = { specversion: '1.0', id: 'ce-1', source: '/shop/eu', type: 'http.request', time: at, subject: 'checkout', data: { value: 12.5, state: 'ok' } };
    const receipt = async (body: string, headers: Record<string, string>): Promise<Receipt> => (await (await post('/api/v1/events', body, headers)).json()) as Receipt;
    expect(await receipt(JSON.stringify(event), { 'content-type': 'application/cloudevents+json' })).toMatchObject({ accepted: 1, rejected: [] });
    const batch = [{ ...event, id: 'ce-2', service: 'till' }, { ...event, id: 'ce-3', specversion: '0.3' }, { ...event, id: 'ce-4', data: 'text' }, { ...event, id: 'ce-5', type: undefined }, { ...event, id: 'ce-6', data: undefined, data_base64: Buffer.from('{"value":7}').toString('base64') }];
    expect(await receipt(JSON.stringify(batch), { 'content-type': 'application/cloudevents-batch+json' })).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'BAD_CLOUDEVENT' }, { index: 2, code: 'BAD_CLOUDEVENT' }, { index: 3, code: 'BAD_CLOUDEVENT' }] });
    expect(await receipt('{"value":3}', { 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 'ce-7', 'ce-source': '/shop/us', 'ce-type': 'http.request', 'ce-time': at, 'ce-service': 'checkout' })).toMatchObject({ accepted: 1 });
    const found = await rows('SELECT e.id AS id, e.service AS service, e.source AS source, e.component AS component, s.kind AS kind, toString(e.value) AS value FROM sie AS e FINAL INNER JOIN shape AS s ON s.shape = e.shape WHERE startsWith(e.id, \'ce-\') ORDER BY id');
    expect(found).toEqual([
      { id: 'ce-1', service: 'checkout', source: '/shop/eu', component: '/shop/eu', kind: 'http.request', value: '12.5' },
      { id: 'ce-2', service: 'till', source: '/shop/eu', component: '/shop/eu', kind: 'http.request', value: '12.5' },
      { id: 'ce-6', service: 'checkout', source: '/shop/eu', component: '/shop/eu', kind: 'http.request', value: '7' },
      { id: 'ce-7', service: 'checkout', source: '/shop/us', component: '/shop/us', kind: 'http.request', value: '3' },
    ]);
  });

  test('attributes in HTTP headers are percent-decoded once, quotes of older senders come off, and what cannot be decoded is BAD_CLOUDEVENT', async () => {
    const attributes = { 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 'pct%201 %2520', 'ce-source': '/shop/%F0%9F%98%80', 'ce-type': '"http.\\"re\\"quest"', 'ce-time': at, 'ce-service': 'caf%c3%A9' };
    const receipt = async (headers: object): Promise<Receipt> => (await (await post('/api/v1/events', '{"value":3}', { ...attributes, ...headers })).json()) as Receipt;
    expect(await receipt({})).toMatchObject({ accepted: 1, rejected: [] });
    expect(await rows("SELECT e.id AS id, e.service AS service, e.source AS source, s.kind AS kind FROM sie AS e FINAL INNER JOIN shape AS s ON s.shape = e.shape WHERE startsWith(e.id, 'pct')")).toEqual([{ id: 'pct 1 %20', service: 'café', source: '/shop/😀', kind: 'http."re"quest' }]);
    for (const bad of ['a%2', 'a%zz', 'a%C3', '100%']) expect(await receipt({ 'ce-id': bad }), bad).toMatchObject({ accepted: 0, rejected: [{ index: 0, code: 'BAD_CLOUDEVENT', message: expect.stringContaining('ce-id') as string }] });
  });

  test('another content type is 415, broken gzip 400, more than 32 MiB 413, each in words', async () => {
    const problem = async (response: Promise<Response>): Promise<{ status: number; detail: string }> => (await (await response).json()) as { status: number; detail: string };
    expect(await problem(post('/api/v1/events', 'x', { 'content-type': 'text/plain' }))).toMatchObject({ status: 415, detail: expect.stringContaining('application/x-ndjson'), instance: '/api/v1/events' });
    expect(await problem(post('/api/v1/events', 'no gzip', { 'content-type': 'application/json', 'content-encoding': 'gzip' }))).toMatchObject({ status: 400, instance: '/api/v1/events' });
    expect(await problem(post('/api/v1/events', gzipSync(Buffer.alloc(33 * 1024 * 1024, 32)), { 'content-type': 'application/json', 'content-encoding': 'gzip' }))).toMatchObject({ status: 413 });
  });

  test('a file is imported line by line; bad lines are named', async () => {
    const file = join(data.path, 'events.ndjson.gz');
    writeFileSync(file, gzipSync(`${good('f1')}\n{"id":"f2","time":"${at}"}\nnonsense\n${JSON.stringify({ id: 'f3', time: at, service: 'shop', sli: 'x', good: 1, total: 2 })}\n`));
    const result = await importFiles([file], { kind: 'k', service: 'shop' }, (stream, bodies) => room.accept(stream, bodies, 'import'));
    expect(result).toMatchObject({ accepted: 3, rejected: [{ line: 3, code: 'NOT_JSON' }] });
    await expect(importFiles([join(data.path, 'absent')], {}, () => Promise.reject(new Error()))).rejects.toThrow(/could not be read/);
  });

  test('only a line feed ends a line of a file, and bytes that are no text are refused there, too', async () => {
    const file = join(data.path, 'odd.ndjson');
    const separators = JSON.stringify({ id: 'u1', time: at, service: 'shop', kind: 'k', labels: { note: 'one\u2028two\u2029three\u0085' } });
    writeFileSync(file, Buffer.concat([Buffer.from(`${separators}\r\n  \n`), Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d, 10]), Buffer.from(good('u2'))]));
    const result = await importFiles([file], {}, (stream, bodies) => room.accept(stream, bodies, 'import'));
    expect(result).toMatchObject({ accepted: 2, rejected: [{ line: 3, code: 'NOT_UTF8' }] });
    const broken = join(data.path, 'broken.ndjson.gz');
    writeFileSync(broken, gzipSync('x'.repeat(100_000)).subarray(0, 60));
    expect(await importFiles([broken], {}, (stream, bodies, packed) => room.accept(stream, bodies, 'import', { packed }))).toMatchObject({ accepted: 0, rejected: [{ file: broken, line: 1, code: 'BAD_ENCODING' }] });
  });

  test('an array that is no text is refused, not mended', async () => {
    const body = Buffer.concat([Buffer.from('['), Buffer.from(good('m1').replace('"shop"', '"sh')), Buffer.from([0xff]), Buffer.from('"]')]);
    expect(await (await post('/api/v1/events', body, { 'content-type': 'application/json' })).json()).toMatchObject({ accepted: 0, rejected: [{ code: 'NOT_UTF8' }] });
  });

  test('any text either comes back as it was sent or is refused; numbers keep their digits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }), fc.integer({ min: -1e9, max: 1e9 }), async (id, label, value) => {
        const receipt = await room.accept('event', [JSON.stringify({ id, time: at, service: 'any', kind: 'k', value: value / 1000, labels: { label } })], 'http');
        const offset = (await rows<{ o: string }>("SELECT max(last) AS o FROM ledger WHERE log = 'http'"))[0]?.o;
        const [row] = await rows<{ id: string; value: string; labels: string }>(`SELECT e.id AS id, toString(e.value) AS value, s.labels AS labels FROM sie AS e INNER JOIN shape AS s ON s.shape = e.shape WHERE e.offset = ${offset} AND e.log = 'http' LIMIT 1`);
        if (receipt.rejected.length > 0) expect(receipt.rejected[0]?.code).toMatch(/BAD_TEXT|NAME_TOO_LONG/);
        else expect({ id: row?.id, value: Number(row?.value), label: (JSON.parse(row?.labels ?? '{}') as { label?: string }).label }).toEqual({ id, value: value / 1000, label });
      }),
      { numRuns: 60 },
    );
  });
});
