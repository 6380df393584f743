/** An SLO as the document that a plan folder may hold: OpenSLO v1 in JSON, which every reader of YAML takes. Made from what the plan in force became. Pure. */
import type { SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';

/** "0.995000000" as per cent, exactly: "99.5". */
const ofHundred = (share: string): string => {
  const [whole = '0', places = ''] = share.split('.');
  const digits = places.padEnd(9, '0');
  return `${Number(`${whole}${digits.slice(0, 2)}`)}.${digits.slice(2)}`.replace(/\.?0+$/, '');
};

/** A length in the greatest unit that it is whole in. */
const duration = (ms: number): string => {
  const [size, unit] = ([[86_400_000, 'd'], [3_600_000, 'h']] as const).find(([one]) => ms % one === 0) ?? [60_000, 'm'];
  return `${ms / size}${unit}`;
};

/** The comparison that a threshold objective makes, out of what counts as good for it. */
const compared = (source: SliMeasure | undefined): { op?: string; value?: number } => {
  if (source?.kind !== 'threshold') return {};
  const last = source.sides.find((one) => one.side === 'good')?.where.findLast((one) => one.field === 'value');
  const [op, value] = Object.entries(last?.test ?? {})[0] ?? [];
  return op === undefined ? {} : { op, value: Number(value) };
};

/** `source` = the SLI whose minutes it counts; `indicator` = the name of the SLI document. Alert policies and corrections are documents of their own. */
export const documentOf = (measure: SloMeasure, source: SliMeasure | undefined, indicator: string): object => {
  const { method, window, schedule } = measure;
  const annotations = {
    ...(measure.owner === '' ? {} : { 'heptad/owner': measure.owner }),
    ...(measure.adequate === measure.target ? {} : { 'heptad/adequate': `${ofHundred(measure.adequate)}%` }),
    ...(Number(measure.floor) === 0.5 ? {} : { 'heptad/coverage-floor': String(Number(measure.floor)) }),
    ...(measure.noData === 'ignore' ? {} : { 'heptad/no-data': measure.noData }),
    ...(measure.party === 'own' ? {} : { 'heptad/party': measure.party }),
    ...(schedule?.calendar ? { 'heptad/calendar': schedule.calendar.name } : {}),
  };
  return {
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: { name: measure.name, ...(measure.title === '' || measure.title === measure.name ? {} : { displayName: measure.title }), ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: {
      ...(measure.description === '' ? {} : { description: measure.description }),
      service: measure.service,
      indicatorRef: indicator,
      budgetingMethod: method,
      timeWindow: [window.kind === 'rolling' ? { duration: window.text, isRolling: true } : { duration: window.text, isRolling: false, calendar: { ...(window.anchor === null ? {} : { startTime: window.anchor }), timeZone: window.zone } }],
      objectives: [{
        ...compared(source),
        targetPercent: Number(ofHundred(measure.target)),
        ...(measure.sliceTarget === null ? {} : { timeSliceTarget: Number(measure.sliceTarget) }),
        ...(method === 'Occurrences' ? {} : { timeSliceWindow: duration(measure.slice) }),
      }],
    },
  };
};
