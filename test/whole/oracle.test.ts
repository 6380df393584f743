/**
 * The program against a second implementation of the measures, slow and exact (test/support/oracle), on plans and messages made at random from a seed.
 * HEPTAD_ORACLE_SEEDS=1-200 goes on a longer hunt.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { differences, type Told } from '../support/oracle/compare.ts';
import { disagreements } from '../support/oracle/drive.ts';
import { generate } from '../support/oracle/generate.ts';
import { message } from '../support/oracle/messages.ts';
import { Oracle } from '../support/oracle/oracle.ts';
import { Plan } from '../support/oracle/plan.ts';
import { q } from '../support/oracle/rational.ts';

const [from = 0, to = from] = (process.env['HEPTAD_ORACLE_SEEDS'] ?? '').split('-').filter((text) => text !== '').map(Number);
const hunt = Array.from({ length: from === 0 ? 0 : to - from + 1 }, (_, i) => from + i);
const SEEDS = hunt.length > 0 ? hunt : [58];
/** Instants of a case that are asked in an ordinary run. */
const FEW = hunt.length > 0 ? 100 : 2;

describe('a plan and messages made at random', () => {
  test.each(SEEDS)('seed %i: the program tells the rows of the oracle, all tiers at every instant', async (seed) => {
    const made = generate(seed);
    const { rows, found } = await disagreements({ ...made, instants: made.instants.slice(-FEW) });
    expect(found.slice(0, 20)).toEqual([]);
    expect(rows).toBeGreaterThan(50);
  }, 300_000);

  test('the same seed makes the same case', () => {
    expect(generate(7)).toEqual(generate(7));
    expect(generate(7).events).not.toEqual(generate(8).events);
  });
});

const cases = process.env['HEPTAD_CASES'] ?? fileURLToPath(new URL('../../../shared/cases', import.meta.url));

/** Figures of a case as a program would tell them: fractions as numbers. */
const asTold = (row: unknown): Told => JSON.parse(JSON.stringify(row), (_, value: unknown) => (typeof value === 'string' && /^-?\d+\/\d+$/.test(value) ? q(value).toNumber() : value)) as Told;

describe.skipIf(!existsSync(cases))('the oracle itself', () => {
  test.each(hunt.length > 0 ? ['1-basic', '2-basic', '3-basic', '4-full', '5-full', '6-full'] : ['1-basic', '6-full'])('tells the expected rows of %s, down to the contributors', (name) => {
    const lines = ['events', 'samples'].flatMap((file) => readFileSync(`${cases}/${name}/${file}.ndjson`, 'utf8').split('\n').filter((line) => line.trim() !== ''));
    const oracle = new Oracle(Plan.read(`${cases}/${name}/plan`), lines.map(message));
    const { instants } = JSON.parse(readFileSync(`${cases}/${name}/expected.json`, 'utf8')) as { instants: { at: string; rows: Told[] }[] };
    const found = instants.flatMap(({ at, rows }) => {
      const told = new Map(rows.map((row) => [`${String(row['tier'])} ${String(row['name'])}`, row]));
      // a case says nothing of flags and forecasts, and of weights only where there are any
      return oracle.rows(Date.parse(at)).flatMap(({ flags: _flags, forecast: _forecast, ...row }) => {
        // nor of the pace of a range
        if (Array.isArray(row.target?.desired)) delete row.pace;
        const want = asTold(told.get(`${row.tier} ${row.name}`));
        const listed = (want['contributors'] ?? []) as Told[];
        // a case gives an inline group's part to the group (any#2), not to what stands in it: only the measure itself is compared
        if (listed.some((one) => String(one['name']).includes('#'))) return differences({ ...row, contributors: [] }, { ...want, contributors: [] }, at);
        const bare = row.contributors.map((one) => Object.fromEntries(Object.entries(one).filter(([field, value]) => field !== 'lines' && !(field === 'contribution' && value === null))) as typeof one);
        return differences({ ...row, contributors: bare }, want, at);
      });
    });
    expect(found.slice(0, 20)).toEqual([]);
  }, 240_000);
});
