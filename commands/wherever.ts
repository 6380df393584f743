/** Commands on data talk to a running heptad; only when none runs do they open the folder themselves. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import { runningWithin } from '../shared/running.ts';
import { configure } from '../shared/settings.ts';
import { openStore, type Store } from '../shared/store/store.ts';
import { tell } from './say.ts';

export type ClientFlags = { server?: string; data: string; json?: boolean };

/** The options that every such command has. */
export const client = (command: Command): Command =>
  command.option('--server <url>', 'a running heptad (else HEPTAD_SERVER, else the one that runs on --data)').option('--data <dir>', 'data folder', process.env['HEPTAD_DATA'] ?? './.heptad').option('--json', 'print JSON');

/** Opens the store, waiting for a server that does not answer yet. */
export const opened = async (config: Config): Promise<Store> => {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30_000)) {
    try {
      return await openStore({ data: config.data, ...(config.clickhouse ? { url: config.clickhouse } : {}) });
    } catch (error) {
      if (!(error instanceof HeptadError) || !error.retriable) throw error;
      tell(`heptad: ${error.message}; ${error.hint ?? ''}; trying again in ${wait / 1000} s`);
      await sleep(wait);
    }
  }
};

/** Where a running heptad answers, or null. */
export const server = (flags: ClientFlags): string | null => flags.server ?? process.env['HEPTAD_SERVER'] ?? runningWithin(flags.data);
export const token = (): string | null => configure({}, process.env).token;

/** Runs `online` against a running heptad, else `offline` on the folder itself. */
export const wherever = async <T>(flags: ClientFlags, online: (url: string) => Promise<T>, offline: (store: Store, config: Config) => Promise<T>): Promise<T> => {
  const url = server(flags);
  if (url) return online(url);
  const config = configure({ data: flags.data }, process.env);
  const store = await opened(config);
  try {
    return await offline(store, config);
  } finally {
    await store.close();
  }
};
