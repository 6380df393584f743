/** Writes rows of tiers 2 to 7: the current row of every measure to table `figure`, and the row of every period once it is final to table `closed`. Tells what changed. */
import type { MeasureTier } from '../shared/plan/measure.ts';
import { keyOf } from '../shared/plan/rule.ts';
import type { Door } from '../shared/store/store.ts';
import type { Row } from '../shared/tiers/row.ts';
import { stored } from '../shared/time/instant.ts';
import { judgeClosed } from './closed.ts';
import { endsIn, periodics } from './periods.ts';
import { rowsOf } from './rows.ts';
import type { Scene } from './scene.ts';

const COLUMNS = ['plan', 'tier', 'scope', 'name', 'def', 'closed', 'period', 'at', 'value', 'status', 'score', 'body', 'version'] as const;
const TIERS: readonly MeasureTier[] = ['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'perspective', 'scorecard'];

export type Changed = { tier: string; name: string };

const line = (row: Row, version: bigint): string =>
  JSON.stringify({
    plan: row.plan, tier: row.tier, scope: row.scorecard ?? '', name: row.name, def: '', closed: 0, period: stored(0), at: stored(Date.parse(row.at)),
    value: row.value, status: row.status ?? '', score: row.score, body: JSON.stringify(row), version: version.toString(),
  });

/** Every row at the scene's instant becomes the current one; answers those whose figures differ from `before`, which it updates, and the rows by the keys of rules, which alerts are judged by. */
export const writeCurrent = async (door: Door, scene: Scene, version: bigint, before: Map<string, string>): Promise<{ changed: Changed[]; watched: Map<string, Row> }> => {
  const lines: string[] = [];
  const changed: Changed[] = [];
  const now = new Map<string, string>();
  // asked together, the tiers share their statements
  const rows = await Promise.all(TIERS.map((tier) => rowsOf(scene, { tier, names: null, scorecard: null })));
  for (const [i, tier] of TIERS.entries()) {
    for (const row of rows[i] ?? []) {
      const key = `${tier}/${row.scorecard ?? ''}/${row.name}`;
      const figures = JSON.stringify([row.value, row.good, row.total, row.score, row.status, row.pace, row.window?.from]);
      if (before.get(key) !== figures) changed.push({ tier, name: row.name });
      now.set(key, figures);
      lines.push(line(row, version));
    }
  }
  if (lines.length > 0) await door.insert('figure', COLUMNS, 'JSONEachRow', `${lines.join('\n')}\n`);
  // only now: what could not be written has changed for nobody
  for (const [key, figures] of now) before.set(key, figures);
  return { changed, watched: new Map(rows.flat().map((row) => [keyOf(row.tier as MeasureTier, row.name), row])) };
};

/**
 * Closes the periods that became final between two watermarks (period end + lateness passed), each climbed at its own end. `since` 0: nothing was closed
 * yet, so every final period that holds something.
 */
export const writeClosed = async (door: Door, scene: Scene, since: number, version: bigint): Promise<number> => {
  const { ladder, watermark, lateness, first } = scene;
  const after = since > 0 ? since - lateness : Math.min(...first.sli.values());
  if (after >= watermark - lateness) return 0;
  const closings = periodics(ladder).flatMap((one) => endsIn(one, after, watermark - lateness).map((end) => ({ end, parts: one.parts })));
  return (await judgeClosed(door, scene, closings.sort((a, b) => a.end - b.end), version, 'close')).closed;
};
