/** Silences that people entered (table `entry`): whether what a rule has to tell is held back now, until when and by whom. Read again at most once a second, whoever asks. */
import { sql } from '../../../shared/store/sql.ts';
import type { Door } from '../../../shared/store/store.ts';
import { type Clock, stopwatch } from '../../../shared/time/clock.ts';
import type { Notification } from './notification.ts';

const silencesSql = sql(import.meta.url, './silences.sql');

/** ms */
const READ_AGAIN = 1000;

/** until: the machine's clock, ms. who: as typed, '' when nobody said. */
export type Silence = { until: number; who: string };

/** Answers what holds a notification back; null when nothing does, and when that cannot be read: a page too many is better than one too few. */
export const silencedBy = (reader: Door, clock: Clock): ((one: Pick<Notification, 'slo' | 'rule'>) => Promise<Silence | null>) => {
  let known = new Map<string, Silence>();
  let age: (() => number) | null = null;
  let reading: Promise<void> | null = null;
  const read = async (): Promise<void> => {
    const rows = await reader.rows<{ slo: string; rule: string; until: string; who: string }>(silencesSql, { now: clock.machine() });
    known = new Map(rows.map((row) => [`${row.slo}\n${row.rule}`, { until: Number(row.until), who: row.who }]));
    age = stopwatch();
  };
  return async ({ slo, rule }) => {
    if (age === null || age() > READ_AGAIN) {
      reading ??= read().finally(() => {
        reading = null;
      });
      await reading.catch(() => {
        known = new Map();
      });
    }
    const found = [known.get(`${slo}\n${rule}`), known.get(`${slo}\n`)].filter((one) => one !== undefined && one.until > clock.machine()) as Silence[];
    return found.reduce<Silence | null>((longest, one) => (longest === null || one.until > longest.until ? one : longest), null);
  };
};
