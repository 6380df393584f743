/** Columns that tables of measures share in files: its row with every figure in full, how long a budget lasts, names of others in one cell. Pure. */
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Edge, Row } from '../../shared/tiers/row.ts';
import type { Columns } from '../table.ts';
import { lasting } from './3-slo.ts';

/** A line; of a range both edges, "40..80". */
const edge = (line: Edge | null | undefined): number | string | null => (Array.isArray(line) ? `${line[0]}..${line[1]}` : (line ?? null));

/** The figures of a row. A ratio is a share of 1, a score one of 100; a value is in the unit of its row. */
const FIGURES: Columns<Row | null> = {
  status: (row) => row?.status ?? 'unknown',
  value: (row) => row?.value ?? null,
  unit: (row) => row?.unit ?? null,
  good: (row) => row?.good ?? null,
  total: (row) => row?.total ?? null,
  adequate: (row) => edge(row?.target?.adequate),
  desired: (row) => edge(row?.target?.desired),
  score: ['of 100', (row) => row?.score ?? null],
  pace: (row) => row?.pace ?? null,
  forecast: (row) => row?.forecast ?? null,
  coverage: ['share of 1', (row) => row?.coverage ?? null],
  provisional: (row) => row?.provisional ?? null,
  flags: (row) => row?.flags.join(' ') ?? null,
  windowFrom: (row) => row?.window?.from ?? null,
  windowTo: (row) => row?.window?.to ?? null,
  at: (row) => row?.at ?? null,
};

/** The columns of a row, told of something that holds one. */
export const figuresOf = <R>(row: (one: R) => Row | null): Columns<R> => Object.fromEntries(Object.entries(FIGURES).map(([name, column]) => [name, typeof column === 'function' ? (one: R) => column(row(one)) : [column[0], (one: R) => column[1](row(one))] as const]));

/** Seconds that a budget lasts; null when that is not known or the window ends first. */
export const secondsLeft = ({ row, measure }: { row: Row | null; measure: SloMeasure }): number | null => {
  const ms = lasting(row, measure);
  return ms === null || ms === Number.POSITIVE_INFINITY ? null : ms / 1000;
};

/** Keys of what stands above or below, in one cell. */
export const listed = (all: readonly { tier: string; name: string }[]): string => all.map(({ tier, name }) => `${tier}/${name}`).join(' ');
