/** Judges every side of every SLI against every shape, once (shared/plan/where.ts), and stores what it reads in table `match`: no statement ever runs a `where`. */
import type { SliMeasure } from '../shared/plan/measure.ts';
import { judge } from '../shared/plan/where.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Ladder } from './ladder.ts';
import { chunks } from './touched.ts';

const newShapes = sql(import.meta.url, './new-shapes.sql');
const COLUMNS = ['def', 'side', 'shape', 'part', 'stream', 'service', 'whole', 'lo', 'hi', 'bare'] as const;

type ShapeRow = { shape: string; stream: 'event' | 'sample'; service: string; kind: string; state: string; severity: string; component: string; unit: string; labels: string };

/** Shapes one statement is asked for by name. */
const MOST = 4000;

/** Below every value there is. */
const LEAST = '-99999999999999999999999999999.999999999';

const EMPTY = { part: 0, whole: 0, lo: '1.000000000', hi: '0.000000000', bare: 0 };

/** The rows of `match` for one SLI and shape; none when it reads nothing of it. */
const matches = (sli: SliMeasure, row: ShapeRow, labels: Record<string, string>): { whole: number; lo: string; hi: string }[] => {
  if (sli.through !== null || (sli.services.length > 0 && !sli.services.includes(row.service))) return [];
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

export type Matcher = {
  look(ladder: Ladder, named?: Iterable<string>): Promise<{ shapes: number }>;
  /** Ends of all intervals of values that sides ask for, in no order, and a value below all: what lies between two of them no side tells apart. */
  cuts(): readonly string[];
};

/**
 * Keeps `match` complete for one ladder: call `look()` before each climb with the shapes that the ledger rows to climb name. The first look, and the first
 * under another plan, judges every shape there is; no clock takes part.
 */
export const matcher = (door: Door): Matcher => {
  let plan = '';
  const seen = new Set<string>();
  let cuts = new Set([LEAST]);
  return {
    cuts: () => [...cuts],
    async look(ladder, named = []) {
      const all = ladder.plan.id !== plan;
      const wanted = all ? [] : [...named].filter((one) => !seen.has(one));
      let judged = 0;
      for (const some of all ? [[]] : chunks(wanted, MOST)) {
        const rows = await door.rows<ShapeRow>(newShapes, { all: all ? 1 : 0, shapes: JSON.stringify(some) });
        const lines: string[] = [];
        if (all) cuts = new Set([LEAST]);
        for (const row of rows) {
          const labels = row.labels === '' ? {} : (JSON.parse(row.labels) as Record<string, string>);
          for (const sli of ladder.slis.values()) for (const match of matches(sli, row, labels)) {
            lines.push(JSON.stringify(match));
            if (match.whole === 0) cuts.add(match.lo).add(match.hi);
          }
        }
        if (lines.length > 0) await door.insert('match', COLUMNS, 'JSONEachRow', `${lines.join('\n')}\n`);
        if (all) seen.clear();
        for (const row of rows) seen.add(row.shape);
        judged += rows.length;
      }
      plan = ladder.plan.id;
      return { shapes: judged };
    },
  };
};
