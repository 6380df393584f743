/** Whether what the store answers may be taken for right: looked at when it is opened and every ten minutes, an hour by lot counted again from raw every hour; and whether its rooms can write. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Code, HeptadError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Finding } from '../tiers/finding.ts';
import type { HourAudit } from '../tiers/row.ts';
import { quickLook } from './sound.ts';
import type { Store } from './store.ts';

/** ms between two looks. */
const EVERY = 600_000;
/** ms between two hours that are drawn, and hours in doubt that are kept: with so many nothing more is to be proved. */
const HOURLY = 3_600_000;
const DOUBTED = 10;
/** ms that a look under way may take at the end. */
const GRACE = 3000;

export type Condition = {
  /** why nothing can be written now (the disk is full, say); null when it can */
  stuck(): HeptadError | null;
  /** what is wrong with what stands there, as the last looks found */
  findings(): readonly Finding[];
  /** What a whole audit found: it holds until the next one. */
  audited(findings: readonly Finding[]): void;
  /** Ends after the looks under way, at the latest after some seconds. */
  stop(): Promise<void>;
};

/** Of a store that nobody looks at. */
export const UNWATCHED: Condition = { stuck: () => null, findings: () => [], audited: () => undefined, stop: () => Promise.resolve() };

/** `sample` counts an hour again from raw (Answer.auditHour). */
export type Watching = { every?: number; sample?: (hour: number | null) => Promise<HourAudit>; hourly?: number };

/** Looks at once, and logs what it finds. A store that does not answer is looked at again later. */
export const watchCondition = async (store: Pick<Store, 'read' | 'stuck'>, log: Log, { every = EVERY, sample, hourly = HOURLY }: Watching = {}): Promise<Condition> => {
  let looked: readonly Finding[] = [];
  let audited: readonly Finding[] = [];
  /** hours that were found wrong, until they are found right */
  const doubted = new Map<number, readonly Finding[]>();
  let drawing = false;
  /** looks under way */
  const running = new Set<Promise<void>>();
  const run = (one: Promise<void>): void => {
    running.add(one);
    void one.finally(() => running.delete(one));
  };
  const tell = (found: readonly Finding[], before: readonly Finding[]): void => {
    for (const one of found) if (!before.some((old) => old.says === one.says)) log.error({ table: one.table, next: one.next }, `the store is damaged: ${one.says}`);
  };
  const look = async (): Promise<void> => {
    try {
      const found = await quickLook(store.read);
      tell(found, looked);
      looked = found;
    } catch (error) {
      log.warn({ err: error }, 'the store could not be looked at');
    }
  };
  /** Hours in doubt again, and another one. */
  const draw = async (): Promise<void> => {
    if (!sample || drawing) return;
    drawing = true;
    try {
      for (const hour of [...doubted.keys(), ...(doubted.size < DOUBTED ? [null] : [])]) {
        const { hour: at, findings } = await sample(hour);
        if (at === null) continue;
        tell(findings, doubted.get(at) ?? []);
        if (findings.length > 0) doubted.set(at, findings);
        else doubted.delete(at);
      }
    } catch (error) {
      log.warn({ err: error }, 'no hour could be counted again');
    } finally {
      drawing = false;
    }
  };
  await look();
  const timers = [setInterval(() => run(look()), every), setInterval(() => run(draw()), hourly)];
  for (const one of timers) one.unref();
  /** Of several looks that say the same, one. */
  const once = (all: readonly Finding[]): Finding[] => [...new Map(all.map((one) => [one.says, one])).values()];
  return {
    stuck: () => store.stuck(),
    findings: () => once([...looked, ...audited, ...[...doubted.values()].flat()]),
    audited(some) {
      audited = some;
      // who audits wants to know whether what was in doubt is mended
      if (doubted.size > 0) run(draw());
    },
    async stop() {
      for (const one of timers) clearInterval(one);
      await Promise.race([Promise.all(running), sleep(GRACE, undefined, { ref: false })]);
    },
  };
};

const WHY: Partial<Record<Code, string>> = { STORE_FULL: 'the disk under the store is full', STORE_READ_ONLY: 'the disk under the store cannot be written', STORE_DAMAGED: 'a part of the store that is to be read is damaged', STORE_UNREACHABLE: 'ClickHouse does not answer' };
/** Why nothing can be written now, in words; null when it can. */
export const stuckText = ({ stuck }: Pick<Condition, 'stuck'>): string | null => {
  const error = stuck();
  return error && `nothing new is counted: ${WHY[error.code] ?? error.code}; ${error.hint ?? ''}`;
};

/** What is wrong now, each in a line with what to do; nothing of where the store lies. */
export const troubles = (condition: Condition): string[] => {
  const stuck = stuckText(condition);
  return [...(stuck ? [stuck] : []), ...condition.findings().map((one) => `${one.says}; ${one.next}`)];
};
