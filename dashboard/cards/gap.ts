/** How far a figure is from its lines and from the best of its former periods: one sentence under the title, and two tiles. */
import type { VNode } from 'preact';
import { digits, dressed, figure, line, type Spec } from '../../shared/figure.ts';
import { shown } from './6-kpi.ts';
import { change, lineTexts } from './figure.ts';
import { all, h } from './markup.ts';
import { type Facts, tile } from './measure.ts';
import { WORD } from './state.ts';
import { standingSince } from './days.ts';

/** What the page shows of the row: its score where several children make one, else its value. */
export const shownOf = ({ spec, row }: Pick<Facts, 'spec' | 'row'>): number | null => (spec.kind === 'score' ? (row?.score ?? null) : (row?.value ?? null));

/** A number with one decimal, half up. */
const TENTHS: Spec = { kind: 'value', unit: '', whole: false, polarity: null, adequate: 0, desired: 0 };

/** A difference with its unit: of shares in percentage points. Both figures are taken as they are shown, so that what stands on the page adds up. */
const apart = (now: number, other: number, spec: Spec): { text: string; sign: -1 | 0 | 1 } => {
  // the lines of a score are thirds, which have no end: a score is apart from them by one decimal
  const { text, sign } = spec.kind === 'score' ? change(now - other, 0, TENTHS) : change(now, other, spec);
  return { text: spec.kind === 'value' ? `${text.slice(0, 1)}${dressed(text.slice(1), spec)}` : `${text} points`, sign };
};

/** The line that a figure is measured against: of a range the edge that is nearer, null inside of it. */
const lineNear = (value: number, low: number | null, high: number | undefined): number | null => (low === null ? null : high === undefined ? low : value < low ? low : value > high ? high : null);

/** Whether the figure reaches the line. */
const reaches = (value: number, to: number, spec: Spec): boolean => (spec.polarity === 'lower' ? value <= to : value >= to);

/** "0.09 points short of the desired ≥ 99.9 %". */
const towards = (value: number, spec: Spec, which: 'desired' | 'adequate'): string | null => {
  const to = lineNear(value, spec[which], spec.upper?.[which]);
  const words = which === 'desired' ? `the desired ${lineTexts(spec)?.desired}` : `the adequate ${to === null ? '' : line(to, spec)}`;
  if (to === null) return spec[which] === null ? null : `within ${words}`;
  const { text, sign } = apart(value, to, spec);
  if (sign === 0) return `${value === to || reaches(value, to, spec) ? 'at' : 'just short of'} ${words}`;
  const by = text.slice(1);
  if (spec.upper) return `${by} outside ${words}`;
  return reaches(value, to, spec) ? `${by} better than ${words}` : `${by} short of ${words}`;
};

/** Where it stands, since when, and where it is heading. */
export const standing = (facts: Facts): VNode | null => {
  const { row, spec, measure } = facts;
  if (measure.tier === 'sli' || row === null) return null;
  const value = shownOf(facts);
  const status = row.status ?? 'unknown';
  const since = standingSince(facts);
  const far = value === null || spec.desired === null ? null : [towards(value, spec, 'desired'), status === 'met' || spec.adequate === spec.desired ? null : towards(value, spec, 'adequate')].filter(Boolean).join(', ');
  const heading = row.pace === null || row.pace === 'too-early' || row.forecast === null ? null : `${row.pace === 'on-track' ? 'It is on track for' : row.pace === 'at-risk' ? 'At this rate it is at risk: the period ends at' : 'At this rate it is off track: the period ends at'} ${figure(row.forecast, spec)}.`;
  return h('p', { class: 'standing' }, h('b', null, WORD[status]), since === null ? null : ` ${since}`, far ? `: ${far}` : null, '.', heading === null ? null : ` ${heading}`);
};

/** Gap to the target, and to the reference: the best of the last twelve closed periods. Nothing of what has no lines. */
export const gapTiles = (facts: Facts): VNode[] => {
  const { spec, detail } = facts;
  const value = shownOf(facts);
  const target = value === null ? null : lineNear(value, spec.desired, spec.upper?.desired);
  if (spec.desired === null) return [];
  const reference = detail.gap?.reference ?? null;
  const achieved = detail.achievement ?? null;
  const gap = value === null || target === null ? null : apart(value, target, spec);
  const out = [tile('Gap to target', value === null ? '–' : gap === null ? 'within' : gap.text, `${lineTexts(spec)?.desired} desired${achieved === null ? '' : `; ${digits(achieved, TENTHS)} % of it achieved`}`)];
  if (detail.gap) {
    const away = value === null || reference === null ? null : apart(value, reference, spec);
    out.push(tile('Gap to reference', away?.text ?? '–', reference === null ? 'no closed period to compare with' : all('best of the last 12 closed periods: ', shown(reference, spec))));
  }
  return out;
};
