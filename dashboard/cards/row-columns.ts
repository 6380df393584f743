/** Columns that tables of measures share in files: the measure itself, and its row with every figure in full. Pure. */
import type { Edge, Row } from '../../shared/tiers/row.ts';
import type { Columns } from '../table.ts';

/** A line; of a range both edges, "40..80". */
const edge = (line: Edge | null | undefined): number | string | null => (Array.isArray(line) ? `${line[0]}..${line[1]}` : (line ?? null));

type Held = { row: Row | null };

/** The figures of a row. A ratio is a share of 1, a score one of 100; a value is in the unit of its row. */
const FIGURES: Columns<Held> = {
  status: ({ row }) => row?.status ?? 'unknown',
  value: ({ row }) => row?.value ?? null,
  unit: ({ row }) => row?.unit ?? null,
  good: ({ row }) => row?.good ?? null,
  total: ({ row }) => row?.total ?? null,
  adequate: ({ row }) => edge(row?.target?.adequate),
  desired: ({ row }) => edge(row?.target?.desired),
  score: ['of 100', ({ row }) => row?.score ?? null],
  pace: ({ row }) => row?.pace ?? null,
  forecast: ({ row }) => row?.forecast ?? null,
  coverage: ['share of 1', ({ row }) => row?.coverage ?? null],
  provisional: ({ row }) => row?.provisional ?? null,
  flags: ({ row }) => row?.flags.join(' ') ?? null,
  windowFrom: ({ row }) => row?.window?.from ?? null,
  windowTo: ({ row }) => row?.window?.to ?? null,
  at: ({ row }) => row?.at ?? null,
};

/** The columns of a row, told of something that holds one. */
export const figuresOf = <R>(row: (one: R) => Row | null): Columns<R> => Object.fromEntries(Object.entries(FIGURES).map(([name, column]) => [name, typeof column === 'function' ? (one: R) => column({ row: row(one) }) : [column[0], (one: R) => column[1]({ row: row(one) })] as const]));

/** Titles of what stands above or below, in one cell. */
export const listed = (all: readonly { tier: string; name: string }[]): string => all.map(({ tier, name }) => `${tier}/${name}`).join(' ');
