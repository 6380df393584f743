/** The same code and SQL against a server: the whole program over HTTP, with the real engine behind a shim in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../shared/tiers/row.ts';
import { folder, type Program, run, settled, up } from '../../support/heptad.ts';

describe('against a ClickHouse server', () => {
  const [data, note] = [folder(), folder()];
  let shim: ChildProcess;
  let url = '';
  let program: Program;
  const plan = fileURLToPath(new URL('../../support/plans/shop', import.meta.url));

  beforeAll(async () => {
    shim = spawn(process.execPath, [fileURLToPath(new URL('../../support/shim.ts', import.meta.url)), data.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    url = await new Promise<string>((done) => shim.stdout?.once('data', (text: Buffer) => done(text.toString().trim())));
    program = await up(['--plan', plan, '--data', note.path, '--clock', 'events'], { CLICKHOUSE_URL: url });
  });
  afterAll(async () => {
    await program.stop();
    shim.kill('SIGKILL');
    data.remove();
    note.remove();
  });

  test('events climb to the scorecard', async () => {
    const at = Date.parse('2026-11-01T00:00:00Z');
    const lines = Array.from({ length: 2000 }, (_, i) => JSON.stringify({ id: `e-${i}`, time: at + i * 1000, service: 'shop', kind: 'http.request', state: i % 10 === 0 ? 'error' : 'ok', value: i % 500, labels: { note: `tab\t quote' "${i % 3}"` } }));
    await program.post('/api/v1/events', lines.join('\n'));
    await settled(program, { accepted: 2000, mark: at + 1_999_000 });
    expect(await program.get<Row>('/api/v1/measures/slo/answers')).toMatchObject({ good: 1800, total: 2000 });
    expect(await program.get<Row>('/api/v1/measures/scorecard/shop')).toMatchObject({ status: 'met' });
    expect(await program.get('/api/v1/audit')).toMatchObject({ balanced: true });
    expect((await program.get<{ items: { labels: { note: string } }[] }>('/api/v1/measures/slo/answers/events?limit=1')).items[0]?.labels.note).toMatch(/^tab\t quote' "\d"$/);
  });

  test('a server that does not answer is said in words and tried again', async () => {
    const none = folder();
    const says = /ClickHouse does not answer .* check CLICKHOUSE_URL .* trying again in 2 s/s;
    const { code, err } = await run(['up', '--data', none.path, '--port', '0'], { CLICKHOUSE_URL: 'http://127.0.0.1:1' }, 40, says);
    expect(code, 'it goes on trying').toBeNull();
    expect(err).toMatch(says);
    expect(err.trim().split('\n'), 'one sentence a try').toHaveLength(2);
    none.remove();
  });
});
