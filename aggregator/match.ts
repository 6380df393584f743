/** Judges every side of every SLI against every shape, once (shared/plan/where.ts), and stores what it reads in table `match`: no statement ever runs a `where`. */
import type { SliMeasure } from '../shared/plan/measure.ts';
import { judge } from '../shared/plan/where.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Ladder } from './ladder.ts';

const newShapes = sql(import.meta.url, './new-shapes.sql');
const allShapes = sql(import.meta.url, './shape-count.sql');
const COLUMNS = ['def', 'side', 'shape', 'part', 'stream', 'service', 'whole', 'lo', 'hi', 'bare'] as const;

type ShapeRow = { shape: string; stream: 'event' | 'sample'; service: string; kind: string; state: string; severity: string; component: string; unit: string; labels: string; at: string };

/** What a clock running a little back may hide: shapes are asked for again from this long before the newest one seen, ms. */
const OVERLAP = 60_000;

const EMPTY = { part: 0, whole: 0, lo: '1.000000000', hi: '0.000000000', bare: 0 };

/** The rows of `match` for one SLI and shape; none when it reads nothing of it. */
const matches = (sli: SliMeasure, row: ShapeRow, labels: Record<string, string>): object[] => {
  if (sli.services.length > 0 && !sli.services.includes(row.service)) return [];
  const { state, severity, component, unit, kind, stream } = row;
  return sli.sides.flatMap((side) => {
    const verdict = judge(side, { stream, kind, state, severity, component, unit, labels });
    if (!verdict) return [];
    const base = { def: sli.def, side: side.side, shape: row.shape, stream, service: row.service };
    if (verdict.whole) return [{ ...base, ...EMPTY, whole: 1 }];
    const parts = verdict.parts.length > 0 ? verdict.parts.map(({ lo, hi }, part) => ({ part, whole: 0, lo, hi })) : [EMPTY];
    return parts.map((part) => ({ ...base, ...part, bare: verdict.bare ? 1 : 0 }));
  });
};

/** Keeps `match` complete for one ladder: call `look()` before each climb. Counts messages' shapes that no SLI reads as unmatched samples. */
export const matcher = (door: Door): { look(ladder: Ladder): Promise<{ shapes: number }> } => {
  let plan = '';
  let since = 0;
  const seen = new Set<string>();
  return {
    async look(ladder) {
      if (ladder.plan.id !== plan) {
        plan = ladder.plan.id;
        since = 0;
        seen.clear();
      }
      const unseen = async (from: number): Promise<ShapeRow[]> => (await door.rows<ShapeRow>(newShapes, { since: from })).filter((row) => !seen.has(row.shape));
      let rows = await unseen(Math.max(0, since - OVERLAP));
      // shapes carry the clock of who wrote them: when there are more than we know of, one of another machine's clock lies further back
      const [all] = await door.rows<{ n: string }>(allShapes);
      if (Number(all?.n ?? 0) > seen.size + rows.length) rows = await unseen(0);
      if (rows.length === 0) return { shapes: 0 };
      const lines: string[] = [];
      for (const row of rows) {
        const labels = row.labels === '' ? {} : (JSON.parse(row.labels) as Record<string, string>);
        for (const sli of ladder.slis.values()) for (const match of matches(sli, row, labels)) lines.push(JSON.stringify(match));
      }
      if (lines.length > 0) await door.insert('match', COLUMNS, 'JSONEachRow', `${lines.join('\n')}\n`);
      for (const row of rows) {
        seen.add(row.shape);
        since = Math.max(since, Number(row.at));
      }
      return { shapes: rows.length };
    },
  };
};
