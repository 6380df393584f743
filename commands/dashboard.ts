/** `heptad dashboard`: pages and API over a ClickHouse server. It only reads: the plan from table `measure`, rows of any instant through the climb it is handed. */
import type { Command } from 'commander';
import { startDashboard } from '../dashboard/room.ts';
import type { Flags } from '../shared/settings.ts';
import type { Answer } from '../shared/tiers/row.ts';
import { type Alone, roomOptions, runAlone } from './alone.ts';

/** `answerOf` = the climb, asked over the read-only door; up.ts hands it in. */
export type AnswerOf = (alone: Alone) => Answer;

const dashboard = (version: string, answerOf: AnswerOf) => (flags: Flags): Promise<void> =>
  runAlone('dashboard', version, flags, () => undefined, async (alone) => {
    const { store, clock, config, log } = alone;
    const room = await startDashboard({ store, answer: answerOf(alone), ticks: null, progress: null, ingestRouter: null, clock, config, log, version });
    return { listening: room, end: [() => room.stop()] };
  });

/** Adds the command. */
export const addDashboard = (program: Command, version: string, answerOf: AnswerOf): void =>
  void roomOptions(program.command('dashboard').description('one room: pages and API over CLICKHOUSE_URL'), 'dashboard')
    .addHelpText('after', '\nExample:\n  CLICKHOUSE_URL=http://db:8123/heptad heptad dashboard\n')
    .action(dashboard(version, answerOf));
