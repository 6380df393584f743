/** The invariants of the house: each rule holds for the tree, and refuses the breach it is there for. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as rules from './support/rules.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const files: rules.File[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((path) => /\.(ts|js|sql)$/.test(path))
  .flatMap((path) => {
    try {
      return [{ path, text: readFileSync(`${ROOT}/${path}`, 'utf8') }];
    } catch {
      return []; // listed, but deleted in the work tree
    }
  });

const RULES: [string, (files: readonly rules.File[]) => string[], rules.File][] = [
  ['rooms import themselves and shared, never one another', rules.roomsKeepToThemselves, { path: 'ingest/room.ts', text: "import { climb } from '../aggregator/climb.ts';" }],
  ['a command knows one room at most', rules.roomsKeepToThemselves, { path: 'commands/x.ts', text: "import { a } from '../ingest/room.ts';\nimport { b } from '../aggregator/room.ts';" }],
  ['shared imports only shared', rules.roomsKeepToThemselves, { path: 'shared/store/store.ts', text: "import { path } from '../../ingest/path.ts';" }],
  ['each package has one door', rules.onePackageOneDoor, { path: 'aggregator/room.ts', text: "import kafkajs from 'kafkajs';" }],
  ['each table has one writer room', rules.eachTableHasOneWriter, { path: 'dashboard/app.ts', text: "await store.ingest.insert('sie', [], 'JSONEachRow', '');" }],
  ['the aggregator does not write raw rows, in SQL either', rules.eachTableHasOneWriter, { path: 'aggregator/rollup/2-sli.sql', text: 'INSERT INTO ledger SELECT 1' }],
  ['an insert names its table', rules.insertsNameTheirTable, { path: 'dashboard/app.ts', text: 'await door.insert(table, [], format, body);' }],
  ['each table of the migrations has a room that owns it', rules.eachTableIsOwned, { path: 'shared/store/migrations/009-x.sql', text: 'CREATE TABLE nobodys (a Int32)' }],
  ['statements are constant text, with no settings of their own', rules.statementsAreConstant, { path: 'aggregator/sums.ts', text: `const q = \`-- x\nSELECT 1 WHERE a = \${b}\`;` }],
  ['SQL stands in .sql files', rules.sqlStandsInSqlFiles, { path: 'dashboard/app.ts', text: 'const q = `SELECT * FROM sie WHERE id = 1`;' }],
  ['only the roll-up divides good by total', rules.onlyTheRollUpDivides, { path: 'dashboard/queries/x.sql', text: 'SELECT good / total FROM sli_minute' }],
  ['code divides no good by total either', rules.codeDividesNothing, { path: 'dashboard/cards/figure.ts', text: 'const share = row.good / row.total;' }],
  ['no wall clock outside the one clock', rules.noWallClock, { path: 'aggregator/room.ts', text: 'const now = Date.now();' }],
  ['no statement asks for the time', rules.statementsReadNoClock, { path: 'aggregator/rollup/3-slo.sql', text: 'SELECT now() FROM slo_minute' }],
  ['tiers, plans and windows do no I/O', rules.theModelDoesNoIo, { path: 'shared/plan/check.ts', text: "import { readFileSync } from 'node:fs';" }],
  ['tiers, plans and windows ask nobody', rules.theModelDoesNoIo, { path: 'shared/tiers/row.ts', text: 'const answer = await fetch(url);' }],
  ['names say what they hold', rules.namesSayWhatTheyHold, { path: 'shared/utils.ts', text: '' }],
  ['no default exports', rules.noDefaultExports, { path: 'shared/log.ts', text: 'export default 1;' }],
  ['no any', rules.noAny, { path: 'shared/log.ts', text: 'const one: any = 1;' }],
  ['no barrels', rules.noBarrels, { path: 'shared/index.ts', text: "export * from './log.ts';" }],
  ['every file opens with what it is', rules.filesOpenWithWhatTheyAre, { path: 'shared/log.ts', text: 'export const one = 1;' }],
];

test.each(RULES)('%s', (_title, rule, breach) => {
  expect(rule([breach]), 'the rule refuses its breach').not.toEqual([]);
  expect(rule(files)).toEqual([]);
});

test('the seven tiers have one statement and one page of examples each, under the same names', () => {
  const paths = new Set(files.map((one) => one.path));
  for (const tier of ['2-sli', '3-slo', '4-vma', '5-kpt', '6-kpi', '7-kra']) {
    expect(paths).toContain(`aggregator/rollup/${tier}.sql`);
    expect(paths).toContain(`test/aggregator/rollup/${tier}.test.ts`);
  }
});
