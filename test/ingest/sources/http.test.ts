/** POST routes against the whole program: what a hostile or careless sender gives must not stop those who come after. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folder, type Program, up } from '../../support/heptad.ts';

const event = (id: string): string => JSON.stringify({ id, time: Date.now(), service: 'shop', kind: 'k' });
type Answer = { status: number; body: { accepted?: number; detail?: string; rejected?: { index: number; code: string }[] } };

describe('messages over HTTP', () => {
  const data = folder();
  let program: Program;
  const send = async (body: string | Buffer, type: string, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${program.url}/api/v1/events`, { method: 'POST', headers: { 'content-type': type, ...headers }, body: body as string, signal: AbortSignal.timeout(60_000) });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  const good = async (id: string): Promise<void> => expect(await send(event(id), 'application/json')).toMatchObject({ status: 202, body: { accepted: 1 } });

  beforeAll(async () => {
    program = await up(['--data', data.path]);
  });
  afterAll(async () => {
    expect(await program.stop(), 'a graceful stop').toBe(0);
    data.remove();
  });

  test.each([['no lines', '', 'application/x-ndjson'], ['blank lines', '\n\n', 'application/x-ndjson'], ['an empty array', '[]', 'application/json']])('%s: answered, and the next sender is taken', async (title, body, type) => {
    expect(await send(body, type)).toMatchObject({ status: 202, body: { accepted: 0, rejected: [] } });
    await good(`after ${title}`);
  });

  test('a small request that unpacks to millions of messages is refused in words, and the next sender is taken', async () => {
    const bomb = gzipSync(`[${'1,'.repeat(3_200_000)}1]`);
    expect(bomb.length).toBeLessThan(10_000);
    expect(await send(bomb, 'application/json', { 'content-encoding': 'gzip' })).toMatchObject({ status: 413, body: { detail: expect.stringContaining('200000 messages') as string } });
    expect(await send('1\n'.repeat(200_001), 'application/x-ndjson')).toMatchObject({ status: 413 });
    await good('after the bomb');
  });

  test('fields that no message has and samples that no SLI reads are taken and counted', async () => {
    type Counted = { unknown: number; unmatched: number };
    expect(await program.get<Counted>('/api/v1/pipeline')).toMatchObject({ unknown: 0, unmatched: 0 });
    expect(await send(JSON.stringify([{ ...JSON.parse(event('odd')), colour: 'red', size: 3 }, { ...JSON.parse(event('odder')), colour: 'blue' }]), 'application/json')).toMatchObject({ body: { accepted: 2 } });
    const samples = [1, 2].map((i) => JSON.stringify({ id: `s-${i}`, time: Date.now(), service: 'shop', sli: 'nobody-knows', good: 1, total: 1 }));
    expect((await fetch(`${program.url}/api/v1/samples`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: samples.join('\n') })).status).toBe(202);
    expect(await program.get<Counted>('/api/v1/pipeline')).toMatchObject({ unknown: 3, unmatched: 2 });
    expect(await (await fetch(`${program.url}/metrics`)).text()).toMatch(/heptad_unknown_fields 3\n[\s\S]*heptad_unmatched 2\n/);
  });

  test('times in seconds are taken for what they say, and whoever sent them is told: in the answer and on the page of the pipeline', async () => {
    const now = Math.floor(Date.now() / 1000);
    const seconds = JSON.stringify([1, 2, 3].map((i) => ({ ...JSON.parse(event(`sec-${i}`)), time: i === 3 ? Date.now() : now })));
    const hint = '2 messages are dated January 1970: are their times in seconds? time is RFC 3339 or milliseconds since 1970';
    const page = async (): Promise<string> => await (await fetch(`${program.url}/pipeline`)).text();
    expect(await page()).not.toContain('January 1970');
    expect((await send(seconds, 'application/json')).body).toEqual({ accepted: 3, duplicates: 0, late: 2, rejected: [], hints: [hint] });
    expect((await send(event('in milliseconds'), 'application/json')).body).not.toHaveProperty('hints');
    expect(await page()).toContain(`Late: ${hint}.`);
  });

  test('a sample among events, and an event among samples, is told where it belongs', async () => {
    const sample = JSON.stringify({ id: 's', time: Date.now(), service: 'shop', sli: 'edge', good: 1, total: 1 });
    expect((await send(sample, 'application/json')).body.rejected).toEqual([{ index: 0, code: 'MISSING_FIELD', message: 'kind is missing; it has an sli, so it looks like a sample: these go to POST /api/v1/samples or the topic of samples (heptad.sli)' }]);
    expect((await send('{"id":"s","time":1,"service":"shop"}', 'application/json')).body.rejected).toEqual([{ index: 0, code: 'MISSING_FIELD', message: 'kind is missing' }]);
    const answer = await fetch(`${program.url}/api/v1/samples`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: event('astray') });
    expect(await answer.json()).toMatchObject({ rejected: [{ code: 'MISSING_FIELD', message: 'sli is missing; it has a kind, so it looks like an event: these go to POST /api/v1/events or the topic of events (heptad.sie)' }] });
  });

  test('a byte order mark before JSON, a line or an array is no part of it', async () => {
    for (const [body, type] of [[`\ufeff${event('bom')}`, 'application/json'], [`\ufeff${event('bom line')}\n`, 'application/x-ndjson'], [`\ufeff[${event('bom array')}]`, 'application/json']] as const) expect(await send(body, type), type).toMatchObject({ status: 202, body: { accepted: 1, rejected: [] } });
  });

  test('a request of more messages than one commit takes is answered as one', async () => {
    const lines = Array.from({ length: 70_000 }, (_, i) => (i === 60_000 ? event('one among many') : '1'));
    const { status, body } = await send(lines.join('\n'), 'application/x-ndjson');
    expect(status).toBe(202);
    expect(body.accepted).toBe(1);
    expect(body.rejected).toHaveLength(69_999);
    expect(body.rejected?.every((one, i) => one.code === 'WRONG_TYPE' && one.index === (i < 60_000 ? i : i + 1))).toBe(true);
    expect(await program.get('/api/v1/audit')).toMatchObject({ balanced: true });
  });
});
