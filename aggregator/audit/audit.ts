/**
 * Slices against what they were made of: minutes of raw are climbed again into nothing and held against what stands, all of them or some by lot; every hour against
 * its minutes and every day against its hours. Reads only. What is being climbed meanwhile differs for a moment, so what differs is looked at again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { nextFor } from '../../shared/store/sound.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Finding } from '../../shared/tiers/finding.ts';
import type { SliceAudit } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { climb } from '../climb.ts';
import { folds as openFolds } from '../fold/fold.ts';
import type { Here } from '../follow.ts';
import { reached } from '../owed-hours.ts';
import { chunks, touch, type Touched, untouched } from '../touched.ts';
import { comparing, type Difference } from './compare.ts';

const minutesSql = sql(import.meta.url, './minutes.sql');
const sumsSql = sql(import.meta.url, './sums.sql');

/** Pairs of minute and service that are drawn by lot, those of one climb, and most of all. */
const SOME = 200;
const STEP = 1000;
const ALL = 4_000_000;
/** Looks at what differs, ms apart. */
const LOOKS = 4;
const PAUSE = 1500;
/** Differences that are kept of one table: they are many when something is wrong. */
const KEPT = 1000;

type Pair = { stream: string; minute: number; service: string; whole: string };

const touchedBy = (some: readonly Pair[]): Touched => {
  const out = untouched();
  for (const { stream, minute, service } of some) touch(stream === 'event' ? out.events : out.samples, Number(minute), service);
  return out;
};

/** What differs in these minutes now. */
const differing = async (door: Door, here: Here, pairs: readonly Pair[]): Promise<Difference[]> => {
  const out: Difference[] = [];
  const kept = new Map<string, number>();
  const dry = comparing(door, (one) => {
    if (!over(one, here)) return;
    const n = (kept.get(one.table) ?? 0) + 1;
    kept.set(one.table, n);
    if (n <= KEPT) out.push(one);
  });
  for (const some of chunks(pairs, STEP)) await climb(dry, here.ladder, touchedBy(some), here.version, { folds: openFolds(dry), marks: { before: here.watermark, after: here.watermark } });
  return out;
};

type Torn = { table: string; n: string; first: number };
const nameOf = (one: Difference): string => `${one.table} ${one.def} ${one.at} ${one.service}`;
/** Whether a slice is over: an hour that is not is not added up with every tick. */
const over = ({ table, at }: Difference, here: Here): boolean => !/_(?:hour|day)$/.test(table) || at + (table.endsWith('_hour') ? 3600 : 86_400) <= reached(here.watermark);
const below = (table: string): string => table.replace('_hour', '_minute').replace('_day', '_hour');

/** `now` says where the climb stands; null: nothing was climbed, so nothing is to be compared. `all`: every minute whose raw is kept. */
export const auditSlices = async (door: Door, now: () => Promise<Here | null>, all: boolean): Promise<SliceAudit> => {
  const first = await now();
  if (!first) return { minutes: 0, of: 0, findings: [] };
  const pairs = (await door.rows<Pair>(minutesSql, { all: all ? 1 : 0, salt: first.version.toString(), most: all ? ALL : SOME })).map((one) => ({ ...one, minute: Number(one.minute) }));
  let here: Here = first;
  let wrong = await differing(door, here, pairs);
  let torn = await door.rows<Torn>(sumsSql, { whole: reached(here.watermark) });
  for (let look = 1; look < LOOKS && wrong.length + torn.length > 0; look++) {
    await sleep(PAUSE);
    const before: Here = here;
    here = (await now()) ?? here;
    if (wrong.length > 0) {
      const still = new Set((await differing(door, here, pairs)).map(nameOf));
      wrong = wrong.filter((one) => still.has(nameOf(one)));
    }
    if (torn.length > 0) {
      const again = new Map((await door.rows<Torn>(sumsSql, { whole: reached(here.watermark) })).map((one) => [one.table, one]));
      torn = torn.flatMap((one) => again.get(one.table) ?? []);
    }
    // nothing is being climbed: it will not change
    if (here.version === before.version) break;
  }
  const findings: Finding[] = torn.map(({ table, n, first: at }) => ({ what: 'differing', table, says: `${n} rows of table ${table} are not the sum of those of ${below(table)} below them, the first at ${iso(Number(at) * 1000)}`, next: nextFor(table) }));
  for (const [table, some] of Map.groupBy(wrong, (one) => one.table)) {
    const [one] = some as [Difference];
    const measure = here.ladder.plan.measures.find(({ def }) => one.def === def || one.def.startsWith(`${def}@`))?.name ?? one.def;
    findings.push({ what: 'differing', table, says: `${some.length === KEPT ? `${KEPT} or more` : some.length} slices of table ${table} are not what they are made of, such as that of ${measure} at ${iso(one.at * 1000)}${one.service === '' ? '' : ` for ${one.service}`}: ${one.field} is ${one.stands ?? 'in no row'} and should be ${one.should || 'nothing'}`, next: nextFor(table) });
  }
  return { minutes: pairs.length, of: Number(pairs[0]?.whole ?? 0), findings };
};
