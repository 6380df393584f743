/** The rules of the house, as pure checks over files given as { path, text }: each answers the breaches it finds, as "path: what". */

export type File = { path: string; text: string };

const ROOMS = ['ingest', 'aggregator', 'dashboard'];
const room = (path: string): string => path.split('/')[0] as string;
const isCode = (one: File): boolean => /\.(ts|js)$/.test(one.path) && !one.path.endsWith('.d.ts');
/** Code that runs in the product: not tests, benches, examples or tools' settings. */
const isProduct = (one: File): boolean => isCode(one) && (ROOMS.includes(room(one.path)) || ['shared', 'commands'].includes(room(one.path)) || ['heptad.ts', 'up.ts'].includes(one.path));

/** Modules that a file imports, static, dynamic or required, and the statements it takes from .sql files. */
const imports = (text: string): string[] => [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|\b(?:require|createRequire\([^)]*\))\(\s*['"]([^'"]+)['"]\s*\)|\bsql\(\s*import\.meta\.url\s*,\s*['"]([^'"]+)['"]/g)].map((found) => (found[1] ?? found[2] ?? found[3] ?? found[4] ?? found[5]) as string);
const target = (path: string, module: string): string => {
  const parts = path.split('/').slice(0, -1);
  for (const one of module.split('/')) {
    if (one === '..') parts.pop();
    else if (one !== '.') parts.push(one);
  }
  return parts.join('/');
};
const local = (one: File): string[] => imports(one.text).filter((module) => module.startsWith('.')).map((module) => target(one.path, module));
const packages = (one: File): string[] => imports(one.text).filter((module) => !module.startsWith('.') && !module.startsWith('node:')).map((module) => module.split('/').slice(0, module.startsWith('@') ? 2 : 1).join('/'));
/** Code without its comments, so that words about a thing are not the thing. */
const bare = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[^:'"`])\/\/.*$/gm, '$1');

export const roomsKeepToThemselves = (files: readonly File[]): string[] =>
  files.filter(isProduct).flatMap((one) => {
    const mine = room(one.path);
    if (['heptad.ts', 'up.ts'].includes(one.path)) return [];
    // a command may know one room; only up.ts knows them all
    const known = mine === 'commands' ? [...new Set(local(one).map(room).filter((other) => ROOMS.includes(other)))].slice(0, 1).concat('examples') : [];
    return local(one).filter((other) => room(other) !== 'shared' && room(other) !== mine && !known.includes(room(other))).map((other) => `${one.path}: imports ${other}`);
  });

const DOORS: Record<string, RegExp> = {
  kafkajs: /^shared\/kafka\//,
  'kafkajs-snappy': /^shared\/kafka\//,
  'lz4-napi': /^shared\/kafka\//,
  '@clickhouse/client': /^shared\/store\//,
  chdb: /^shared\/store\//,
  express: /^(dashboard\/|ingest\/sources\/http\.ts|ingest\/room\.ts|ingest\/app\.ts)/,
  echarts: /^dashboard\//,
  '@resvg/resvg-js': /^dashboard\/pictures\//,
  '@date-fns/tz': /^shared\/time\//,
};
export const onePackageOneDoor = (files: readonly File[]): string[] =>
  files.filter(isProduct).flatMap((one) => packages(one).filter((name) => DOORS[name] && !DOORS[name].test(one.path)).map((name) => `${one.path}: imports ${name}`));

const OWNER: Record<string, string> = {
  ...Object.fromEntries(['sie', 'sample', 'shape', 'refused', 'late', 'gap', 'ledger', 'pulse', 'resume'].map((name) => [name, 'ingest'])),
  ...Object.fromEntries(['measure', 'plan', 'match', 'figure', 'closed', 'reply', 'checkpoint', 'lease', 'identity', 'target', 'retired', 'claim', 'rule', 'evidence', 'sealed', 'dropped', 'alert', 'outbox', 'delivery', ...['sli', 'value', 'slo', 'vma'].flatMap((tier) => ['minute', 'hour', 'day'].flatMap((grain) => (grain === 'minute' ? [`${tier}_${grain}`] : [`${tier}_${grain}`, `${tier}_${grain}_by_def`])))].map((name) => [name, 'aggregator'])),
  entry: 'dashboard',
  migration: 'shared',
};
/** Statements that write no row: retention lets raw partitions go, a backup links parts. */
const WRITES_NOTHING: readonly { where: RegExp; what: RegExp }[] = [
  { where: /^aggregator\/retention\//, what: /\bALTER TABLE (?:sie|sample) DROP PARTITION\b/g },
  { where: /^shared\/store\//, what: /\bALTER TABLE [a-z_]+ FREEZE\b/g },
];
const writing = (one: File): string => WRITES_NOTHING.filter(({ where }) => where.test(one.path)).reduce((text, { what }) => text.replaceAll(what, ''), one.text);
export const eachTableHasOneWriter = (files: readonly File[]): string[] =>
  files.filter((one) => isProduct(one) || (one.path.endsWith('.sql') && !one.path.includes('/migrations/'))).flatMap((one) =>
    [...writing(one).matchAll(/\.(?:insert|fill)\(\s*['"`]([a-z_]+)['"`]|\bINSERT\s+INTO\s+(?:TABLE\s+)?(?:[a-z_]+\.)?([a-z_]+)|\b(?:ALTER|TRUNCATE|DROP|OPTIMIZE)\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:[a-z_]+\.)?([a-z_]+)|\bDELETE\s+FROM\s+(?:[a-z_]+\.)?([a-z_]+)/gi)].map((found) => (found[1] ?? found[2] ?? found[3] ?? found[4])?.toLowerCase() as string).filter((table) => OWNER[table] !== undefined && OWNER[table] !== room(one.path)).map((table) => `${one.path}: writes ${table}, which belongs to ${OWNER[table]}`),
  );

/** The dashboard has the door that cannot write, and no other. */
export const theDashboardOnlyReads = (files: readonly File[]): string[] =>
  files.filter((one) => isProduct(one) && room(one.path) === 'dashboard').flatMap((one) => [...bare(one.text).matchAll(/\bstore\??\.(?:climb|ingest)\b|\{[^}]*\b(?:climb|ingest)\b[^}]*\}\s*=\s*(?:options\.)?store\b/g)].map((found) => `${one.path}: uses ${found[0]}`));

/** Files where the table of an insert is worked out: both stay with the tables of their own room. */
const WORKED_OUT = new Set(['ingest/sinks/store.ts', 'aggregator/climb.ts']);
export const insertsNameTheirTable = (files: readonly File[]): string[] =>
  files.filter((one) => isProduct(one) && !WORKED_OUT.has(one.path)).flatMap((one) => [...bare(one.text).matchAll(/\b(?:door|ingest|climb|read)\.(?:insert|fill)\(\s*([^'\s][^,]*)/g)].map((found) => `${one.path}: inserts into ${found[1]}, which no reader can see`));
export const eachTableIsOwned = (files: readonly File[]): string[] =>
  files.filter((one) => one.path.endsWith('.sql')).flatMap((one) => [...one.text.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?([a-z_]+)/g)].map((found) => found[1] as string).filter((table) => OWNER[table] === undefined).map((table) => `${one.path}: nobody owns ${table}`));

export const statementsAreConstant = (files: readonly File[]): string[] =>
  files.filter((one) => isProduct(one) && !one.path.startsWith('shared/store/')).flatMap((one) =>
    [...bare(one.text).matchAll(/\bas Sql\b|clickhouse_settings|`[^`]*\b(?:SELECT|INSERT INTO|WHERE|GROUP BY)\b[^`]*\$\{/g)].map((found) => `${one.path}: ${found[0].slice(0, 40)}`),
  );
export const sqlStandsInSqlFiles = (files: readonly File[]): string[] =>
  files.filter((one) => isProduct(one) && !/^shared\/store\/(store|migrate|sql)\.ts$/.test(one.path)).flatMap((one) => (/['"`]\s*(SELECT\s[\s\S]{0,200}\sFROM\s|INSERT\s+INTO\s|CREATE\s+TABLE\s|ALTER\s+TABLE\s|TRUNCATE\s+TABLE\s|DELETE\s+FROM\s)/i.test(bare(one.text)) ? [`${one.path}: holds SQL`] : []));
export const onlyTheRollUpDivides = (files: readonly File[]): string[] =>
  files.filter((one) => one.path.endsWith('.sql') && !one.path.startsWith('aggregator/rollup/')).flatMap((one) => (/\bgood\)?\s*\/\s*|\/\s*(sum\()?total\b|\bdivide\w*\(\s*(?:\w+\()?\s*\w*\.?good\b/i.test(one.text.replaceAll(/--.*$/gm, '').replaceAll(/'[^']*'/g, '')) ? [`${one.path}: divides good by total`] : []));

/** The same quotient outside of SQL: code reads the value that the roll-up made. */
export const codeDividesNothing = (files: readonly File[]): string[] =>
  files.filter(isProduct).flatMap((one) => [...bare(one.text).matchAll(/\bgood\)?\s*\/\s*(?:Number\()?[\w.]*total\b/g)].map((found) => `${one.path}: ${found[0]}`));

/** A browser may time what it waits for (performance.now): that is a stopwatch, not the time. */
export const noWallClock = (files: readonly File[]): string[] =>
  files.filter((one) => isProduct(one) && one.path !== 'shared/time/clock.ts').flatMap((one) => [...bare(one.text).matchAll(/Date\.now\b|new Date(?:\(\)|\s*[;,)]|\s*$)|\+\s*new Date\b(?!\()|\bTemporal\.Now\b|(?<![\w.])Date\(\)|performance\.now\b|process\.hrtime/g)].filter((found) => found[0] !== 'performance.now' || !one.path.startsWith('dashboard/web/')).map((found) => `${one.path}: ${found[0]}`));
export const statementsReadNoClock = (files: readonly File[]): string[] =>
  files.filter((one) => one.path.endsWith('.sql') && !one.path.includes('/migrations/') && one.path !== 'shared/store/look.sql').flatMap((one) => (/\b(now|now64|nowInBlock|today|yesterday)\s*\(|\b(?:CURRENT_TIMESTAMP|CURRENT_DATE)\b/i.test(one.text.replaceAll(/--.*$/gm, '')) ? [`${one.path}: asks for the time`] : []));

const PURE = /^shared\/(tiers\/|plan\/|time\/window\.ts)/;
const READS_DISK = new Set(['shared/plan/read.ts']);
export const theModelDoesNoIo = (files: readonly File[]): string[] =>
  files.filter((one) => isCode(one) && PURE.test(one.path) && !READS_DISK.has(one.path)).flatMap((one) => [
    ...imports(one.text).filter((module) => /^node:(?!crypto$)/.test(module) || /^(?!(?:yaml|zod|@date-fns\/tz)$)[@a-z]/.test(module) && !module.startsWith('node:') || (module.startsWith('.') && !/^shared\/(tiers|plan|time|errors\.ts)/.test(target(one.path, module)))).map((module) => `${one.path}: imports ${module}`),
    ...[...bare(one.text).matchAll(/\bfetch\(|\bprocess\.|\bsetTimeout\(|\bconsole\./g)].map((found) => `${one.path}: ${found[0]}`),
  ]);

const VAGUE = /^(utils?|helpers?|common|misc|managers?|services?|types)$/;
export const namesSayWhatTheyHold = (files: readonly File[]): string[] => files.flatMap((one) => one.path.split('/').map((part) => part.replace(/\..*$/, '')).filter((part) => VAGUE.test(part)).map((part) => `${one.path}: ${part} says nothing`));
export const noDefaultExports = (files: readonly File[]): string[] => files.filter((one) => isCode(one) && !one.path.endsWith('.config.ts') && one.path !== 'test/support/closing-line.ts').flatMap((one) => (/(^|\n)export default\b/.test(bare(one.text)) ? [`${one.path}: exports a default`] : []));
export const noAny = (files: readonly File[]): string[] => files.filter((one) => isCode(one) && one.path !== 'test/support/rules.ts').flatMap((one) => (/(:\s*any\b|\bas any\b|<any>|\bany\[\])/.test(bare(one.text).replaceAll(/(['"`])(?:\\.|(?!\1)[^\\])*\1/g, '')) ? [`${one.path}: uses any`] : []));
export const noBarrels = (files: readonly File[]): string[] => files.filter((one) => isCode(one)).flatMap((one) => (/(^|\/)index\.ts$/.test(one.path) || /(^|\n)export \* from/.test(one.text) ? [`${one.path}: is a barrel`] : []));
export const filesOpenWithWhatTheyAre = (files: readonly File[]): string[] =>
  files.filter((one) => isProduct(one) || (one.path.endsWith('.sql') && !one.path.includes('/migrations/'))).flatMap((one) => (/^(\/\*\*|\/\/|--|#!)/.test(one.text.trimStart()) ? [] : [`${one.path}: does not say what it is`]));
