/** Whether what the store answers may be taken for right: looked at when it is opened and every ten minutes, and whether its rooms can write. */
import type { Code, HeptadError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Finding } from '../tiers/finding.ts';
import { quickLook } from './sound.ts';
import type { Store } from './store.ts';

/** ms between two looks. */
const EVERY = 600_000;

export type Condition = {
  /** why nothing can be written now (the disk is full, say); null when it can */
  stuck(): HeptadError | null;
  /** what is wrong with what stands there, as the last looks found */
  findings(): readonly Finding[];
  /** What a whole audit found: it holds until the next one. */
  audited(findings: readonly Finding[]): void;
  stop(): void;
};

/** Of a store that nobody looks at. */
export const UNWATCHED: Condition = { stuck: () => null, findings: () => [], audited: () => undefined, stop: () => undefined };

/** Looks at once, and logs what it finds. A store that does not answer is looked at again later. */
export const watchCondition = async (store: Pick<Store, 'read' | 'stuck'>, log: Log, every = EVERY): Promise<Condition> => {
  let looked: readonly Finding[] = [];
  let audited: readonly Finding[] = [];
  const look = async (): Promise<void> => {
    try {
      const found = await quickLook(store.read);
      for (const one of found) if (!looked.some((old) => old.says === one.says)) log.error({ table: one.table, next: one.next }, `the store is damaged: ${one.says}`);
      looked = found;
    } catch (error) {
      log.warn({ err: error }, 'the store could not be looked at');
    }
  };
  await look();
  const timer = setInterval(() => void look(), every);
  timer.unref();
  return {
    stuck: () => store.stuck(),
    findings: () => [...looked, ...audited.filter((one) => !looked.some((other) => other.says === one.says))],
    audited: (some) => void (audited = some),
    stop: () => clearInterval(timer),
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
