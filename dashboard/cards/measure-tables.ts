/** The tables of the page of a measure as data, for files: what it is made of, its history, its days. Pure. */
import { iso } from '../../shared/time/instant.ts';
import { type Table, tableOf } from '../table.ts';
import { fileAddress } from './files.ts';
import type { Facts } from './measure.ts';
import { figuresOf } from './row-columns.ts';

const made = ({ below }: Facts): Table =>
  tableOf(
    {
      tier: (one) => one.tier, name: (one) => one.name, title: (one) => one.title, weight: (one) => one.weight, critical: (one) => one.critical, contribution: (one) => one.contribution, events: (one) => one.total,
      newest: (one) => (one.last === null ? null : iso(one.last)), ...figuresOf((one: Facts['below'][number]) => one.row),
    },
    below,
  );

const history = ({ history: past, spec }: Facts): Table =>
  tableOf(
    {
      at: (one) => one.at, value: [spec.kind === 'ratio' ? 'share of 1' : spec.kind === 'value' && spec.unit !== '' ? spec.unit : 'as it is', (one) => one.value], score: ['of 100', (one) => one.score], status: (one) => one.status,
      good: (one) => one.good, total: (one) => one.total, coverage: ['share of 1', (one) => one.coverage], provisional: (one) => one.provisional,
    },
    past?.items ?? [],
  );

const days = ({ days: all }: Facts): Table => tableOf({ from: (one) => iso(one.from), at: (one) => iso(one.at), status: (one) => one.status, value: (one) => one.value }, all);

export const MEASURE_TABLES = { below: made, history, days } as const;
export type MeasureTable = keyof typeof MEASURE_TABLES;

/** Address of one of them as a file, of the instant and the scorecard that the page is of. */
export const measureFile = ({ measure, scorecard, at }: Pick<Facts, 'measure' | 'scorecard' | 'at'>, table: MeasureTable, format: string): string =>
  fileAddress(`/api/v1/tables/measures/${measure.tier}/${encodeURIComponent(measure.name)}/${table}`, { scorecard, at: at === null ? null : iso(at) }, format);
