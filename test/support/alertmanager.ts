/** A real Prometheus Alertmanager for tests (Debian package prometheus-alertmanager), on a port and a folder of its own; none elsewhere (said aloud; a failure in CI). */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deadPort } from './receiver.ts';

/** What its own API says of an alert that is up. */
export type Up = { labels: Record<string, string>; annotations: Record<string, string>; startsAt: string; endsAt: string; updatedAt: string; status: { state: string }; generatorURL?: string };

export type RealAlertmanager = {
  url: string;
  /** Alerts that are up, by its API. */
  alerts(): Promise<Up[]>;
  start(): Promise<void>;
  /** SIGKILL: what it held in memory is gone. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

const command = ['prometheus-alertmanager', 'alertmanager'].find((one) => spawnSync(one, ['--version']).status === 0);

/** Why there is no Alertmanager here, or null when there can be one. */
export const noAlertmanager = (): string | null => (command === undefined ? 'no Alertmanager: install the package prometheus-alertmanager' : null);

/** Starts one; what it notifies goes to `webhook`, at once. Throws when `noAlertmanager` says why there is none. */
export const realAlertmanager = async (webhook: string): Promise<RealAlertmanager> => {
  const folder = mkdtempSync(join(tmpdir(), 'heptad-alertmanager-'));
  const port = await deadPort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    join(folder, 'alertmanager.yml'),
    `route: {receiver: page, group_by: [alertname, slo], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}\nreceivers: [{name: page, webhook_configs: [{url: '${webhook}', send_resolved: true}]}]\n`,
  );
  let server: ChildProcess | null = null;
  let output = '';
  const start = async (): Promise<void> => {
    const one = spawn(command as string, [`--config.file=${join(folder, 'alertmanager.yml')}`, `--storage.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='], { stdio: ['ignore', 'pipe', 'pipe'] });
    server = one;
    for (const stream of [one.stdout, one.stderr]) stream?.on('data', (data: Buffer) => void (output += data.toString()));
    for (let i = 0; i < 300; i++) {
      if (one.exitCode !== null) throw new Error(`Alertmanager ended at once:\n${output}`);
      if (await fetch(`${url}/-/ready`).then((answer) => answer.ok, () => false)) return;
      await sleep(100);
    }
    throw new Error(`Alertmanager does not answer after 30 s:\n${output}`);
  };
  const stop = async (): Promise<void> => {
    const one = server;
    server = null;
    if (!one || one.exitCode !== null) return;
    const gone = new Promise((done) => one.once('exit', done));
    one.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url,
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as Up[],
    start,
    stop,
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
