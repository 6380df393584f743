/** Measures without data where data are due: SLIs that hold nothing, SLOs whose rules are blind, targets without a figure; since when, why, and what stands on them without data, too. */
import type { KptMeasure, Measure, SliMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Row, Status } from '../../shared/tiers/row.ts';
import { above } from '../cards/relations.ts';
import { type Known, named, ofTier, titleOf } from '../cards/spec.ts';
import { alertsIn } from './alert-facts.ts';
import type { Reader } from './rows.ts';

const lastSql = sql(import.meta.url, '../queries/page-last-messages.sql');

/** since: ms, null when there never was any. leaves: what stands on it and has no data either, the highest tier last. entered: a person gives its figure. */
export type Blind = { tier: string; name: string; title: string; since: number | null; why: string; leaves: { tier: string; name: string; title: string; status: Status | null }[]; entered: boolean };
/** How many of how many are blind. */
export type BlindShown = { list: Blind[]; slis: [blind: number, of: number]; kpts: [blind: number, of: number] };

/** All that stands on a measure, each once, nearest first. */
export const allAbove = (known: Known, from: { tier: string; name: string }): Measure[] => {
  const found = new Map<string, Measure>();
  let next: { tier: string; name: string }[] = [from];
  while (next.length > 0 && found.size < 500) {
    const step = next.flatMap((one) => above(known, one.tier as Measure['tier'], one.name)).filter((one) => !found.has(`${one.tier}/${one.name}`));
    for (const one of step) found.set(`${one.tier}/${one.name}`, one);
    next = step;
  }
  return [...found.values()];
};

/** Rows of every tier that can stand on another, by tier/name. */
const rowsAbove = async (rows: Reader): Promise<Map<string, Row>> =>
  new Map((await Promise.all((['slo', 'vma', 'kpt', 'kpi', 'kra'] as const).map((tier) => rows.rows(tier, null)))).flat().map((row) => [`${row.tier}/${row.name}`, row]));

/** Of the plan in force; nothing is due before anything came in. */
export const blindMeasures = async (rows: Reader, read: Door, known: Known): Promise<BlindShown> => {
  const slis = ofTier<SliMeasure>(known, 'sli').filter((one) => !one.internal);
  const kpts = ofTier<KptMeasure>(known, 'kpt').filter((one) => !one.internal);
  const [standing, sliRows, blindAlerts] = await Promise.all([rowsAbove(rows), rows.rows('sli', null), alertsIn(read, ['blind'], '', { deliveries: false })]);
  const empty = slis.filter((one) => sliRows.some((row) => row.name === one.name && row.value === null));
  const dumb = kpts.filter((one) => standing.get(`kpt/${one.name}`)?.status === 'unknown');
  const last = new Map((await read.rows<{ def: string; last: string }>(lastSql, { defs: JSON.stringify(empty.map((one) => one.def)) })).map((row) => [row.def, Number(row.last) * 1000 + 60_000]));
  const leaves = (tier: string, name: string): Blind['leaves'] =>
    allAbove(known, { tier, name }).flatMap((one) => {
      const status = standing.get(`${one.tier}/${one.name}`)?.status ?? null;
      return status === 'unknown' ? [{ tier: one.tier, name: one.name, title: titleOf(one, one.name), status }] : [];
    });
  const list: Blind[] = [
    ...empty.map((one): Blind => ({ tier: 'sli', name: one.name, title: titleOf(one, one.name), since: last.get(one.def) ?? null, why: last.has(one.def) ? 'No message in its window' : 'No message that it reads has ever come', leaves: leaves('sli', one.name), entered: false })),
    ...[...new Map(blindAlerts.map((alert) => [`${alert.tier}/${alert.slo}`, alert])).values()].flatMap((alert): Blind[] => (alert.tier === 'partition' ? [] : [{ tier: alert.tier, name: alert.slo, title: titleOf(named(known, alert.tier, alert.slo), alert.slo), since: Date.parse(alert.since), why: alert.reason ?? 'The short window is not measured', leaves: leaves(alert.tier, alert.slo), entered: false }])),
    ...dumb.map((one): Blind => {
      const entered = one.of.tier === 'entered' || one.by?.tier === 'entered';
      const from = standing.get(`kpt/${one.name}`)?.window?.from;
      return { tier: 'kpt', name: one.name, title: titleOf(one, one.name), since: from === undefined ? null : Date.parse(from), why: entered ? 'No value was entered for its period' : 'What it is measured by has no data', leaves: leaves('kpt', one.name), entered };
    }),
  ];
  return { list, slis: [empty.length, slis.length], kpts: [dumb.length, kpts.length] };
};
