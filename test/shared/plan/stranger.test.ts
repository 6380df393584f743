/** A folder with other people's YAML in it, and input made to hurt: skipped or refused, never a crash, never long. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Checked, checkPlan } from '../../../shared/plan/check.ts';
import { readPlan } from '../../../shared/plan/read.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const OURS = '{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}\n';
const beside = (text: string): Checked => checkPlan([{ file: 'ours', text: OURS }, { file: 'theirs', text }]);

describe("other people's YAML is skipped with a note, and the plan is a plan", () => {
  test.each([
    ['a Kubernetes Service', 'apiVersion: v1\nkind: Service\nmetadata: {name: shop, namespace: prod}\nspec: {ports: [{port: 80}]}\n', 'the Service of v1 is not part of the plan and is skipped'],
    ['a Deployment, with a key given twice', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 1, replicas: 2}\n', 'the Deployment of apps/v1 is not part'],
    ['a custom resource', 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: d}\nspec: {groups: []}\n', 'the PrometheusRule of monitoring.coreos.com/v1 is not part'],
    ['a chart of Helm', 'apiVersion: v2\nname: shop\nversion: 1.2.3\n', 'a document of v2 is not part'],
    ['values of Helm', 'replicaCount: 1\nimage: {repository: shop}\n', 'a document without apiVersion is not part'],
    ['a template of Helm', 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n{{- if .Values.on }}\nspec: x\n{{- end }}\n', 'this is a template, not part of the plan'],
    ['docker-compose', 'services:\n  web: &web {image: shop}\n  more: {<<: *web}\n', 'a document without apiVersion is not part'],
    ['a workflow of GitHub', 'on: push\njobs: {build: {runs-on: ubuntu, steps: [{run: make}]}}\n', 'a document without apiVersion is not part'],
    ['a playbook', '- hosts: all\n  tasks: [{name: x}]\n', 'a document without apiVersion is not part'],
    ['a stack with tags of its own', 'Resources:\n  A: !Ref B\n  C: !GetAtt D.E\n', 'a document without apiVersion is not part'],
  ])('%s', (_what, text, expected) => {
    const { plan, faults, warnings, notes } = beside(text);
    expect([faults, warnings].flat().map(faultLine)).toEqual([]);
    expect(notes.map(faultLine)).toEqual([expect.stringContaining(`theirs:1:1: note: ${expected}`)]);
    expect(plan).toMatchObject({ services: [{ name: 'shop' }], notes });
  });
  test('one note a file, however many documents; ours between them are read', () => {
    const { plan, notes } = checkPlan([{ file: 'mixed', text: `${'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n---\n'.repeat(3)}${OURS}` }]);
    expect(notes.map(faultLine)).toEqual(['mixed:1:1: note: the Pod of v1 is not part of the plan and is skipped, and so are 2 other documents of this file']);
    expect(plan?.services).toHaveLength(1);
  });
  test('a kind of ours under the version of another tool is a warning; a slip in ours is a fault', () => {
    expect(beside('{apiVersion: n9/v1alpha, kind: SLO, metadata: {name: s}, spec: {}}').warnings.map(faultLine)).toEqual([expect.stringContaining('warning: the SLO of n9/v1alpha is not part of the plan')]);
    for (const [text, expected] of [['{apiVersion: opnslo/v1, kind: SLO}', 'opnslo/v1 is not known .at apiVersion.; did you mean openslo/v1'], ['{apiVerson: openslo/v1, kind: SLO}', 'apiVersion is missing'], ['{kind: SLOO, metadata: {name: s}}', 'apiVersion is missing'], ['{apiVersion: openslo.com/v1, kind: SLO}', 'openslo.com/v1 is not known'], ['{apiVersion: openslo.example.com/v3beta1, kind: SLO}', 'openslo.example.com/v3beta1 is not known']] as const)
      expect(beside(text).faults.map(faultLine).join()).toMatch(new RegExp(expected));
  });
  test('documents that say nothing are left out', () => expect(beside('---\n# a comment\n---\nnull\n---\n~\n---\n')).toMatchObject({ faults: [], warnings: [], notes: [] }));
  test('a folder in which nothing is of a plan is a fault', () => expect(checkPlan([{ file: 'p', text: 'a: 1' }]).faults.map(faultLine)).toEqual(['p:1:1: error: there is no document of a plan here; a plan is made of documents with apiVersion: openslo/v1 or heptad/v1']));
});

describe('input made to hurt', () => {
  const slo = (i: number, more = ''): string => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: s${i}}, spec: {service: x, indicatorRef: nothing-${i}, objectives: [{target: 0.9}]${more}}}\n---\n`;
  const many = (n: number, of: (i: number) => string): string => Array.from({ length: n }, (_, i) => of(i)).join('');
  const timed = (text: string): { found: Checked; ms: number } => {
    const started = performance.now();
    const found = checkPlan([{ file: 'p', text }]);
    return { found, ms: performance.now() - started };
  };
  test('a plan with 200 faults says 200, in under a second', () => {
    // the quickest of three: the first one compiles what it runs, and the machine may have other things to do
    const runs = [1, 2, 3].map(() => timed(many(100, (i) => slo(i, ', budgetingMethd: Timeslices'))));
    for (const { found } of runs) expect(found.faults).toHaveLength(200);
    expect(Math.min(...runs.map(({ ms }) => ms))).toBeLessThan(1000);
  });
  test('ten thousand references to nothing beside ten thousand names that are near', () => {
    const { found, ms } = timed(many(5000, (i) => slo(i)) + many(5000, (i) => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: nothin-${i}}, spec: {thresholdMetric: {metricSource: {spec: {kind: k}}}}}\n---\n`));
    expect(found.faults).toHaveLength(5000);
    expect(found.faults[0]?.hint).toBe('did you mean nothin-0?');
    expect(ms).toBeLessThan(60_000);
  });
  test('twenty thousand documents', () => {
    expect(timed(many(20_000, (i) => `{apiVersion: openslo/v1, kind: Service, metadata: {name: s${i}}, spec: {}}\n---\n`)).found.plan?.services).toHaveLength(20_000);
  });
  test('ten megabytes: one text, a list, a million unknown fields', () => {
    const [head] = OURS.split(', spec');
    expect(timed(`${head}, spec: {description: ${'x'.repeat(10_000_000)}}}`).found.faults.map((one) => one.message)).toEqual(['this is longer than 1050 characters']);
    expect(timed(`{apiVersion: heptad/v1, kind: Scorecard, metadata: {name: c}, spec: {areas: [${many(100_000, (i) => `area-${i}, `)}]}}`).found.faults).toHaveLength(100_000);
    expect(timed(many(500_000, (i) => `key-${i}: 1\n`)).found.notes.map((one) => one.message)).toEqual(['nothing in this large file is of openslo or heptad: it is not part of the plan and is skipped']);
    expect(timed('x'.repeat(17 * 1024 * 1024)).found.faults.map((one) => one.message)).toEqual(['the file is larger than 16 MiB']);
  });
  test('an alias bomb, in ours, is refused', () => {
    const bomb = ['apiVersion: openslo/v1', 'kind: Service', 'metadata: {name: s}', 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(', ')}]`)].join('\n');
    expect(timed(bomb).found.faults.map((one) => one.message).join()).toMatch(/alias/i);
  });
});

describe('a folder with odd things in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heptad-odd-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  test('a pipe is not waited for, and a file that cannot be read leaves the others readable', () => {
    writeFileSync(join(folder, 'a.yaml'), OURS);
    mkdirSync(join(folder, 'b.yaml'));
    execFileSync('mkfifo', [join(folder, 'c.yaml')]);
    expect(readPlan([folder])).toMatchObject({ faults: [], files: [join(folder, 'a.yaml')], plan: { services: [{ name: 'shop' }] } });
    symlinkSync('nowhere', join(folder, 'd.yaml'));
    const { faults, files } = readPlan([folder]);
    expect(files).toEqual([join(folder, 'a.yaml')]);
    expect(faults.map(faultLine)).toEqual([`${join(folder, 'd.yaml')}:1:1: error: cannot be read: there is no such file or folder`]);
  });
});
