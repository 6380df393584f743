/** Refused messages through the whole program: listed with what was wrong, sent again mended or as they were, and in the books either way. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder, type Program, settled, up } from '../support/heptad.ts';

type Refused = { id: string; code: string; message: string; payload: string; cut: boolean; log: string };
type Receipt = { accepted: number; rejected: { code: string }[] };

let data: ReturnType<typeof folder>;
let program: Program;
const at = '2026-11-01T10:00:00Z';
beforeAll(async () => {
  data = folder();
  writeFileSync(join(data.path, 'plan.yaml'), '{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}\n');
  program = await up(['--plan', join(data.path, 'plan.yaml'), '--data', join(data.path, 'data'), '--clock', 'events']);
  await program.post('/api/v1/events', [JSON.stringify({ id: 'good', time: at, service: 'shop', kind: 'k' }), JSON.stringify({ id: 'bad', time: at, service: 'shop', kind: 'k', value: 'lots' }), JSON.stringify({ id: 'long', time: at, kind: 'k', state: 'x'.repeat(3000) })].join('\n'));
  await program.post('/api/v1/samples', JSON.stringify({ id: 'sample', time: at, service: 'shop', sli: 's', good: 2, total: 1 }));
}, 240_000);
afterAll(async () => {
  await program.stop();
  data.remove();
});

const list = async (code = ''): Promise<Refused[]> => (await program.get<{ items: Refused[] }>(`/api/v1/refused${code === '' ? '' : `?code=${code}`}`)).items;
const replay = (id: string, body: object): Promise<Response> => fetch(`${program.url}/api/v1/refused/${id}/replay`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('each is listed with its code, what is wrong, and its beginning', async () => {
  expect((await list()).map((one) => [one.code, one.cut]).sort()).toEqual([['GOOD_EXCEEDS_TOTAL', false], ['MISSING_FIELD', true], ['WRONG_TYPE', false]]);
  expect(await list('WRONG_TYPE')).toMatchObject([{ message: 'value must be a number', log: 'http', payload: expect.stringContaining('lots') }]);
});

test('as it was it is refused once more; mended it is taken, and found among the events', async () => {
  const [one] = await list('WRONG_TYPE');
  expect((await (await replay(one?.id ?? '', { who: 'Anna' })).json()) as Receipt).toMatchObject({ accepted: 0, rejected: [{ code: 'WRONG_TYPE' }] });
  const mended = await replay(one?.id ?? '', { body: (one?.payload ?? '').replace('"lots"', '7'), who: 'Anna' });
  expect([mended.status, (await mended.json()) as Receipt]).toMatchObject([202, { accepted: 1, rejected: [] }]);
  expect(await program.get<{ items: object[] }>('/api/v1/events?q=bad')).toMatchObject({ items: [{ id: 'bad', value: 7 }] });
});

test('a sample is sent again as a sample', async () => {
  const [one] = await list('GOOD_EXCEEDS_TOTAL');
  expect((await (await replay(one?.id ?? '', { body: (one?.payload ?? '').replace('"good":2', '"good":1') })).json()) as Receipt).toMatchObject({ accepted: 1 });
  await settled(program, { accepted: 3 });
  expect(await program.get<{ items: { stream: string; id: string }[] }>('/api/v1/events?q=sample')).toMatchObject({ items: [{ stream: 'sample', id: 'sample' }] });
});

test('what cannot be sent again is told why', async () => {
  const [one] = await list('MISSING_FIELD');
  expect((await (await replay(one?.id ?? '', {})).json()) as object).toMatchObject({ status: 409, detail: expect.stringContaining('first 2048 bytes') });
  expect((await replay('bm9uZQ', {})).status).toBe(404);
  expect((await replay(Buffer.from(JSON.stringify(['http', 0, 0, '99', 0])).toString('base64url'), {})).status).toBe(404);
  expect((await replay(one?.id ?? '', { boddy: 'x' })).status).toBe(400);
  expect((await program.get<{ balanced: boolean }>('/api/v1/audit')).balanced).toBe(true);
});
