/** What a process is told: flags before environment before defaults, secrets from files, and a bad value named with what was expected. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { defaults } from '../../shared/config.ts';
import { configure } from '../../shared/settings.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----';

const folder = mkdtempSync(join(tmpdir(), 'heptad-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('settings', () => {
  test('told nothing, the defaults hold', () => {
    expect(configure({}, {})).toEqual(defaults);
  });

  test('a flag goes before the environment, the environment before what a demo brings, that before the default', () => {
    const demo = { port: 1003, data: './demo', retention: 5000 };
    expect(configure({ port: '1001' }, { HEPTAD_PORT: '1002' }, demo).port).toBe(1001);
    expect(configure({}, { HEPTAD_PORT: '1002' }, demo)).toMatchObject({ port: 1002, data: './demo', retention: 5000 });
    expect(configure({}, {}, demo).port).toBe(1003);
  });

  test('an empty variable is as good as none', () => {
    expect(configure({}, { HEPTAD_PORT: '', HEPTAD_TOKEN: '', KAFKA_BROKERS: '', HEPTAD_TOKEN_FILE: '' })).toEqual(defaults);
  });

  test('durations', () => {
    expect(configure({}, { HEPTAD_RETENTION: '400d', HEPTAD_LATENESS: '10m', HEPTAD_TICK: '2s' })).toMatchObject({ retention: 400 * 86_400_000, lateness: 600_000, tick: 2000 });
  });

  test('what the process may hold of memory: a size, the flag before the environment', () => {
    expect(configure({}, { HEPTAD_MAX_MEMORY: '2g' }).maxMemory).toBe(2 * 1024 ** 3);
    expect(configure({ maxMemory: '800m' }, { HEPTAD_MAX_MEMORY: '2g' }).maxMemory).toBe(800 * 1024 ** 2);
    expect(configure({}, { HEPTAD_MAX_MEMORY: '700m', CLICKHOUSE_URL: 'http://db:8123' }).maxMemory, 'beside a server there is no engine in it').toBe(700 * 1024 ** 2);
  });

  test('a limit of memory that makes no sense is refused in words, and one that an idle heptad does not fit in', () => {
    expect(() => configure({ maxMemory: 'lots' }, {})).toThrow('--max-memory is lots, which is not a size such as 800m or 1g');
    expect(() => configure({}, { HEPTAD_MAX_MEMORY: '-1g' })).toThrow('HEPTAD_MAX_MEMORY is -1g, which is not a size such as 800m or 1g');
    expect(() => configure({ maxMemory: '512m' }, {})).toThrow('--max-memory is 512m, and heptad with its embedded store needs 768m at least');
    expect(() => configure({}, { HEPTAD_MAX_MEMORY: '1', CLICKHOUSE_URL: 'http://db:8123' })).toThrow('HEPTAD_MAX_MEMORY is 1, and heptad beside a ClickHouse server needs 640m at least');
  });

  test('a secret may stand in a file, without the line end that editors add', () => {
    expect(configure({}, { HEPTAD_TOKEN_FILE: file('token', 's3cret\n') }).token).toBe('s3cret');
    expect(configure({}, { CLICKHOUSE_URL_FILE: file('url', 'http://u:p@db:8123\n') }).clickhouse).toBe('http://u:p@db:8123');
  });

  test('Kafka with SASL and a certificate authority of its own', () => {
    const { kafka } = configure({}, { KAFKA_BROKERS: 'a:9092, b:9092', KAFKA_SSL_CA_FILE: file('ca', PEM), KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_SASL_USERNAME: 'me', KAFKA_SASL_PASSWORD_FILE: file('password', 'pw\n') });
    expect(kafka).toEqual({ brokers: ['a:9092', 'b:9092'], ssl: { ca: PEM }, sasl: { mechanism: 'scram-sha-512', username: 'me', password: 'pw' } });
  });

  test('where notifications may go: hosts, ports, addresses and blocks', () => {
    const list = ['am', 'pager.example.com:8443', '10.0.0.7', '[fd00::7]:9093', '10.0.0.0/8', 'fd00::/8'];
    expect(configure({}, { HEPTAD_NOTIFY_ALLOW: ` ${list.join(' , ')},` }).notifyAllow).toEqual(list);
  });

  test('any address but loopback needs a token', () => {
    expect(() => configure({ host: '0.0.0.0' }, {})).toThrow(/needs a token/);
    expect(configure({ host: '0.0.0.0' }, { HEPTAD_TOKEN: 't' }).host).toBe('0.0.0.0');
    for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '::1']) expect(configure({ host }, {}).host).toBe(host);
  });

  test.each([
    [{ HEPTAD_PORT: '70000' }, 'HEPTAD_PORT is 70000, which is not a port from 0 to 65535'],
    [{ HEPTAD_TICK: 'often' }, 'HEPTAD_TICK is often, which is not a duration such as 30d, 10m or 1s'],
    [{ HEPTAD_LOG_EPOCH: '-1' }, 'HEPTAD_LOG_EPOCH is -1, which is not a whole number from 0'],
    [{ HEPTAD_NOTIFY_ALLOW: 'am, 10.0.0.0/33' }, 'HEPTAD_NOTIFY_ALLOW is 10.0.0.0/33, which is not a host, HOST:PORT, an address or a CIDR such as 10.0.0.0/8'],
    [{ HEPTAD_NOTIFY_ALLOW: 'http://am' }, 'HEPTAD_NOTIFY_ALLOW is http://am, which is not a host'],
    [{ HEPTAD_NOTIFY_ALLOW: 'am:0' }, 'HEPTAD_NOTIFY_ALLOW is am:0, which is not a host'],
    [{ HEPTAD_NOTIFY_ALLOW: '10.1' }, 'HEPTAD_NOTIFY_ALLOW is 10.1, which is not a host'],
    [{ HEPTAD_CLOCK: 'sun' }, 'HEPTAD_CLOCK is sun, which is not wall or events'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is loud, which is not fatal, error, warn, info, debug, trace or silent'],
    [{ KAFKA_BROKERS: 'a:9092', KAFKA_SSL_CA: '/etc/ca.pem' }, 'KAFKA_SSL_CA holds no certificate (PEM)'],
    [{ KAFKA_BROKERS: 'a:9092', KAFKA_SSL: 'perhaps' }, 'KAFKA_SSL is perhaps, which is not true or false'],
    [{ KAFKA_BROKERS: 'a:9092', KAFKA_SASL_MECHANISM: 'kerberos' }, 'KAFKA_SASL_MECHANISM is kerberos, which is not plain, scram-sha-256 or scram-sha-512'],
    [{ KAFKA_BROKERS: 'a:9092', KAFKA_SASL_MECHANISM: 'plain' }, 'KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD'],
    [{ HEPTAD_TOKEN_FILE: '/no/such/file' }, 'HEPTAD_TOKEN_FILE names /no/such/file, which cannot be read'],
  ])('%j is refused by name', (env, said) => {
    expect(() => configure({}, env)).toThrow(said);
  });
});
