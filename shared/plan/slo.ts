/** Tier 3 of a plan: SLO documents, one measure for each objective. Pure. */
import type { Schedules } from './correction.ts';
import type { SloSpec } from './documents.ts';
import { didYouMean } from './hint.ts';
import { type Indicators, isComposite, objectiveName } from './indicator.ts';
import type { Nano, SloMeasure, Window } from './measure.ts';
import { minuteMeant } from './openslo.ts';
import { decimal, duration, exact, ofHundred, sliceLength } from './scalar.ts';
import type { Slis } from './sli.ts';
import type { Path } from './source.ts';
import { ROLLING } from './time-window.ts';
import { type Document, floorOf, hash, scalar, shareOf, sliceTargetOf, type Workshop } from './workshop.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const ADEQUATE: Path = ['metadata', 'annotations', 'heptad/adequate'];
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

type Objective = SloSpec['objectives'][number];

/** The share that an objective promises; undefined when there is a fault. */
const targetOf = (shop: Workshop, by: Document<SloSpec>, path: Path, { target, targetPercent }: Objective): Nano | undefined => {
  if ((target === undefined) === (targetPercent === undefined)) shop.lack(by, path, ['target', 'targetPercent'], target === undefined ? 'an objective needs a target or a targetPercent' : 'an objective has either a target or a targetPercent, not both');
  const [key, text] = target === undefined ? (['targetPercent', targetPercent] as const) : (['target', target] as const);
  if (text === undefined) return undefined;
  const here: Path = [...path, key];
  const percent = key === 'targetPercent';
  const found = percent ? ofHundred(text) : decimal(text);
  const sign = /^\s*([\d.]+)\s*%\s*$/.exec(text)?.[1];
  if (found === null && sign !== undefined) return void shop.fault(by, here, `${text} is not ${percent ? 'a percentage such as 99.9' : 'a fraction such as 0.999'}`, `did you mean targetPercent: ${sign}?`);
  const read = scalar(shop, by, here, text, () => found, percent ? 'a percentage such as 99.9' : 'a fraction such as 0.999');
  if (read === undefined) return undefined;
  if (Number(read) <= 0 || Number(read) > 1 || Number(text) > (percent ? 100 : 1))
    return void shop.fault(by, here, percent ? `a targetPercent lies between 0 and 100, this is ${text}` : `a target lies between 0 and 1, this is ${text}`, !percent && Number(read) > 1 && Number(read) <= 100 ? 'percentages are written as targetPercent' : undefined);
  if (!exact(text, percent ? -2 : 0)) return void shop.fault(by, here, `a ${key} has at most ${percent ? 7 : 9} decimals, this is ${text}`);
  if (percent && Number(text) < 1) shop.warn(by, here, `a targetPercent of ${text} is less than one per cent`, `did you mean target: ${text}?`);
  return read;
};

/** The length of a timeslice, ms; a minute when there is none or a faulty one. */
const sliceOf = (shop: Workshop, by: Document<SloSpec>, path: Path, text: string | undefined, window: Window): number => {
  const slice = scalar(shop, by, path, text, sliceLength, 'a duration such as 1m');
  if (!slice) return MINUTE;
  if (slice.ms % MINUTE !== 0) shop.fault(by, path, `a timeslice lasts whole minutes, this is ${text}`);
  else if (slice.ms > DAY && slice.ms % DAY !== 0) shop.fault(by, path, 'a timeslice above a day lasts whole days');
  // it is judged on the part of it that lies inside (MEASURES §8)
  else if (slice.ms > (duration(window.text)?.ms ?? 0)) shop.warn(by, path, `a timeslice of ${text} is longer than the window of ${window.text}`, slice.unit === 'M' ? `did you mean ${slice.count}m? m is a minute, M a month` : undefined);
  else minuteMeant(shop, by, path, text);
  return slice.ms;
};

/** Makes the measures of all SLOs. */
export const makeSlos = (shop: Workshop, documents: Document<SloSpec>[], slis: Slis, indicators: Pick<Indicators, 'windows' | 'of'>, schedules: Schedules, at: (by: Document<unknown>) => string): SloMeasure[] => {
  const out: SloMeasure[] = [];
  for (const by of documents) {
    const window = indicators.windows.get(by.name) ?? ROLLING;
    const method = by.spec.budgetingMethod ?? 'Occurrences';
    const lineText = by.annotations['heptad/adequate'];
    const line = shareOf(shop, by, ADEQUATE, lineText);
    const floor = floorOf(shop, by);
    const noData = noDataOf(shop, by, method);
    const schedule = schedules.slo(by);
    const targets: Nano[] = [];
    by.spec.objectives.forEach((objective, i) => {
      const path: Path = ['spec', 'objectives', i];
      const target = targetOf(shop, by, path, objective);
      if (target !== undefined) targets.push(target);
      const sliceTarget = sliceTargetOf(shop, by, [...path, 'timeSliceTarget'], objective.timeSliceTarget);
      const slice = sliceOf(shop, by, [...path, 'timeSliceWindow'], objective.timeSliceWindow, window);
      if (method === 'Timeslices' && objective.timeSliceTarget === undefined) shop.lack(by, path, ['timeSliceTarget'], 'Timeslices needs a timeSliceTarget');
      if (method === 'Occurrences' && !shop.broken(by, ['spec', 'budgetingMethod']) && objective.timeSliceWindow !== undefined) shop.fault(by, [...path, 'timeSliceWindow'], 'Occurrences counts events, it has no timeslices');
      const indicator = indicators.of(by, i);
      const sli = indicator === undefined ? undefined : slis.of(indicator, by.spec.service);
      if (!sli) return;
      const compares = objective.op !== undefined || objective.value !== undefined;
      let counts = sli;
      if (sli.kind === 'threshold') {
        if (objective.op === undefined || objective.value === undefined) return shop.lack(by, path, ['op', 'value'], `${sli.sli} measures values, so the objective needs op and value`);
        if (decimal(objective.value) === null) return shop.fault(by, [...path, 'value'], `${objective.value} is not a number`);
        counts = slis.cut(sli, objective.op, objective.value);
      } else if (compares) return shop.fault(by, [...path, objective.op === undefined ? 'value' : 'op'], `${sli.sli} is a ratio, op and value belong to threshold SLIs`);
      if (target === undefined) return;
      const source = (schedule ? slis.through(counts, schedule) : counts).def;
      const adequate = line === undefined || Number(line) > Number(target) ? target : line;
      const sliceZone = window.kind === 'calendar' ? window.zone : 'UTC';
      out.push({
        tier: 'slo', name: objectiveName(by.name, i),
        def: hash({ source, method, target, adequate, slice, zone: slice >= DAY ? sliceZone : '', sliceTarget: sliceTarget ?? null, window, floor, noData: noData === 'ignore' ? undefined : noData }),
        title: (i === 0 && !isComposite(by.spec)) || !objective.displayName ? by.title : `${by.title}: ${objective.displayName}`, description: by.spec.description ?? '', owner: by.annotations['heptad/owner'] ?? '', internal: false, at: at(by),
        service: by.spec.service, sli: sli.name, source, method, target, adequate, slice, sliceZone, sliceTarget: sliceTarget ?? null, window, floor, party: by.annotations['heptad/party'] ?? 'own', schedule, noData,
      });
    });
    // one line serves all objectives, and is lowered to those below it (MEASURES §8); above all of them it says nothing that holds
    const highest = Math.max(...targets.map(Number));
    if (line !== undefined && targets.length === by.spec.objectives.length && Number(line) > highest)
      shop.fault(by, ADEQUATE, `adequate ${lineText} lies above ${targets.length === 1 ? 'the target' : 'every target'}: what is tolerable is less than what is promised`, `at most ${Number((highest * 100).toFixed(7))}%`);
  }
  return out;
};
