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

  test.each([['no lines', '', 'application/x-ndjson'], ['blank lines', '\n\n', 'application/x-ndjson'], ['an empty array', '[]', 'application/json']])('%s: answered, and the next sender is taken', async (_title, body, type) => {
    expect(await send(body, type)).toMatchObject({ status: 202, body: { accepted: 0, rejected: [] } });
    await good(body);
  });
});
