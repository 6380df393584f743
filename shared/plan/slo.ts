/** Tier 3 of a plan: SLO documents, one measure for each objective. Pure. */
import type { Schedules } from './correction.ts';
import type { SliSpec, SloSpec } from './documents.ts';
import { didYouMean } from './hint.ts';
import type { SloMeasure, Window } from './measure.ts';
import { decimal, duration, ofHundred, ratio, sliceLength } from './scalar.ts';
import type { Slis } from './sli.ts';
import type { Path } from './source.ts';
import { isZone, windowAt } from '../time/window.ts';
import { type Document, floorOf, hash, scalar, shareOf, type Workshop } from './workshop.ts';

const DAY = 86_400_000;
const WINDOW: Window = { kind: 'rolling', ms: 28 * DAY, text: '28d' };
const LONGEST = 3660 * DAY;
const CALENDAR_UNITS = ['m', 'h', 'd', 'w', 'M', 'Q', 'Y'];

/** The window of an SLO; rolling 28 days when it has none or a faulty one. */
export const windowOf = (shop: Workshop, by: Document<SloSpec>): Window => {
  const [given] = by.spec.timeWindow ?? [];
  if (!given) return WINDOW;
  const path: Path = ['spec', 'timeWindow', 0];
  const length = scalar(shop, by, [...path, 'duration'], given.duration, duration, 'a duration such as 28d, 1w or 1M (m is a minute, M a month)');
  if (!length) return WINDOW;
  if (length.ms > LONGEST) {
    shop.fault(by, [...path, 'duration'], `a window lasts at most ten years, this is ${given.duration}`);
    return WINDOW;
  }
  const rolling = given.isRolling === undefined ? given.calendar === undefined : given.isRolling === 'true';
  if (rolling) {
    if (given.calendar && !shop.broken(by, [...path, 'isRolling'])) shop.fault(by, [...path, 'calendar'], 'a rolling window has no calendar', 'set isRolling: false');
    if (length.ms % 60_000 !== 0) shop.fault(by, [...path, 'duration'], 'a window lasts whole minutes');
    if (['M', 'Q', 'Y'].includes(length.unit)) shop.warn(by, [...path, 'duration'], `a rolling ${length.unit} counts as ${length.ms / DAY / length.count} days`);
    return { kind: 'rolling', ms: length.ms, text: given.duration };
  }
  if (!CALENDAR_UNITS.includes(length.unit)) {
    shop.fault(by, [...path, 'duration'], 'a calendar window lasts minutes, hours, days, weeks, months, quarters or years');
    return WINDOW;
  }
  const zone = given.calendar?.timeZone ?? 'UTC';
  if (!isZone(zone)) {
    shop.fault(by, [...path, 'calendar', 'timeZone'], `${zone} is not a time zone`, 'use an IANA name such as Europe/Berlin');
    return WINDOW;
  }
  const window: Window = { kind: 'calendar', count: length.count, unit: length.unit as 'd', anchor: given.calendar?.startTime ?? null, zone, text: given.duration };
  try {
    windowAt(window, 0);
  } catch {
    shop.fault(by, [...path, 'calendar', 'startTime'], `${given.calendar?.startTime} is not a local time`, 'write it as 2026-01-31 08:00:00');
    return WINDOW;
  }
  return window;
};

const POLICIES = ['ignore', 'good', 'bad', 'carry'] as const;

/** What an SLO makes of time that nobody measured. */
const noDataOf = (shop: Workshop, by: Document<SloSpec>, method: SloMeasure['method']): SloMeasure['noData'] => {
  const text = by.annotations['heptad/no-data'];
  const path: Path = ['metadata', 'annotations', 'heptad/no-data'];
  const policy = POLICIES.find((one) => one === (text ?? 'ignore'));
  if (!policy) shop.fault(by, path, `${text} is not a policy for unmeasured time`, didYouMean(text as string, POLICIES) ?? `one of ${POLICIES.join(', ')}`);
  else if (policy !== 'ignore' && method === 'Occurrences' && !shop.broken(by, ['spec', 'budgetingMethod'])) shop.warn(by, path, `${policy} fills timeslices, and Occurrences has none: unmeasured time is ignored`, 'budgetingMethod Timeslices or RatioTimeslices');
  return policy ?? 'ignore';
};

/** Makes the measures of all SLOs; `indicator` names the SLI an SLO reads (its own inline one has the SLO's name). */
export const makeSlos = (shop: Workshop, documents: Document<SloSpec>[], slis: Slis, windows: Map<string, Window>, schedules: Schedules, indicator: (by: Document<SloSpec>) => string | undefined, at: (by: Document<unknown>) => string): SloMeasure[] => {
  const out: SloMeasure[] = [];
  for (const by of documents) {
    const window = windows.get(by.name) ?? WINDOW;
    const name = indicator(by);
    const sli = name === undefined ? undefined : slis.of(name, by.spec.service);
    const method = by.spec.budgetingMethod ?? 'Occurrences';
    const lineText = by.annotations['heptad/adequate'];
    const line = shareOf(shop, by, ['metadata', 'annotations', 'heptad/adequate'], lineText, ratio);
    const floor = floorOf(shop, by, ratio);
    const noData = noDataOf(shop, by, method);
    const schedule = schedules.slo(by);
    by.spec.objectives.forEach((objective, i) => {
      const path: Path = ['spec', 'objectives', i];
      const given = [objective.target, objective.targetPercent].filter((one) => one !== undefined);
      if (given.length !== 1) shop.lack(by, path, ['target', 'targetPercent'], given.length === 0 ? 'an objective needs a target or a targetPercent' : 'an objective has either a target or a targetPercent, not both');
      const target = objective.target !== undefined ? scalar(shop, by, [...path, 'target'], objective.target, decimal, 'a fraction such as 0.999') : scalar(shop, by, [...path, 'targetPercent'], objective.targetPercent, ofHundred, 'a percentage such as 99.9');
      if (target !== undefined && (Number(target) <= 0 || Number(target) > 1))
        shop.fault(by, [...path, objective.target !== undefined ? 'target' : 'targetPercent'], objective.target !== undefined ? `a target lies between 0 and 1, this is ${objective.target}` : `a targetPercent lies between 0 and 100, this is ${objective.targetPercent}`, objective.target !== undefined && Number(target) > 1 && Number(target) <= 100 ? 'percentages are written as targetPercent' : undefined);
      const sliceTarget = scalar(shop, by, [...path, 'timeSliceTarget'], objective.timeSliceTarget, ratio, 'a fraction such as 0.95');
      if (sliceTarget !== undefined && (Number(sliceTarget) <= 0 || Number(sliceTarget) > 1)) shop.fault(by, [...path, 'timeSliceTarget'], `a timeSliceTarget lies between 0 and 1, this is ${objective.timeSliceTarget}`);
      const slice = scalar(shop, by, [...path, 'timeSliceWindow'], objective.timeSliceWindow, sliceLength, 'a duration such as 1m');
      if (slice && slice.ms % 60_000 !== 0) shop.fault(by, [...path, 'timeSliceWindow'], `a timeslice lasts whole minutes, this is ${objective.timeSliceWindow}`);
      if (slice && slice.ms > DAY && slice.ms % DAY !== 0) shop.fault(by, [...path, 'timeSliceWindow'], 'a timeslice above a day lasts whole days');
      if (method === 'Timeslices' && objective.timeSliceTarget === undefined) shop.lack(by, path, ['timeSliceTarget'], 'Timeslices needs a timeSliceTarget');
      if (method === 'Occurrences' && !shop.broken(by, ['spec', 'budgetingMethod']) && objective.timeSliceWindow !== undefined) shop.fault(by, [...path, 'timeSliceWindow'], 'Occurrences counts events, it has no timeslices');
      if (!sli) return;
      const compares = objective.op !== undefined || objective.value !== undefined;
      let counts = sli;
      if (sli.kind === 'threshold') {
        if (objective.op === undefined || objective.value === undefined) return shop.lack(by, path, ['op', 'value'], `${sli.sli} measures values, so the objective needs op and value`);
        if (decimal(objective.value) === null) return shop.fault(by, [...path, 'value'], `${objective.value} is not a number`);
        counts = slis.cut(sli, objective.op, objective.value);
      } else if (compares) return shop.fault(by, [...path, objective.op === undefined ? 'value' : 'op'], `${sli.sli} is a ratio, op and value belong to threshold SLIs`);
      if (target === undefined || Number(target) <= 0 || Number(target) > 1) return;
      const source = (schedule ? slis.through(counts, schedule) : counts).def;
      const adequate = line === undefined || Number(line) > Number(target) ? target : line;
      const sliceMs = slice?.ms ?? 60_000;
      const sliceZone = window.kind === 'calendar' ? window.zone : 'UTC';
      out.push({
        tier: 'slo', name: i === 0 ? by.name : `${by.name}.${i + 1}`,
        def: hash({ source, method, target, adequate, slice: sliceMs, zone: sliceMs >= DAY ? sliceZone : '', sliceTarget: sliceTarget ?? null, window, floor, noData: noData === 'ignore' ? undefined : noData }),
        title: i === 0 || !objective.displayName ? by.title : `${by.title}: ${objective.displayName}`, description: by.spec.description ?? '', owner: by.annotations['heptad/owner'] ?? '', internal: false, at: at(by),
        service: by.spec.service, sli: sli.name, source, method, target, adequate, slice: sliceMs, sliceZone, sliceTarget: sliceTarget ?? null, window, floor, party: by.annotations['heptad/party'] ?? 'own', schedule, noData,
      });
    });
  }
  return out;
};

/** The SLI document an SLO carries inside, as if it stood alone under the SLO's name. */
export const inlineSli = (by: Document<SloSpec>): Document<SliSpec> | undefined =>
  by.spec.indicator && { source: by.source, name: by.spec.indicator.metadata.name, title: by.spec.indicator.metadata.displayName ?? by.spec.indicator.metadata.name, annotations: by.spec.indicator.metadata.annotations ?? {}, spec: by.spec.indicator.spec };
