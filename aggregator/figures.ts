/** Writes rows of tiers 2 to 7 to table `figure`: the current row of every measure, and the row of every period once it is final. Tells what changed. */
import type { KpiMeasure, KptMeasure, KraMeasure, MeasureTier, ScorecardMeasure } from '../shared/plan/measure.ts';
import { keyOf } from '../shared/plan/rule.ts';
import type { Door } from '../shared/store/store.ts';
import type { Row } from '../shared/tiers/row.ts';
import { stored } from '../shared/time/instant.ts';
import { periodAt } from '../shared/time/window.ts';
import { rowsOf } from './answer.ts';
import type { Scene } from './scene.ts';

const COLUMNS = ['plan', 'tier', 'scope', 'name', 'def', 'closed', 'period', 'at', 'value', 'status', 'score', 'body', 'version'] as const;
const TIERS: readonly MeasureTier[] = ['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'perspective', 'scorecard'];

export type Changed = { tier: string; name: string };

const line = (row: Row, closed: 0 | 1, version: bigint): string =>
  JSON.stringify({
    plan: row.plan, tier: row.tier, scope: row.scorecard ?? '', name: row.name, def: '', closed, period: stored(closed && row.window ? Date.parse(row.window.from) : 0), at: stored(Date.parse(row.at)),
    value: row.value, status: row.status ?? '', score: row.score, body: JSON.stringify(row), version: version.toString(),
  });

/** Every row at the scene's instant becomes the current one; answers those whose figures differ from `before`, which it updates, and the rows by the keys of rules, which alerts are judged by. */
export const writeCurrent = async (door: Door, scene: Scene, version: bigint, before: Map<string, string>): Promise<{ changed: Changed[]; watched: Map<string, Row> }> => {
  const lines: string[] = [];
  const changed: Changed[] = [];
  // asked together, the tiers share their statements
  const rows = await Promise.all(TIERS.map((tier) => rowsOf(scene, { tier, names: null, scorecard: null })));
  for (const [i, tier] of TIERS.entries()) {
    for (const row of rows[i] ?? []) {
      const key = `${tier}/${row.scorecard ?? ''}/${row.name}`;
      const figures = JSON.stringify([row.value, row.good, row.total, row.score, row.status, row.pace, row.window?.from]);
      if (before.get(key) !== figures) changed.push({ tier, name: row.name });
      before.set(key, figures);
      lines.push(line(row, 0, version));
    }
  }
  if (lines.length > 0) await door.insert('figure', COLUMNS, 'JSONEachRow', `${lines.join('\n')}\n`);
  return { changed, watched: new Map(rows.flat().map((row) => [keyOf(row.tier as MeasureTier, row.name), row])) };
};

/**
 * Rows of the periods that became final between two watermarks (period end + lateness passed), each climbed at its own end: KPTs by their own
 * period, what stands under a scorecard by the scorecard's.
 */
export const writeClosed = async (door: Door, scene: Scene, since: number, version: bigint): Promise<number> => {
  const { ladder, watermark, lateness } = scene;
  const lines: string[] = [];
  // ends of the periods that lie in (since, watermark], both less the lateness
  const ends = (of: (at: number) => { from: number; to: number }): number[] => {
    const out: number[] = [];
    for (let end = of(watermark - lateness).from; end > since - lateness && out.length < 500; end = of(end).from) out.push(end);
    return out.reverse();
  };
  if (since <= 0) return 0;
  const byEnd = new Map<number, KptMeasure[]>();
  for (const kpt of ladder.all<KptMeasure>('kpt')) for (const end of ends((at) => periodAt(kpt.period, kpt.zone, at))) byEnd.set(end, [...(byEnd.get(end) ?? []), kpt]);
  for (const [end, kpts] of byEnd) for (const row of await rowsOf({ ...scene, at: end, made: new Map() }, { tier: 'kpt', names: kpts.map((one) => one.name), scorecard: null })) lines.push(line(row, 1, version));
  for (const card of ladder.all<ScorecardMeasure>('scorecard')) {
    for (const end of ends((at) => periodAt(card.period, card.zone, at, card.fiscalYearStart))) {
      const then = { ...scene, at: end, made: new Map() };
      const held = <T extends KpiMeasure | KraMeasure>(tier: T['tier']): string[] => ladder.all<T>(tier).filter((one) => one.scorecards.includes(card.name)).map((one) => one.name);
      for (const [tier, names] of [['kpi', held('kpi')], ['kra', held('kra')], ['perspective', null], ['scorecard', [card.name]]] as [MeasureTier, string[] | null][])
        for (const row of await rowsOf(then, { tier, names, scorecard: card.name })) lines.push(line(row, 1, version));
    }
  }
  if (lines.length > 0) await door.insert('figure', COLUMNS, 'JSONEachRow', `${lines.join('\n')}\n`);
  return lines.length;
};
