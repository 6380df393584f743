/** What an embedded store stands on: whether its folder can be written and is nobody else's, and in words why the engine did not open it. */
import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HeptadError } from '../errors.ts';

/** The process that holds the engine's lock on a store, null when none is seen. The kernel's list knows for sure; what the file says may be left by a dead one. */
const holder = (path: string): number | null => {
  const status = join(path, 'status');
  if (!existsSync(status)) return null;
  try {
    const { ino } = statSync(status);
    const line = readFileSync('/proc/locks', 'utf8').split('\n').find((one) => one.includes(`:${ino} `));
    return line ? Number(/ (\d+) [\da-f]+:[\da-f]+:\d+ /.exec(line)?.[1] ?? 0) : null;
  } catch {
    const pid = Number(/^PID: (\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0);
    try {
      process.kill(pid, 0);
      return pid === process.pid ? null : pid;
    } catch (error) {
      return (error as { code?: string }).code === 'EPERM' ? pid : null;
    }
  }
};

/** Throws STORE_READ_ONLY when nothing can be written below `path`; `named` is what a person called the folder. */
export const mustBeWritable = (path: string, named: string): void => {
  for (const one of [path, join(path, 'status')]) {
    if (!existsSync(one)) continue;
    try {
      accessSync(one, constants.W_OK);
    } catch (error) {
      const why = (error as { code?: unknown }).code === 'EROFS' ? 'its disk is read-only' : 'this user may not write there';
      throw new HeptadError('STORE_READ_ONLY', `the data folder ${named} cannot be written: ${why}`, { cause: error, hint: 'mend that (a disk that has failed may have become read-only: see the system log), or name another folder with --data DIR' });
    }
  }
};

/** Why the engine did not open a folder. What it says itself has gone to stderr. */
export const whyNotOpened = (path: string, named: string, cause: unknown): HeptadError => {
  const pid = holder(path);
  if (pid !== null) return new HeptadError('STORE_LOCKED', `the data folder ${named} is already in use by another process${pid > 0 ? `, number ${pid}` : ''}`, { cause, hint: 'stop the other heptad, or give this one a folder of its own with --data DIR' });
  if (statfsSync(path).bavail === 0) return new HeptadError('STORE_FULL', `the store in ${named} cannot be opened: its disk is full`, { cause, hint: 'make room and start again; nothing that was acknowledged is lost' });
  return new HeptadError('STORE_DAMAGED', `the store in ${named} cannot be opened: a file that describes it is damaged; ClickHouse says above which`, {
    cause,
    hint: 'put back a copy of the folder (heptad backup), or set it aside and start on an empty one, which reads Kafka again as far as it reaches back',
  });
};
