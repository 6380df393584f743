/** `heptad import FILE…`: events and samples from files, into a running heptad or straight into the folder. */
import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { startIngest } from '../ingest/room.ts';
import { clockOf } from '../ingest/sinks/writer.ts';
import { type Accept, importFiles, type Imported } from '../ingest/sources/file.ts';
import { readMapping } from '../ingest/sources/mapping.ts';
import { HeptadError } from '../shared/errors.ts';
import { logger } from '../shared/log.ts';
import { ask } from '../shared/running.ts';
import { clock as makeClock } from '../shared/time/clock.ts';
import { patiently } from './patiently.ts';
import { progress } from './progress.ts';
import { say, tell } from './say.ts';
import { client, type ClientFlags, token, wherever } from './wherever.ts';

type ImportFlags = ClientFlags & { kind?: string; service?: string; map?: string; shiftToNow?: boolean; history?: boolean };

/** Rejected entries that are printed. */
const SHOWN = 20;

const size = (file: string): number => {
  try {
    return statSync(file).size;
  } catch {
    return 0; // said when it is opened
  }
};

/** Messages to a running heptad, as a sender would. */
const sending = (url: string, history: boolean): Accept => async (stream, bodies, packed) => {
  const path = `/api/v1/${stream === 'event' ? 'events' : 'samples'}${history ? '?history' : ''}`;
  const body = Buffer.concat(bodies.flatMap((one) => [Buffer.from(one), Buffer.from('\n')]));
  if (packed === undefined) return patiently(() => ask(url, path, { token: token(), type: 'application/x-ndjson', body }));
  // not packed at all, so it is refused there as it was here, and counted
  await ask(url, path, { token: token(), type: 'application/x-ndjson', encoding: 'gzip', body }).catch((error: unknown) => {
    if (!(error instanceof HeptadError && error.code === 'USAGE')) throw error;
  });
  return { accepted: 0, duplicates: 0, late: 0, rejected: [] };
};

const bring = async (files: string[], flags: ImportFlags): Promise<void> => {
  const bar = progress('import');
  const options = {
    ...(flags.kind ? { kind: flags.kind } : {}), ...(flags.service ? { service: flags.service } : {}), ...(flags.map === undefined ? {} : { map: readMapping(flags.map) }), ...(flags.shiftToNow ? { shiftToNow: makeClock('wall').now() } : {}),
    onProgress: (done: number, share: number): void => bar.at(share, `${done} messages`),
  };
  const through = (accept: Accept): Promise<Imported> => importFiles(files, options, accept, files.map(size));
  const result = await wherever(flags, (url) => through(sending(url, flags.history ?? false)), async (store, config) => {
    // what is late is late by the clock that the folder is kept by
    const room = await startIngest({ store, clock: makeClock((await clockOf(store.read)) ?? config.clock), config: { ...config, kafka: null }, log: logger('ingest', config.logLevel), speaks: false });
    try {
      return await through((stream, bodies, packed) => room.accept(stream, bodies, 'import', { packed, history: flags.history ?? false }));
    } finally {
      await room.stop();
    }
  }).finally(() => bar.end());
  const rejected = Object.values(result.refused).reduce((sum, one) => sum + one, 0);
  say(flags.json ? JSON.stringify(result, null, 2) : `${result.accepted} accepted, ${result.duplicates} duplicates, ${result.late} late, ${rejected} rejected${result.shifted === 0 ? '' : `, times moved by ${result.shifted / (7 * 86_400_000)} weeks`}`);
  for (const one of result.rejected.slice(0, SHOWN)) tell(`${one.file}:${one.line}: ${one.code}: ${one.message}`);
  if (rejected > SHOWN) tell(`and ${rejected - SHOWN} more; --json lists the first 10 000 (all: ${Object.entries(result.refused).map(([code, count]) => `${code} ${count}`).join(', ')})`);
  for (const hint of result.hints) tell(hint);
  if (result.late > 0) tell(`${result.late} are ${flags.history ? 'of days whose raw was dropped already' : 'older than retention'}: kept and counted, not climbed. ${flags.history ? '--shift-to-now moves them' : '--history climbs them, --shift-to-now moves them'}`);
  if (rejected > 0) process.exitCode = 1;
};

const HELP = `
Files named .csv or .csv.gz are CSV with a header (comma, semicolon or tab), all others NDJSON; a line that names an sli is a sample.
--map 'FIELD=COLUMN,…' says what the columns of a CSV file mean:
  FIELD    id, time, service, kind, component, state, value, unit, good, total, severity, sli or labels.NAME
  COLUMN   a column's name, in "double quotes" when it holds a comma; 'single quotes' = this text in every row; # = file name and line (the id when none is given)
A column named like a field needs no mapping; other columns are left out. An empty cell is an absent field. Times are RFC 3339 or milliseconds.

Examples:
  heptad import events.ndjson samples.ndjson.gz
  heptad import last-year.ndjson.gz --history
  heptad import flights.csv --kind flight --service airline --map "id=row,time=Date,value=delay,state=status,labels.origin=origin,unit='min'"
`;

/** Adds the command. */
export const addImport = (program: Command): void =>
  void client(
    program
      .command('import')
      .description('bring in events or samples from NDJSON or CSV files (.gz too)')
      .argument('<file...>', 'NDJSON or CSV files')
      .option('--kind <kind>', 'kind of events that name none')
      .option('--service <service>', 'service of messages that name none')
      .option('--map <pairs>', 'what the columns of CSV files mean (may be given several times)', (one: string, before: string | undefined) => (before === undefined ? one : `${before},${one}`))
      .option('--history', 'messages older than retention are climbed, not only kept and counted as late')
      .option('--shift-to-now', 'move all times by whole weeks, so that the newest lies within the last week'),
  )
    .addHelpText('after', HELP)
    .action(bring);
