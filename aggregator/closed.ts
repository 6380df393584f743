/**
 * Closed periods: the row of each is written once it is final, and stays as it was reported whatever plan comes after. Other figures (late data, or a person who
 * asked) become another row with the next revision and the flag `restated`. Both can be had: the first by asReported, the newest otherwise.
 */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Ask, Row } from '../shared/tiers/row.ts';
import { stored } from '../shared/time/instant.ts';
import type { Part } from './periods.ts';
import { rowsOf } from './rows.ts';
import type { Scene } from './scene.ts';
import { chunks } from './touched.ts';

const closedRows = sql(import.meta.url, './closed.sql');
const COLUMNS = ['end', 'tier', 'scope', 'name', 'start', 'revision', 'plan', 'body', 'at', 'version'] as const;

/** Ends that are climbed together, and that one statement is asked for. */
const AT_ONCE = 50;
const MOST = 4000;

type Found = { tier: string; scope: string; name: string; start: string; end: string; revision: number; plan: string; body: string };
type Closed = { revision: number; plan: string; row: Row };

const keyOf = (tier: string, scope: string, name: string, start: number, end: number): string => JSON.stringify([tier, scope, name, start, end]);

/** The key of a row that closes at the end of its window, null of one that does not end there (a rolling window always does; nothing is ever found of it). */
const closingKey = (row: Row): string | null => (row.window && row.window.to === row.at ? keyOf(row.tier, row.scorecard ?? '', row.name, Date.parse(row.window.from), Date.parse(row.window.to)) : null);

/** Rows of the periods that end at these instants, by closingKey. `names` [] = all. */
const closedAt = async (door: Door, ends: readonly number[], tiers: readonly string[], names: readonly string[], first: boolean): Promise<Map<string, Closed>> => {
  const out = new Map<string, Closed>();
  for (const some of chunks([...new Set(ends)], MOST))
    for (const one of await door.rows<Found>(closedRows, { ends: JSON.stringify(some), tiers: JSON.stringify(tiers), names: JSON.stringify(names), first: first ? 1 : 0 }))
      out.set(keyOf(one.tier, one.scope, one.name, Number(one.start), Number(one.end)), { revision: Number(one.revision), plan: one.plan, row: JSON.parse(one.body) as Row });
  return out;
};

/** Whether a period of a measure that ended at an instant has closed. */
export const closedThere = async (door: Door, { tier, name, at }: { tier: string; name: string; at: number }): Promise<boolean> => (await closedAt(door, [at], [tier], [name], false)).size > 0;

/** Rows with those of closed periods as they stand, or as they were first reported: a plan that came later does not judge them again. `instants` = what the rows were asked for. */
export const asClosed = async (door: Door, rows: readonly Row[], instants: readonly number[], ask: Pick<Ask, 'tier' | 'names' | 'asReported' | 'of'>): Promise<Row[]> => {
  const keys = rows.map(closingKey);
  if (keys.every((key) => key === null)) return [...rows];
  const closed = await closedAt(door, instants, [ask.tier], ask.names ?? [], ask.asReported ?? false);
  return rows.map((row, i) => {
    const there = closed.get(keys[i] ?? '')?.row;
    if (!there) return row;
    // at its end whatever a budget counts is the same
    return there.budget && ask.of ? { ...there, budget: { ...there.budget, of: ask.of } } : there;
  });
};

/** What makes a row another one: its figures, not its words. */
const figuresOf = (row: Row): string => JSON.stringify([row.value, row.good, row.total, row.score, row.status, row.coverage]);

/** How far a sketch may be from the value it stands for, relative. */
const SKETCHED = 0.005;
/** Whether figures differ only because raw is gone meanwhile: an exact quantile and a sketch's that cannot be told from it. */
const onlySketched = (there: Row, row: Row): boolean =>
  row.flags.includes('sketch') && !there.flags.includes('sketch') && row.status === there.status && row.coverage === there.coverage && row.value !== null && there.value !== null && Math.abs(row.value - there.value) <= SKETCHED * Math.abs(there.value) * (1 + 1e-9);

/** What closes: the parts of one period end. */
export type Closing = { end: number; parts: readonly Part[] };
/**
 * close: a period has just become final; what stands already is only restated. late: what stands is restated when its figures differ, nothing new is closed.
 * restate: both, and a row that was judged by another plan is restated whatever its figures.
 */
export type How = 'close' | 'late' | 'restate';

/** Judges periods at their ends by the scene's plan; answers how many rows were closed and how many restated. */
export const judgeClosed = async (door: Door, scene: Scene, closings: readonly Closing[], version: bigint, how: How): Promise<{ closed: number; restated: number }> => {
  const done = { closed: 0, restated: 0 };
  for (const some of chunks(closings, AT_ONCE)) {
    const scenes = new Map(some.map(({ end }): [number, Scene] => [end, { ...scene, at: end, made: new Map() }]));
    // asked together, the ends share their statements
    const rows = (await Promise.all(some.flatMap(({ end, parts }) => parts.map((part) => rowsOf(scenes.get(end) as Scene, part))))).flat();
    const before = await closedAt(door, some.map((one) => one.end), [...new Set(rows.map((one) => one.tier))], [], false);
    const lines = new Map<string, string>();
    for (const row of rows) {
      const key = closingKey(row);
      if (key === null || row.window === null || lines.has(key)) continue;
      const there = before.get(key);
      if (there ? there.plan === row.plan ? figuresOf(there.row) === figuresOf(row) || onlySketched(there.row, row) : how !== 'restate' : how === 'late') continue;
      const told: Row = there ? { ...row, revision: there.revision + 1, flags: [...row.flags, 'restated'] } : row;
      done[there ? 'restated' : 'closed']++;
      const { window } = row;
      lines.set(key, JSON.stringify({ end: stored(Date.parse(window.to)), tier: row.tier, scope: row.scorecard ?? '', name: row.name, start: stored(Date.parse(window.from)), revision: told.revision, plan: row.plan, body: JSON.stringify(told), at: stored(scene.watermark), version: version.toString() }));
    }
    if (lines.size > 0) await door.insert('closed', COLUMNS, 'JSONEachRow', `${[...lines.values()].join('\n')}\n`);
  }
  return done;
};
