/** Requests where there is no room for them: told to come again before anything of them is read, whatever they hold. */
import express from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import { admission, expected } from '../../../ingest/sources/admission.ts';
import type { Receipt } from '../../../ingest/sources/counted.ts';
import { httpSource } from '../../../ingest/sources/http.ts';
import { type Memory, ROOMY } from '../../../shared/pressure.ts';
import { type Served, serve } from '../../support/serve.ts';

const MIB = 1024 * 1024;

describe('places', () => {
  test('a body counts by what its headers say: packed eight times that, without a length a quarter of the most', () => {
    expect([expected('1000', false, 32), expected('2', true, 32), expected('1000', true, 32), expected(undefined, false, 32), expected('many', false, 32)]).toEqual([32, 16, 32, 8, 8]);
  });

  test('what does not fit finds no place until another is given back; one alone always does, and none while memory is short', () => {
    let short = false;
    const admit = admission({ budget: { ...ROOMY.budget, waiting: 100 }, short: () => short });
    const first = admit(500);
    expect(first).not.toBeNull();
    expect(admit(1)).toBeNull();
    first?.grow(60);
    const second = admit(40);
    expect(second).not.toBeNull();
    expect(admit(1)).toBeNull();
    first?.free();
    expect(admit(60)).not.toBeNull();
    second?.free();
    short = true;
    expect(admit(1)).toBeNull();
  });
});

describe('over HTTP', () => {
  let served: Served;
  afterEach(() => served.close());
  const open = async (memory: Memory, accept: () => Promise<Receipt>): Promise<string> => {
    served = await serve(express().use(httpSource(accept, memory)));
    return `${served.url}/api/v1/events`;
  };
  const post = (url: string, body: string): Promise<Response> => fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body });
  const receipt: Receipt = { accepted: 1, duplicates: 0, late: 0, rejected: [] };

  test('while memory is short: 503 with Retry-After, nothing taken; then it is taken', async () => {
    let short = true;
    let taken = 0;
    const url = await open({ ...ROOMY, short: () => short }, () => {
      taken++;
      return Promise.resolve(receipt);
    });
    const large = await post(url, 'x'.repeat(8 * MIB));
    expect([large.status, large.headers.get('retry-after'), taken]).toEqual([503, '5', 0]);
    expect(large.headers.get('content-type')).toContain('application/problem+json');
    expect(await large.json()).toMatchObject({ title: 'No room', detail: expect.stringContaining('send it again later') as string });
    short = false;
    expect((await post(url, '{}')).status).toBe(202);
    expect(taken).toBe(1);
  });

  test('bodies that wait for the store count until they are answered', async () => {
    let go = (): void => undefined;
    const gone = new Promise<void>((done) => void (go = done));
    const url = await open({ ...ROOMY, budget: { ...ROOMY.budget, waiting: 32 * MIB } }, () => gone.then(() => receipt));
    const first = post(url, 'x'.repeat(20 * MIB));
    const second = async (): Promise<number> => (await post(url, 'x'.repeat(20 * MIB))).status;
    let status = 0;
    for (let i = 0; i < 20 && status !== 503; i++) status = await Promise.race([second(), new Promise<number>((done) => setTimeout(done, 100, 0))]);
    expect(status).toBe(503);
    go();
    expect((await first).status).toBe(202);
    expect(await second()).toBe(202);
  });
});
