/** The command line: help, wrong usage, faults with their places, plain answers when nothing runs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { folder, run, settled, up } from '../support/heptad.ts';

const data = folder();
afterAll(() => data.remove());

describe('heptad', () => {
  test.each(['up', 'ingest', 'aggregate', 'dashboard', 'init', 'config', 'doctor', 'validate', 'schema', 'import', 'simulate', 'status', 'history', 'backfill', 'whatif', 'rebuild', 'explain', 'audit', 'backup'])('%s --help explains itself and exits 0', async (command) => {
    const { code, out } = await run([command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: heptad ${command}`);
  });

  test.each([
    [['upp'], /unknown command 'upp'[\s\S]*Did you mean up\?/],
    [['up', '--spead', '3'], /unknown option '--spead'[\s\S]*Did you mean --speed\?/],
    [['up', '--port', '99999'], /--port is 99999, which is not a port from 0 to 65535/],
    [['up', '--clock', 'sun'], /--clock is sun, which is not wall or events/],
    [['up', '--demo', 'railway'], /there is a demo named airline/],
    [['up', '--host', '0.0.0.0'], /needs a token/],
    [['up', '--demo', 'airline', '--seed', '4'], /--seed says something only to --demo checkout/],
    [['up', '--speed', '4'], /--speed says something only to --demo airline and --demo checkout/],
    [['report', '--help'], /unknown command 'report': reports are not built yet/],
    [['help', 'statsu'], /unknown command 'statsu'[\s\S]*Did you mean status\?/],
    [['init', 'shop', '--uot', './plan'], /unknown option '--uot'[\s\S]*Did you mean --out\?/],
    [['init', 'shop'], /required option '--out <dir>' not specified/],
    [['backfill', '--form', '2026-01-01T00:00:00Z', '--to', '2026-01-02T00:00:00Z'], /unknown option '--form'[\s\S]*Did you mean --from\?/],
    [['whatif', '--plan', '/no/such/folder', '--from', '2026-01-01T00:00:00Z', '--to', '2026-01-02T00:00:00Z'], /there is no plan at \/no\/such\/folder; name its folder with --plan DIR/],
    [['status', '--server', 'nonsense'], /nonsense is not the address of a heptad; write it as http:\/\/localhost:8080/],
    [['validate'], /missing required argument 'path'/],
    [['validate', '/no/such/folder'], /\/no\/such\/folder:1:1: error: cannot be read: there is no such file or folder/],
    [['up', '--plan', '/no/such/folder'], /\/no\/such\/folder:1:1: error: cannot be read: there is no such file or folder\n.*the plan cannot be read, so nothing was started/],
    [['import', '/no/such/file'], /\/no\/such\/file could not be read: there is no such file or folder/],
    [['import', '/tmp'], /\/tmp could not be read: it is a folder/],
  ])('%j is wrong usage: one sentence, exit 2', async (args, said) => {
    const { code, err } = await run([...args, ...(args[0] === 'import' ? ['--data', join(data.path, 'import')] : [])]);
    expect(err).toMatch(said);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  test('a bad environment is named', async () => {
    const { code, err } = await run(['up', '--data', data.path], { HEPTAD_RETENTION: 'a month' });
    const store = await run(['up', '--data', data.path], { CLICKHOUSE_URL: 'banana' });
    expect(store).toMatchObject({ code: 2, err: 'heptad: CLICKHOUSE_URL is banana, which is not an address such as http://user:password@host:8123/database\n' });
    expect(err).toContain('HEPTAD_RETENTION is a month, which is not a duration such as 30d, 10m or 1s');
    expect(code).toBe(2);
  });

  test('a data folder that is a file is said in a line, whoever opens it', async () => {
    const file = join(data.path, 'a-file');
    writeFileSync(file, '{}');
    for (const args of [['up', '--data', file, '--port', '0'], ['up', '--data', join(file, 'below'), '--port', '0'], ['up', '--data', file, '--reset'], ['import', file, '--data', file]]) {
      const { code, err } = await run(args);
      expect(err, args.join(' ')).toMatch(/^heptad: \S+ cannot be the data folder: it is a file, or lies in one; name a folder with --data DIR\n$/);
      expect(code).toBe(2);
    }
    expect(readFileSync(file, 'utf8')).toBe('{}');
  });

  test('a bad plan refuses to start, and validate lists every fault with file, line and column', async () => {
    const plan = join(data.path, 'plan');
    mkdirSync(plan);
    writeFileSync(join(plan, 'a.yaml'), 'apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: s}\nspec: {service: x, indicatorRef: none, objectives: [{target: 7}]}\n');
    const checked = await run(['validate', plan]);
    expect(checked.code).toBe(1);
    expect(checked.err).toContain(`${plan}/a.yaml:4:`);
    expect(checked.err).toContain('there is no SLI named none');
    expect(checked.err).toContain('a target lies between 0 and 1');
    const json = await run(['validate', plan, '--json']);
    expect(JSON.parse(json.out)).toEqual({
      ok: false, files: [join(plan, 'a.yaml')], measures: { scorecard: 0, kra: 0, kpi: 0, kpt: 0, vma: 0, slo: 0, sli: 0 },
      faults: [
        { file: join(plan, 'a.yaml'), line: 4, column: 34, path: 'spec.indicatorRef', message: 'there is no SLI named none', hint: null, severity: 'error' },
        { file: join(plan, 'a.yaml'), line: 4, column: 62, path: 'spec.objectives.0.target', message: 'a target lies between 0 and 1, this is 7', hint: 'percentages are written as targetPercent', severity: 'error' },
      ],
    });
    const started = await run(['up', '--plan', plan, '--data', join(data.path, 'x'), '--port', '0']);
    expect(started.err).toContain('the plan has 2 faults and was not loaded');
    expect(started.code).toBe(1);
  });

  test('other YAML beside a plan is skipped with a note, and the plan is valid', async () => {
    const mixed = join(data.path, 'mixed');
    mkdirSync(mixed);
    writeFileSync(join(mixed, 'a.yaml'), '{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}\n');
    writeFileSync(join(mixed, 'deploy.yaml'), 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\n');
    const { code, err, out } = await run(['validate', mixed]);
    expect([code, out]).toEqual([0, 'the plan is valid: it has no measures\n']);
    expect(err).toBe(`${mixed}/deploy.yaml:1:1: note: the Deployment of apps/v1 is not part of the plan and is skipped\n`);
    const json = await run(['validate', mixed, '--json']);
    expect([json.code, JSON.parse(json.out)]).toMatchObject([0, { ok: true, files: [join(mixed, 'a.yaml'), join(mixed, 'deploy.yaml')], faults: [{ severity: 'note' }] }]);
  });

  test('schema prints a JSON Schema whole, however large, through a pipe', async () => {
    const { code, out } = await run(['schema']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
  });

  test('validate says which default alert rules a plan leaves no room for, and the plan is valid', async () => {
    const { code, err, out } = await run(['validate', fileURLToPath(new URL('../support/plans/shop', import.meta.url))]);
    expect(code).toBe(0);
    expect(err).toMatch(/plan\.yaml:24:\d+: note: the default rule burn-1h of answers is left out: with a target of 90 % nothing burns faster than 10/);
    expect(out).toContain('the plan is valid');
  });

  test('status says when nothing runs; audit opens the folder itself; import brings a file in', async () => {
    const empty = join(data.path, 'empty');
    mkdirSync(empty);
    const status = await run(['status', '--data', empty]);
    expect(status.err).toMatch(/no heptad runs on .*, and there is no store in it; start it with heptad up/);
    expect(status.code).toBe(1);
    const none = await run(['audit', '--data', join(data.path, 'mistyped')]);
    expect(none.err).toMatch(/there is no store in .*mistyped/);
    expect(none.code).toBe(1);
    const file = join(data.path, 'events.ndjson');
    writeFileSync(file, `{"id":"1","time":${Date.now() - 1000},"service":"s","kind":"k"}\n{"id":2}\n`);
    const imported = await run(['import', file, '--data', empty]);
    expect(imported.out).toContain('1 accepted, 0 duplicates, 0 late, 1 rejected');
    expect(imported.err).toContain(`${file}:2: WRONG_TYPE: id must be text`);
    expect(imported.code).toBe(1);
    const audit = await run(['audit', '--data', empty]);
    expect(audit.out).toContain('the books balance');
    expect(audit.code).toBe(0);
  });

  test('status says the same of a running heptad and, when it has stopped, straight from its folder', async () => {
    const shop = join(data.path, 'shop');
    const program = await up(['--plan', fileURLToPath(new URL('../support/plans/shop', import.meta.url)), '--data', shop, '--clock', 'events']);
    await program.post('/api/v1/events', '{"id":"1","time":"2026-11-01T00:00:10Z","service":"shop","kind":"http.request","state":"ok","value":1}');
    await settled(program, { accepted: 1, mark: Date.parse('2026-11-01T00:00:10Z') });
    const running = await run(['status', 'slo/answers', '--data', shop, '--json']);
    expect(JSON.parse(running.out)).toMatchObject([{ tier: 'slo', name: 'answers', good: 1, total: 1 }]);
    await program.stop();
    expect((await run(['status', 'slo/answers', '--data', shop, '--json'])).out).toBe(running.out);
    expect((await run(['status', 'answer', '--data', shop])).err).toContain('there is no measure named answer');
  });
});
