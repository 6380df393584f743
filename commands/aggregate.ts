/** `heptad aggregate`: rolls up what ingest has stored, by the plan. Of several that run, one climbs and the others stand by. */
import type { Command } from 'commander';
import { startAggregator } from '../aggregator/room.ts';
import { HeptadError } from '../shared/errors.ts';
import { health } from '../shared/health.ts';
import { listen } from '../shared/listen.ts';
import { stuckText } from '../shared/store/condition.ts';
import type { Flags } from '../shared/settings.ts';
import { processName, roomOptions, runAlone } from './alone.ts';
import { planOrExit } from './validate.ts';

const aggregate = (version: string) => (flags: Flags): Promise<void> =>
  runAlone('aggregate', version, flags, (config) => {
    if (config.plan === null) throw new HeptadError('USAGE', 'heptad aggregate climbs by a plan, and none is given', { hint: 'name the folder with --plan DIR or HEPTAD_PLAN; heptad init writes one to start from' });
  }, async ({ config, store, clock, log }) => {
    const folder = config.plan as string;
    const room = await startAggregator({ store, plan: planOrExit([folder]), folder, clock, config, log, holder: processName('aggregate') });
    let last: { at: number; ms: number } | null = null;
    room.events.on('tick', (tick) => {
      last = tick;
    });
    const handler = health({
      version,
      token: config.token,
      notReady: async () => {
        await room.answer.watermark();
        return stuckText(store);
      },
      gauges(gauge) {
        const active = gauge('heptad_aggregate_active', '1 while this process climbs, 0 while it stands by');
        const watermark = gauge('heptad_watermark_seconds', 'The instant that everything is climbed up to, seconds since 1970');
        const tick = gauge('heptad_tick_milliseconds', 'How long the last tick took');
        return () => {
          active.set(room.active() ? 1 : 0);
          if (!last) return;
          watermark.set(last.at / 1000);
          tick.set(last.ms);
        };
      },
      rest: null,
      says: 'this is heptad aggregate, which only rolls up. Figures and pages are at heptad dashboard (port 8080), messages go to heptad ingest (port 8081)',
    });
    const listening = await listen(config, handler).catch(async (error: unknown) => {
      await room.stop();
      throw error;
    });
    return { listening, end: [() => listening.stop(), () => room.stop()] };
  });

/** Adds the command. */
export const addAggregate = (program: Command, version: string): void =>
  void roomOptions(program.command('aggregate').description('one room: roll up by the plan what is in CLICKHOUSE_URL; a second one stands by').option('--plan <dir>', 'folder of plan files; watched'), 'aggregate')
    .addHelpText('after', '\nExample:\n  CLICKHOUSE_URL=http://db:8123/heptad heptad aggregate --plan ./plan\n')
    .action(aggregate(version));
