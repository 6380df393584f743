/**
 * Slices against what they were made of: minutes of raw are climbed again into nothing and held against what stands, all of them, some by lot, or those of one hour;
 * every hour against its minutes and every day against its hours. Reads only. What is being climbed meanwhile differs for a moment, so what differs is looked at again.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { nextFor } from '../../shared/store/sound.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Finding } from '../../shared/tiers/finding.ts';
import type { HourAudit, SliceAudit } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { climb } from '../climb.ts';
import { folds as openFolds } from '../fold/fold.ts';
import type { Here } from '../follow.ts';
import { reached } from '../owed-hours.ts';
import { chunks, touch, type Touched, untouched } from '../touched.ts';
import { comparing, type Difference } from './compare.ts';

const minutesSql = sql(import.meta.url, './minutes.sql');
const sumsSql = sql(import.meta.url, './sums.sql');
const hourSql = sql(import.meta.url, './hour.sql');

/** Pairs of minute and service that are drawn by lot, those of one climb, and most of all. */
const SOME = 200;
const STEP = 1000;
const ALL = 4_000_000;
/** Looks at what differs, ms apart. */
const LOOKS = 4;
const PAUSE = 1500;
const [HOUR, DAY] = [3600, 86_400];
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
const over = ({ table, at }: Difference, here: Here): boolean => !/_(?:hour|day)$/.test(table) || at + (table.endsWith('_hour') ? HOUR : DAY) <= reached(here.watermark);
const below = (table: string): string => table.replace('_hour', '_minute').replace('_day', '_hour');

/** Time [from, to), s. */
type Span = { from: number; to: number };
const ALWAYS: Span = { from: 0, to: 4_294_967_295 };

/** Pairs to be counted again, all of a span or some by lot. */
const pairsOf = async (door: Door, { version }: Here, span: Span, all: boolean): Promise<Pair[]> =>
  (await door.rows<Pair>(minutesSql, { ...span, all: all ? 1 : 0, salt: version.toString(), most: all ? ALL : SOME })).map((one) => ({ ...one, minute: Number(one.minute) }));

/** What is wrong with these pairs, and with the sums of a span of whole days. */
const holdAgainst = async (door: Door, now: () => Promise<Here | null>, first: Here, pairs: readonly Pair[], days: Span): Promise<Finding[]> => {
  let here: Here = first;
  let wrong = await differing(door, here, pairs);
  let torn = await door.rows<Torn>(sumsSql, { ...days, whole: reached(here.watermark) });
  for (let look = 1; look < LOOKS && wrong.length + torn.length > 0; look++) {
    await sleep(PAUSE);
    const before: Here = here;
    here = (await now()) ?? here;
    if (wrong.length > 0) {
      const still = new Set((await differing(door, here, pairs)).map(nameOf));
      wrong = wrong.filter((one) => still.has(nameOf(one)));
    }
    if (torn.length > 0) {
      const again = new Map((await door.rows<Torn>(sumsSql, { ...days, whole: reached(here.watermark) })).map((one) => [one.table, one]));
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
  return findings;
};

/** `now` says where the climb stands; null: nothing was climbed, so nothing is to be compared. `all`: every minute whose raw is kept. */
export const auditSlices = async (door: Door, now: () => Promise<Here | null>, all: boolean): Promise<SliceAudit> => {
  const first = await now();
  if (!first) return { minutes: 0, of: 0, findings: [] };
  const pairs = await pairsOf(door, first, ALWAYS, all);
  return { minutes: pairs.length, of: Number(pairs[0]?.whole ?? 0), findings: await holdAgainst(door, now, first, pairs, ALWAYS) };
};

/** The same of one hour (its start, s; null: one by lot) and the sums of its day, for little: raw outside of the hour is read only when something seems wrong. */
export const auditHour = async (door: Door, now: () => Promise<Here | null>, hour: number | null): Promise<HourAudit> => {
  const first = await now();
  const from = first && (hour ?? (await door.rows<{ hour: number }>(hourSql, { salt: randomBytes(8).toString('hex') }))[0]?.hour ?? null);
  if (!first || from === null) return { hour: null, findings: [] };
  const day = Math.floor(from / DAY) * DAY;
  const hold = (pairs: readonly Pair[]): Promise<Finding[]> => holdAgainst(door, now, first, pairs, { from: day, to: day + DAY });
  const findings = await hold(await pairsOf(door, first, { from, to: from + HOUR }, false));
  if (findings.length === 0) return { hour: from, findings };
  // messages that stand under the offset of another, in whatever minute, are not to be held against slices
  return { hour: from, findings: await hold((await pairsOf(door, first, ALWAYS, true)).filter(({ minute }) => minute >= from && minute < from + HOUR)) };
};
