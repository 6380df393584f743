/** What OpenSLO allows or forbids beyond the form of its documents, and what its users slip on: types of ratios, minutes for months. Pure. */
import type { SliSpec } from './documents.ts';
import { duration } from './scalar.ts';
import type { Path } from './source.ts';
import type { Document, Workshop } from './workshop.ts';

/** rawType goes with raw, and only with raw. */
export const rawTypes = (shop: Workshop, by: Document<SliSpec>, base: Path): void => {
  const ratio = by.spec.ratioMetric;
  if (!ratio) return;
  const path: Path = [...base, 'ratioMetric'];
  if (ratio.rawType !== undefined && !ratio.raw && (ratio.good || ratio.bad)) shop.fault(by, [...path, 'rawType'], `rawType belongs to raw; ${ratio.good ? 'good' : 'bad'} says itself what it counts`);
  if (ratio.raw && ratio.rawType === undefined && !shop.broken(by, path)) shop.warn(by, [...path, 'raw'], 'raw has no rawType: success is taken', 'write rawType: success');
};

/** Counts of minutes that people write when they mean months. */
const MONTHS = [1, 2, 3, 4, 6, 12];

/** A warning where a window of a few minutes stands for one of months; `aligned` = it starts with the calendar, where minutes are never meant. */
export const monthMeant = (shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined, aligned: boolean): void => {
  const found = text === undefined ? null : duration(text);
  if (found?.unit === 'm' && (MONTHS.includes(found.count) || (aligned && found.count <= 12))) shop.warn(by, path, `a window of ${text} lasts ${found.count} ${found.count === 1 ? 'minute' : 'minutes'}`, `did you mean ${found.count}M? m is a minute, M a month`);
};

/** A warning where a month, quarter or year stands for what lasts minutes. */
export const minuteMeant = (shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined): void => {
  const found = text === undefined ? null : duration(text);
  if (found?.unit === 'M') shop.warn(by, path, `${text} lasts ${found.ms / 86_400_000} days`, `did you mean ${found.count}m? m is a minute, M a month`);
};
