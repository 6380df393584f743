/** Correction documents of a plan, and the schedule they give to SLOs and KPTs together with the calendars these name. Pure. */
import { LAST_INSTANT, rfc3339 } from '../time/rfc3339.ts';
import type { CorrectionSpec, KptSpec } from './documents.ts';
import type { Calendar, Schedule } from './measure.ts';
import type { Path } from './source.ts';
import type { Document, Workshop } from './workshop.ts';

const MINUTE = 60_000;
const CALENDAR: Path = ['metadata', 'annotations', 'heptad/calendar'];

/** When a document's measure counts: the calendar that it names, less the corrections that name it; null when there is neither. */
export type Schedules = { slo(by: Document<unknown>): Schedule | null; kpt(by: Document<KptSpec>): Schedule | null };

type One = Schedule['corrections'][number];

const instant = (shop: Workshop, by: Document<unknown>, key: 'from' | 'to', text: string): number | null => {
  const at = rfc3339(text.trim());
  if (at !== null && at >= 0 && at < LAST_INSTANT) return at;
  shop.fault(by, ['spec', key], at === null ? `${text} is not an instant` : `${text} lies outside of 1970 to 2106`, at === null ? 'write it with its offset, as 2026-11-03T09:12:00Z or 2026-11-03T10:12:00+01:00' : undefined);
  return null;
};

/** What a correction excludes; null when it has a fault. */
const read = (shop: Workshop, by: Document<CorrectionSpec>): One | null => {
  const [from, to] = [instant(shop, by, 'from', by.spec.from), instant(shop, by, 'to', by.spec.to)];
  if (by.spec.reason.trim() === '') shop.fault(by, ['spec', 'reason'], 'a correction needs a reason', 'such as supplier, customer or maintenance');
  if (from === null || to === null) return null;
  if (from >= to) return shop.fault(by, ['spec', 'to'], `a correction ends after it begins; this is from ${by.spec.from} to ${by.spec.to}`) ?? null;
  const whole = Math.floor(to / MINUTE) - Math.ceil(from / MINUTE);
  if (from % MINUTE !== 0 || to % MINUTE !== 0)
    shop.warn(by, ['spec', from % MINUTE !== 0 ? 'from' : 'to'], whole > 0 ? 'this does not fall on minutes: the whole minutes inside are excluded' : 'no whole minute lies inside: nothing is excluded');
  return { name: by.name, from, to, reason: by.spec.reason, text: by.spec.text ?? '' };
};

/** Why a KPT counts no time of its own, null when it does: it reads values of an SLI; others bring the time of the measure they are about. */
export const timeless = ({ slo, vma, sli, quotient }: Pick<KptSpec['measure'], 'slo' | 'vma' | 'sli' | 'quotient'>): { what: string; hint: string } | null => {
  if (slo !== undefined) return { what: `counts by the schedule of the SLO ${slo}`, hint: `name the SLO ${slo}` };
  if (vma !== undefined) return { what: `counts by the schedules of the SLOs below ${vma}`, hint: 'name these SLOs' };
  return sli === undefined && quotient === undefined ? { what: 'counts no time', hint: 'a statistic of an sli does' } : null;
};

/** Reads every correction and every heptad/calendar; unknown names are faults with the nearest one. */
export const makeSchedules = (shop: Workshop, calendars: Map<string, Calendar>): Schedules => {
  const corrections = { slo: new Map<string, One[]>(), kpt: new Map<string, One[]>() };
  const slos = shop.names('SLO');
  const kpts = new Map(shop.documents<KptSpec>('KeyPerformanceTarget').map((by) => [by.name, by]));
  /** Why an SLO of that name cannot be corrected, beyond that there is none. */
  const notSlo = (name: string): [string, string | undefined] => {
    const [, document = ''] = /^(.+)\.\d+$/.exec(name) ?? [];
    if (slos.has(document)) return [`${name} is an objective, and a correction names SLOs`, `name ${document}: it holds for all its objectives`];
    if (shop.names('VitalMissionActivity').has(name)) return [`${name} is a VitalMissionActivity, and a correction names SLOs`, 'name the SLOs below it'];
    return [`there is no SLO named ${name}`, shop.meant(name, slos)];
  };
  for (const by of shop.documents<CorrectionSpec>('Correction')) {
    const { slos: forSlos = [], kpts: forKpts = [] } = by.spec;
    const one = read(shop, by);
    if (forSlos.length + forKpts.length === 0) shop.lack(by, ['spec'], ['slos', 'kpts'], 'a correction names at least one SLO or KPT', 'slos: [NAME]');
    const add = (tier: 'slo' | 'kpt', name: string): void => {
      const mine = corrections[tier].get(name);
      if (one && mine) mine.push(one);
      else if (one) corrections[tier].set(name, [one]);
    };
    forSlos.forEach((name, i) => {
      const path: Path = ['spec', 'slos', i];
      if (forSlos.indexOf(name) < i) shop.fault(by, path, `${name} is named twice`);
      else if (!slos.has(name)) shop.fault(by, path, ...notSlo(name));
      else add('slo', name);
    });
    forKpts.forEach((name, i) => {
      const path: Path = ['spec', 'kpts', i];
      const about = kpts.get(name);
      const why = about && timeless(about.spec.measure);
      if (forKpts.indexOf(name) < i) shop.fault(by, path, `${name} is named twice`);
      else if (!shop.find('KeyPerformanceTarget', name, by, path)) return;
      else if (why && !shop.broken(about, ['spec', 'measure'])) shop.fault(by, path, `${name} ${why.what}, so it cannot be corrected by itself`, why.hint);
      else add('kpt', name);
    });
  }
  for (const by of shop.documents('VitalMissionActivity'))
    if (by.annotations['heptad/calendar'] !== undefined) shop.fault(by, CALENDAR, 'an activity counts by the schedules of its SLOs', 'heptad/calendar stands on an SLO');

  const scheduleOf = (tier: 'slo' | 'kpt', by: Document<unknown>): Schedule | null => {
    const name = by.annotations['heptad/calendar'];
    if (name !== undefined) shop.find('Calendar', name, by, CALENDAR);
    const calendar = (name === undefined ? undefined : calendars.get(name)) ?? null;
    // the order of documents does not matter
    const mine = [...(corrections[tier].get(by.name) ?? [])].sort((a, b) => a.from - b.from || a.to - b.to || (a.name < b.name ? -1 : 1));
    return calendar === null && mine.length === 0 ? null : { calendar, corrections: mine };
  };
  return {
    slo: (by) => scheduleOf('slo', by),
    kpt(by) {
      const why = timeless(by.spec.measure);
      if (!why) return scheduleOf('kpt', by);
      if (by.annotations['heptad/calendar'] !== undefined && !shop.broken(by, ['spec', 'measure'])) shop.fault(by, CALENDAR, `${by.name} ${why.what}`, why.hint.replace(/^name /, 'put heptad/calendar on '));
      return null;
    },
  };
};
