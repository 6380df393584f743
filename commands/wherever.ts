/** Commands on data talk to a running heptad; only when none runs do they open the folder themselves. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import { budgetOf } from '../shared/memory.ts';
import { foldersAt, runningWithin } from '../shared/running.ts';
import { configure } from '../shared/settings.ts';
import { quickLook } from '../shared/store/sound.ts';
import { openStore, type Store } from '../shared/store/store.ts';
import { instantBy } from '../shared/time/rfc3339.ts';
import { tell } from './say.ts';

export type ClientFlags = { server?: string; data: string; json?: boolean };

/** The options that every such command has. */
export const client = (command: Command): Command =>
  command.option('--server <url>', 'a running heptad (else HEPTAD_SERVER, else the one that runs on --data)').option('--data <dir>', 'data folder', process.env['HEPTAD_DATA'] ?? './.heptad').option('--json', 'print JSON');

/** Opens the store, waiting for a server that does not answer yet. */
export const opened = async (config: Config): Promise<Store> => {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30_000)) {
    try {
      return await openStore({ data: config.data, engine: budgetOf(config.maxMemory, true).engine, ...(config.clickhouse ? { url: config.clickhouse } : {}) });
    } catch (error) {
      if (!(error instanceof HeptadError) || error.code !== 'STORE_UNREACHABLE') throw error;
      tell(`heptad: ${error.message}; ${error.hint ?? ''}; trying again in ${wait / 1000} s`);
      await sleep(wait);
    }
  }
};

/** Where a running heptad answers, or null. */
export const server = (flags: ClientFlags): string | null => flags.server ?? process.env['HEPTAD_SERVER'] ?? runningWithin(flags.data);
export const token = (): string | null => configure({}, process.env).token;

/** Throws when neither a heptad nor a store is where the flags say: a mistyped folder must not look like an empty one. */
export const somewhere = (flags: ClientFlags): void => {
  const all = server(flags) ? [] : foldersAt(flags.data);
  const several = all.filter((one) => one.url !== null);
  if (several.length > 1) throw new HeptadError('USAGE', `${several.length} heptads run on folders in ${flags.data}: ${several.map((one) => one.path).join(', ')}`, { hint: 'name one of them with --data DIR' });
  if (!server(flags) && !process.env['CLICKHOUSE_URL'] && !existsSync(join(flags.data, 'store'))) throw new HeptadError('NOT_RUNNING', `no heptad runs on ${flags.data}, and there is no store in it`, { hint: all.length > 0 ? `there is one in ${all.map((one) => one.path).join(', ')}: name it with --data DIR` : 'start it with heptad up, or name one with --server URL' });
};

/** An instant of the command line, ms. Throws USAGE. */
export const instantOf = (option: string, text: string): number => {
  const ms = instantBy(text);
  if (ms === null) throw new HeptadError('USAGE', `${option} is ${text}, which is not RFC 3339 with an offset`, { hint: 'such as 2026-11-01T00:00:00Z' });
  return ms;
};

/** Runs `online` against a running heptad, else `offline` on the folder itself. */
export const wherever = async <T>(flags: ClientFlags, online: (url: string) => Promise<T>, offline: (store: Store, config: Config) => Promise<T>): Promise<T> => {
  const url = server(flags);
  if (url) return online(url);
  const config = configure({ data: flags.data }, process.env);
  const store = await opened(config);
  // figures of a damaged store are not told without a word
  for (const one of await quickLook(store.read)) tell(`heptad: the store is damaged: ${one.says}; ${one.next}`);
  try {
    return await offline(store, config);
  } finally {
    await store.close();
  }
};
