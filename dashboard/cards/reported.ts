/** Figures as they were reported when somebody closed a period, beside those that stand now: which differ, and the part of a measure's page that shows both. */
import type { VNode } from 'preact';
import type { Spec } from '../../shared/figure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Figure, Report } from '../routes/closings.ts';
import { shown } from './6-kpi.ts';
import { scorePoints } from './figure.ts';
import { h, type Part, section } from './markup.ts';
import { stack } from './stack.ts';
import { state } from './state.ts';
import { keyOf } from './tier-graph.ts';
import { minute } from './when.ts';

/** What a list of figures says of a measure. */
export const figureOf = (figures: readonly Figure[], tier: string, name: string): Figure | undefined => figures.find((one) => one.tier === tier && one.name === name);

/** Whether a figure is another one than was reported. */
export const differs = (reported: Figure, now: Pick<Figure, 'value' | 'score' | 'status'>): boolean => reported.value !== now.value || reported.score !== now.score || reported.status !== now.status;

/** Those of a report that stand otherwise now. */
export const restated = (report: Report, now: readonly Figure[]): Figure[] => {
  const there = new Map(now.map((one) => [keyOf(one.tier, one.name), one]));
  return report.figures.filter((one) => {
    const mine = there.get(keyOf(one.tier, one.name));
    return mine !== undefined && differs(one, mine);
  });
};

/** The reports of one measure in one period, the newest first. */
export type Reported = { period: string; reports: { id: string; at: string; who: string; text: string; figure: Figure }[] };

/** Who signed, and when. */
export const signedBy = ({ who, at, text }: Pick<Report, 'who' | 'at' | 'text'>, zone: string): Part[] => [h('b', null, who || 'somebody'), ', ', h('time', { datetime: at }, minute(Date.parse(at), zone)), text === '' ? null : `: ${text}`];

/** The section; null where nobody has closed the period that ends at the instant of the page. */
export const reportedOf = (reported: Reported | null, row: Row | null, spec: Spec, zone: string): VNode | null => {
  if (reported === null || reported.reports.length === 0 || row === null) return null;
  const figures = ({ value, score, status }: Pick<Figure, 'value' | 'score' | 'status'>): Part[] => [...(spec.kind === 'score' ? [] : [h('b', null, shown(value, spec))]), scorePoints(score), state(status ?? 'unknown')];
  const newest = reported.reports[0]?.figure;
  const same = newest !== undefined && !differs(newest, row);
  return section(
    'reported',
    'As reported',
    h('p', { class: 'quiet' }, same ? `${reported.period} stands as it was reported.` : `${reported.period} was restated since it was reported: late data, or somebody had it judged again.`),
    stack({
      caption: `${reported.period}, as it was reported and as it stands`,
      name: 'reports',
      columns: [{ text: 'Figures' }, ...(spec.kind === 'score' ? [] : [{ text: 'Value', kind: 'num' }]), { text: 'Score', kind: 'num' }, { text: 'State', kind: 'status' }],
      rows: [
        ...(same ? [] : [{ id: 'stands', cells: ['As it stands', ...figures(row)] }]),
        ...reported.reports.map((one) => ({ id: `report-${one.id}`, cells: [h('span', { class: 'label' }, 'Reported by ', ...signedBy(one, zone)), ...figures(one.figure)] })),
      ],
    }),
  );
};
