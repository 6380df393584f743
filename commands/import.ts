/** `heptad import FILE…`: events and samples from files, into a running heptad or straight into the folder. */
import type { Command } from 'commander';
import { startIngest } from '../ingest/room.ts';
import { logger } from '../shared/log.ts';
import { ask } from '../shared/running.ts';
import { clock as makeClock, stopwatch } from '../shared/time/clock.ts';
import { say, tell } from './say.ts';
import { client, type ClientFlags, server, token, wherever } from './wherever.ts';

const bring = async (files: string[], flags: ClientFlags & { kind?: string; service?: string }): Promise<void> => {
  let told = 0;
  const time = stopwatch();
  const progress = (done: number): void => {
    if (time() - told < 2000) return;
    told = time();
    tell(`import: ${done} messages`);
  };
  const { importFiles } = await import('../ingest/sources/file.ts');
  const url = server(flags);
  const options = { ...(flags.kind ? { kind: flags.kind } : {}), ...(flags.service ? { service: flags.service } : {}), onProgress: progress };
  const result = url
    ? await importFiles(files, options, (stream, bodies) => ask(url, `/api/v1/${stream === 'event' ? 'events' : 'samples'}`, { token: token(), type: 'application/x-ndjson', body: Buffer.concat(bodies.flatMap((one) => [Buffer.from(one), Buffer.from('\n')])) }))
    : await wherever(flags, () => Promise.reject(new Error('unreachable')), async (store, config) => {
        const room = await startIngest({ store, clock: makeClock('wall'), config: { ...config, kafka: null }, log: logger('ingest', config.logLevel), speaks: false });
        try {
          return await importFiles(files, options, (stream, bodies) => room.accept(stream, bodies, 'import'));
        } finally {
          await room.stop();
        }
      });
  say(flags.json ? JSON.stringify(result, null, 2) : `${result.accepted} accepted, ${result.duplicates} duplicates, ${result.late} late, ${result.rejected.length} rejected`);
  for (const one of result.rejected.slice(0, 20)) tell(`${one.file}:${one.line}: ${one.code}: ${one.message}`);
  if (result.rejected.length > 0) process.exitCode = 1;
};

/** Adds the command. */
export const addImport = (program: Command): void =>
  void client(program.command('import').description('bring in events or samples from NDJSON files (.gz too)').argument('<file...>', 'NDJSON files').option('--kind <kind>', 'kind of events that name none').option('--service <service>', 'service of messages that name none'))
    .addHelpText('after', '\nExample:\n  heptad import events.ndjson samples.ndjson.gz\n')
    .action(bring);
