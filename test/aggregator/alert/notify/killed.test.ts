/** kill -9 while notifications are on their way: nothing is missing, what comes twice comes under the same key, and an incident still fires before it is resolved. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startNotify } from '../../../../aggregator/alert/notify/outbox.ts';
import { logger } from '../../../../shared/log.ts';
import { openStore } from '../../../../shared/store/store.ts';
import { clock } from '../../../../shared/time/clock.ts';
import { folder } from '../../../support/heptad.ts';
import { attempts, receiver, until } from '../../../support/receiver.ts';

const NOTIFIER = fileURLToPath(new URL('../../../support/notifier.ts', import.meta.url));
const INCIDENTS = 40;
/** Requests at whose arrival the sender is killed: before it has its answer, or with the answer on its way. */
const KILLS = new Map([[9, 'before'], [31, 'after'], [55, 'before']]);

test(`${INCIDENTS} incidents through ${KILLS.size} kills: none missing, at most one of each kill twice, in order`, async () => {
  const data = folder();
  let child: ChildProcess | null = null;
  let kills = 0;
  const there = await receiver((response, nth) => {
    const kill = KILLS.get(nth);
    if (kill === 'before') child?.kill('SIGKILL');
    response.writeHead(200).end();
    if (kill === 'after') child?.kill('SIGKILL');
  });
  const start = (): void => {
    child = spawn(process.execPath, [NOTIFIER, data.path, there.url, String(INCIDENTS)], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('exit', (_code, signal) => {
      if (signal !== 'SIGKILL' || kills === KILLS.size) return;
      kills++;
      start();
    });
  };
  onTestFinished(() => void child?.kill('SIGKILL'));
  start();
  const ids = (): Set<string> => new Set(there.got.map(({ body }) => body.id));
  await until(() => ids().size, (many) => many === INCIDENTS * 2 && kills === KILLS.size, 100);
  const last = child as ChildProcess | null;
  const gone = new Promise((done) => last?.once('exit', done));
  last?.kill('SIGTERM');
  expect(await gone).toBe(0);
  // what was on its way in the last kill may still wait for its turn: one more start, here
  const store = await openStore({ data: data.path });
  const office = startNotify({ door: store.climb, clock: clock('wall'), log: logger('test', 'error'), config: { notifyAllow: [] }, targets: () => [{ name: 'hook', channel: 'webhook', urlEnv: 'HOOK', secretEnv: null }], env: { HOOK: there.url } });
  await until(() => attempts(store, 'hook'), (rows) => new Set(rows.filter(({ outcome }) => outcome === 'delivered').map(({ id }) => id)).size === INCIDENTS * 2);
  await office.stop();
  for (let i = 0; i < INCIDENTS; i++) {
    const states = there.got.filter(({ body }) => body.data.key === `incident-${i}`).map(({ body }) => body.data.state);
    expect([...new Set(states)], 'in order').toEqual(['firing', 'resolved']);
    expect(states.lastIndexOf('firing'), 'never fires again after its end').toBeLessThan(states.indexOf('resolved'));
  }
  for (const { body, headers } of there.got) expect(headers['idempotency-key']).toBe(body.id);
  const twice = there.got.length - INCIDENTS * 2;
  console.log(`${there.got.length} requests for ${INCIDENTS * 2} notifications, ${kills} kills`);
  expect(twice).toBeGreaterThan(0);
  expect(twice).toBeLessThanOrEqual(KILLS.size);
  await store.close();
  await there.close();
  data.remove();
}, 240_000);
