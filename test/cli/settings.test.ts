/** heptad config, doctor and init: what they print, what they never print, and how they end. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { explainSettings, SETTINGS, unknownSettings } from '../../shared/settings-list.ts';
import { folder, run, up } from '../support/heptad.ts';
import { until } from '../support/receiver.ts';

const data = folder();
afterAll(() => data.remove());
/** No setting of the machine that runs the tests. */
const bare = Object.fromEntries(Object.keys(process.env).filter((name) => /^(HEPTAD|KAFKA|CLICKHOUSE)_/.test(name)).map((name) => [name, '']));

describe('heptad config', () => {
  test('every variable that the settings read is shown', () => {
    const read = new Set([...readFileSync(new URL('../../shared/settings.ts', import.meta.url), 'utf8').matchAll(/variable\(env, '([A-Z_]+)'\)/g)].map((found) => found[1]));
    expect([...read].sort()).toEqual(SETTINGS.map((one) => one.name).sort());
  });

  test('each with where it came from: flag before environment before default; a file is named', () => {
    const file = join(data.path, 'token');
    writeFileSync(file, 'from the file\n');
    const shown = explainSettings({ port: '1001' }, { HEPTAD_PORT: '1002', HEPTAD_RETENTION: '400d', HEPTAD_TOKEN_FILE: file });
    const of = (name: string) => shown.find((one) => one.name === name);
    expect(of('HEPTAD_PORT')).toMatchObject({ value: '1001', origin: 'flag' });
    expect(of('HEPTAD_RETENTION')).toMatchObject({ value: '400d', origin: 'environment' });
    expect(of('HEPTAD_TOKEN')).toEqual({ name: 'HEPTAD_TOKEN', value: '***', origin: 'file', file });
    expect(of('HEPTAD_TICK')).toMatchObject({ value: '1s', origin: 'default' });
    expect(of('HEPTAD_PLAN')).toMatchObject({ value: null, origin: 'default' });
    expect(explainSettings({}, { HEPTAD_SERVER: 'http://me:hush@there:8080' }).find((one) => one.name === 'HEPTAD_SERVER')).toEqual({ name: 'HEPTAD_SERVER', value: 'http://me:***@there:8080', origin: 'environment' });
  });

  test('no secret is printed, in text or as JSON', async () => {
    const env = { ...bare, HEPTAD_TOKEN: 'hush-1', CLICKHOUSE_URL: 'http://me:hush-2@db:8123/x', KAFKA_BROKERS: 'a:9092', KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'me', KAFKA_SASL_PASSWORD: 'hush-3', HEPTAD_RETENSION: '1d' };
    for (const args of [['config'], ['config', '--json']]) {
      const { code, out, err } = await run(args, env);
      expect(code).toBe(0);
      expect(out + err).not.toContain('hush');
      expect(out).toContain('http://me:***@db:8123/x');
      expect(err).toContain('HEPTAD_RETENSION is set, and there is no such setting');
    }
  });

  test('a misspelt setting is named', () => {
    expect(unknownSettings({ HEPTAD_PORT: '1', HEPTAD_TOKEN_FILE: 'x', HEPTAD_TOKN: 'x', KAFKA_BROKER: 'x', HEPTAD_SERVER: 'x', PATH: 'x' })).toEqual(['HEPTAD_TOKN', 'KAFKA_BROKER']);
  });
});

describe('heptad doctor', () => {
  test('says of each thing that it is well, and exits 0', async () => {
    const { code, out } = await run(['doctor', '--data', join(data.path, 'none'), '--port', '0'], bare);
    expect(out).toMatch(/^ok +Node: .*\nok +heptad: none runs on .*\nok +disk: .*\nok +ClickHouse: embedded.*\nok +Kafka: not used.*\nok +plan: none.*\nok +targets: nobody.*\nok +clock: .*\nok +port: .*\nall is well\n$/);
    expect(code).toBe(0);
    expect(readdirSync(data.path), 'looking makes nothing').not.toContain('none');
  });

  test('says what is wrong and what to do, and exits 1', async () => {
    const plan = join(data.path, 'bad');
    mkdirSync(plan);
    writeFileSync(join(plan, 'a.yaml'), 'apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: s}\nspec: {service: x, indicatorRef: none, objectives: [{targetPercent: 99}]}\n');
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as { port: number };
    const { code, out } = await run(['doctor', '--plan', plan, '--data', join(data.path, 'none'), '--port', String(port), '--json'], { ...bare, KAFKA_BROKERS: '127.0.0.1:1', CLICKHOUSE_URL: 'http://127.0.0.1:1' });
    taken.close();
    expect(code).toBe(1);
    const { healthy, findings } = JSON.parse(out) as { healthy: boolean; findings: { name: string; state: string; says: string; next?: string }[] };
    expect(healthy).toBe(false);
    expect(findings.filter((one) => one.state === 'wrong').map((one) => one.name)).toEqual(['ClickHouse', 'Kafka', 'plan', 'port']);
    for (const one of findings.filter((other) => other.state === 'wrong')) expect(one.next, one.name).toBeTruthy();
    expect(findings.find((one) => one.name === 'plan')?.says).toMatch(/1 fault; .*a\.yaml:4:\d+: error: there is no SLI named none/);
    expect(findings.find((one) => one.name === 'clock')?.says).toContain('that of the ClickHouse server is not known');
    expect(findings.find((one) => one.name === 'port')?.says).toContain('in use by another program');
  });
});

describe('heptad doctor beside a heptad that runs on a folder inside of the data folder', () => {
  test('asks it for its plan, Kafka and targets, says where it runs and which other folders hold data', { timeout: 120_000 }, async () => {
    const plan = join(data.path, 'beside');
    mkdirSync(plan);
    writeFileSync(join(plan, 'a.yaml'), '{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}\n---\n{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: on-call, annotations: {heptad/url-env: THEIR_URL}}, spec: {target: webhook}}\n---\n{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}\n');
    const around = join(data.path, 'around');
    mkdirSync(join(around, 'idle', 'store'), { recursive: true });
    const look = async (env: Record<string, string>): Promise<Record<string, string>> => {
      const { out } = await run(['doctor', '--data', around, '--port', '0', '--json'], { ...bare, ...env });
      return Object.fromEntries((JSON.parse(out) as { findings: { name: string; state: string; says: string }[] }).findings.map((one) => [one.name, `${one.state}: ${one.says}`]));
    };
    expect((await look({})).heptad).toBe(`ok: none runs on ${join(around, 'idle')}, nor on a folder in it`);
    const program = await up(['--plan', plan, '--data', join(around, 'shop')], { ...bare, THEIR_URL: 'http://127.0.0.1:9' });
    try {
      await until(() => look({}), (seen) => seen['plan']?.startsWith('ok: 1 measure ') === true, 60);
      const seen = await look({});
      expect(seen['heptad']).toBe(`ok: runs on ${join(around, 'shop')} and answers at ${program.url}; also there: ${join(around, 'idle')} (nothing runs on it)`);
      expect(seen['plan']).toBe('ok: 1 measure in force in the running heptad');
      expect(seen['Kafka']).toBe('ok: the running heptad reads none: it was started without KAFKA_BROKERS');
      // the variable is that of the process that runs, not of this shell
      expect(seen['targets']).toBe('ok: nothing speaks against telling on-call');
    } finally {
      await program.stop();
    }
  });
});

describe('notification targets that cannot work', () => {
  const target = (name: string, spec: string, annotations: string): string => `---\n{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: ${name}, annotations: {${annotations}}}, spec: {target: ${spec}}}\n`;
  const base = '{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}\n';
  const env = { ...bare, PRIVATE_URL: 'https://10.1.2.3/canary', PLAIN_URL: 'http://192.0.2.1', WELL_URL: 'http://127.0.0.1:9', UNSET_URL: '' };
  const faulty = `${target('private', 'webhook', 'heptad/url-env: PRIVATE_URL')}${target('unset', 'alertmanager', 'heptad/url-env: UNSET_URL')}${target('later', 'slack', '')}`;
  const said = ['target private: https://10.1.2.3 leads to an address that is private or reserved: name the host in HEPTAD_NOTIFY_ALLOW', 'target unset needs the variable UNSET_URL (or UNSET_URL_FILE), which is not set', 'target later is of the kind slack, which is not built yet'];

  test('are a failed check of heptad doctor', async () => {
    const plan = join(data.path, 'told');
    mkdirSync(plan);
    writeFileSync(join(plan, 'a.yaml'), `${base}${faulty}${target('well', 'webhook', 'heptad/url-env: WELL_URL')}`);
    const look = async (more: Record<string, string>): Promise<{ state: string; says: string } | undefined> => {
      const { out } = await run(['doctor', '--plan', plan, '--data', join(data.path, 'none'), '--port', '0', '--json'], { ...env, ...more });
      return (JSON.parse(out) as { findings: { name: string; state: string; says: string }[] }).findings.find(({ name }) => name === 'targets');
    };
    const found = await look({});
    expect(found?.state).toBe('wrong');
    for (const one of said) expect(found?.says).toContain(one);
    expect(found?.says).not.toMatch(/well|canary/);
    writeFileSync(join(plan, 'a.yaml'), `${base}${target('private', 'webhook', 'heptad/url-env: PRIVATE_URL')}`);
    expect(await look({ HEPTAD_NOTIFY_ALLOW: '10.0.0.0/8' })).toMatchObject({ state: 'ok', says: 'nothing speaks against telling private' });
  });

  test('are said in the log and on the page of alerts at the start and when the plan changes, before anything has to be told', { timeout: 120_000 }, async () => {
    const plan = join(data.path, 'watched');
    mkdirSync(plan);
    writeFileSync(join(plan, 'a.yaml'), `${base}${faulty}${target('well', 'webhook', 'heptad/url-env: WELL_URL')}`);
    const program = await up(['--plan', plan, '--data', join(data.path, 'deaf')], env);
    const page = async (): Promise<string> => (await (await fetch(`${program.url}/alerts`)).text()).replaceAll(/<[^>]*>/g, '');
    const shows = (words: string): Promise<string> => until(page, (seen) => seen.includes(words), 60);
    try {
      const first = await shows('Nothing can be sent to 3 notification targets.');
      for (const one of said) {
        expect(first).toContain(one);
        expect(program.output()).toContain(one);
      }
      expect(first + program.output()).not.toMatch(/canary|target well/);
      writeFileSync(join(plan, 'a.yaml'), `${base}${target('plain', 'webhook', 'heptad/url-env: PLAIN_URL')}`);
      expect(await shows('Nothing can be sent to a notification target.target plain: http://192.0.2.1 leads to')).not.toContain('target private');
      expect(program.output()).toContain('target plain: http://192.0.2.1');
      writeFileSync(join(plan, 'a.yaml'), `${base}${target('well', 'webhook', 'heptad/url-env: WELL_URL')}`);
      await until(page, (seen) => !seen.includes('Nothing can be sent'), 60);
    } finally {
      await program.stop();
    }
  });
});

describe('heptad init', () => {
  test('writes a plan from SLI to scorecard that validates', async () => {
    const out = join(data.path, 'plan');
    const made = await run(['init', 'checkout', '--out', out], bare);
    expect(made.code).toBe(0);
    expect(made.out).toContain(`heptad up --plan ${out}`);
    const checked = await run(['validate', out], bare);
    expect(checked.err).toBe('');
    expect(checked.out).toBe('the plan is valid: 1 scorecard, 1 kra, 1 kpi, 2 kpt, 1 vma, 2 slo, 2 sli\n');
  });

  test('overwrites nothing', async () => {
    const out = join(data.path, 'full');
    mkdirSync(out);
    writeFileSync(join(out, '10-service.yaml'), 'mine');
    const { code, err } = await run(['init', 'checkout', '--out', out], bare);
    expect(err).toMatch(/full is not empty, and nothing is overwritten/);
    expect(code).toBe(1);
    expect(readdirSync(out)).toEqual(['10-service.yaml']);
    expect(readFileSync(join(out, '10-service.yaml'), 'utf8')).toBe('mine');
  });

  test('refuses a name that no service can have, and asks for a folder', async () => {
    const wrong = await run(['init', 'Check Out', '--out', join(data.path, 'x')], bare);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('cannot be the name of a service')]);
    const none = await run(['init', 'checkout'], bare);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("required option '--out <dir>' not specified")]);
  });
});
