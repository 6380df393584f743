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
  ['in whatever letters and database it is written', rules.eachTableHasOneWriter, { path: 'dashboard/queries/x.sql', text: 'insert into heptad.sie select 1' }],
  ['nor does anybody else change or empty it', rules.eachTableHasOneWriter, { path: 'ingest/x.sql', text: 'ALTER TABLE figure DELETE WHERE 1' }],
  ['nor lets partitions go, but retention those of raw', rules.eachTableHasOneWriter, { path: 'aggregator/retention/x.sql', text: 'ALTER TABLE ledger DROP PARTITION 1' }],
  ['nor truncate it', rules.eachTableHasOneWriter, { path: 'dashboard/queries/x.sql', text: 'TRUNCATE TABLE ledger' }],
  ['the dashboard has the door that cannot write', rules.theDashboardOnlyReads, { path: 'dashboard/room.ts', text: 'const rows = await store.climb.rows(statement);' }],
  ['no room takes the statements of another', rules.roomsKeepToThemselves, { path: 'dashboard/plan.ts', text: "const q = sql(import.meta.url, '../aggregator/checkpoint.sql');" }],
  ['a package is not required past its door either', rules.onePackageOneDoor, { path: 'aggregator/room.ts', text: "const k = createRequire(import.meta.url)('kafkajs');" }],
  ['an insert names its table', rules.insertsNameTheirTable, { path: 'dashboard/app.ts', text: 'await door.insert(table, [], format, body);' }],
  ['each table of the migrations has a room that owns it', rules.eachTableIsOwned, { path: 'shared/store/migrations/009-x.sql', text: 'CREATE TABLE nobodys (a Int32)' }],
  ['statements are constant text, with no settings of their own', rules.statementsAreConstant, { path: 'aggregator/sums.ts', text: `const q = \`-- x\nSELECT 1 WHERE a = \${b}\`;` }],
  ['SQL stands in .sql files', rules.sqlStandsInSqlFiles, { path: 'dashboard/app.ts', text: 'const q = `SELECT * FROM sie WHERE id = 1`;' }],
  ['only the roll-up divides good by total', rules.onlyTheRollUpDivides, { path: 'dashboard/queries/x.sql', text: 'SELECT good / total FROM sli_minute' }],
  ['nor by the name of the function', rules.onlyTheRollUpDivides, { path: 'dashboard/queries/x.sql', text: 'SELECT divide(sum(good), sum(total)) FROM sli_minute' }],
  ['code divides no good by total either', rules.codeDividesNothing, { path: 'dashboard/cards/figure.ts', text: 'const share = row.good / row.total;' }],
  ['no wall clock outside the one clock', rules.noWallClock, { path: 'aggregator/room.ts', text: 'const now = Date.now();' }],
  ['nor by other names of it', rules.noWallClock, { path: 'aggregator/room.ts', text: 'const now = +new Date;' }],
  ['nor by the newest of them', rules.noWallClock, { path: 'aggregator/room.ts', text: 'const now = Temporal.Now.instant();' }],
  ['nor a statement by the standard word', rules.statementsReadNoClock, { path: 'aggregator/rollup/3-slo.sql', text: 'SELECT CURRENT_TIMESTAMP' }],
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

test('the seven tiers have one roll-up, one page of examples and one card each, under the same names', () => {
  const paths = new Set(execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split('\n'));
  for (const tier of ['2-sli', '3-slo', '4-vma', '5-kpt', '6-kpi', '7-kra'])
    for (const path of [`aggregator/rollup/${tier}.ts`, `test/aggregator/rollup/${tier}.test.ts`, `test/aggregator/rollup/${tier}.md`, `dashboard/cards/${tier}.ts`]) expect(paths).toContain(path);
  expect(paths).toContain('dashboard/cards/1-sie.ts');
});
