/** Requests while memory is short: one that finds room within two seconds is taken, another is told to come again, and nothing of it was read. */
import express from 'express';
import { expect, test } from 'vitest';
import { httpSource } from '../../../ingest/sources/http.ts';
import { ROOMY } from '../../../shared/pressure.ts';
import { serve } from '../../support/serve.ts';

const receipt = (accepted: number) => ({ accepted, rejected: [], duplicates: 0, hints: [] });

test('a request waits for room for two seconds before it is told to come again', async () => {
  let short = true;
  const taken: string[] = [];
  const app = express();
  app.use(httpSource(async (_stream, bodies) => {
    taken.push(...bodies.map(String));
    return receipt(bodies.length) as never;
  }, { ...ROOMY, short: () => short }));
  const { url, close } = await serve(app);
  const post = (body: string): Promise<Response> => fetch(`${url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  setTimeout(() => void (short = false), 300);
  expect((await post('{"id":"a"}')).status).toBe(202);
  short = true;
  const began = performance.now();
  const refused = await post('{"id":"b"}');
  expect(performance.now() - began).toBeGreaterThan(1900);
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true]);
  expect(taken).toEqual(['{"id":"a"}']);
  await close();
});
