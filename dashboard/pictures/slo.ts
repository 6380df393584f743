/** The four charts of an SLO as pictures: what the page draws in the browser, drawn by the same options. */
import { inkOf, optionOf, type Point } from '../charts/slo-options.ts';
import { type Charts, type Plot, textsOf } from '../cards/3-slo-plots.ts';
import { drawn, lookOf } from './draw.ts';
import { framed, type Key } from './frame.ts';
import type { Theme } from './palette.ts';

const HEIGHT: Record<Plot['kind'], number> = { budget: 300, burn: 300, sli: 300, volume: 240 };
/** As the lines are drawn, by their number. */
const DASHES = ['', '8 4', '2 3', '8 3 2 3'];

const keysOf = ({ kind, head }: Plot): Key[] => {
  const names = head.slice(1);
  if (kind === 'volume') return names.map((name, i): Key => ({ name, ink: i === 0 ? '--ink-3' : '--missed', field: true }));
  return kind === 'burn' ? names.map((name, i): Key => ({ name, ink: inkOf(i).ink, ...(i % DASHES.length === 0 ? {} : { dash: DASHES[i % DASHES.length] as string }) })) : [];
};

/** `title` = that of the SLO; `at` = of when its row is, ms. */
export const sloPicture = async (plot: Plot, charts: Charts, { title, at, zone, theme }: { title: string; at: number; zone: string; theme: Theme }): Promise<string> => {
  const height = HEIGHT[plot.kind];
  const points = plot.rows.map((row): Point => ({ from: row.from, at: row.to, values: row.cells.map((cell) => cell.value) }));
  const option = optionOf({ data: textsOf(plot, charts, zone), points, look: lookOf(theme, height, zone, charts.from, charts.to) });
  return framed({ title, note: `${plot.title}: ${plot.note}`, says: plot.says, from: charts.from, to: charts.to, at, zone, keys: keysOf(plot), theme }, await drawn(option, height), height);
};
