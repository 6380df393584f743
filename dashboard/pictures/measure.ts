/** The history of a measure as a picture: what its page draws in the browser, drawn by the same options. */
import { type Dot, historyOption, scaleOf } from '../charts/history-options.ts';
import type { Texts } from '../charts/look.ts';
import { historyDrawn } from '../cards/history.ts';
import type { Facts } from '../cards/measure.ts';
import { drawn, lookOf } from './draw.ts';
import { framed } from './frame.ts';
import type { Theme } from './palette.ts';

const HEIGHT = 320;

/** null before anything was climbed. */
export const historyPicture = async (facts: Facts, theme: Theme): Promise<string | null> => {
  const { history, row, title, zone, measure } = facts;
  const it = historyDrawn(facts);
  if (it === null || history === null || row === null) return null;
  const data: Texts = Object.fromEntries(Object.entries(it.texts).map(([name, text]) => [name, text ?? undefined]));
  const points = it.points.map(({ at, value }): Dot => [at, value === null ? null : value * scaleOf(data)]);
  const option = historyOption({ data, points, look: lookOf(theme, HEIGHT, zone, history.from, history.to), moves: 0 });
  return framed({ title, note: `${measure.tier.toUpperCase()} over time: ${it.says}`, says: it.says, from: history.from, to: history.to, at: Date.parse(row.at), zone, theme }, await drawn(option, HEIGHT), HEIGHT);
};
