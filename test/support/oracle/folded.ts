/** SLIs that are folded from messages in order: counters, states, tickets; every stretch of time is looked at by itself. */
import { length, MINUTE } from './calendar.ts';
import type { Message } from './messages.ts';
import type { Doc } from './plan.ts';
import { ONE, Rational, ZERO } from './rational.ts';
import type { Schedule } from './schedule.ts';

export type Rules = {
  state?: { kind: string; up: string[]; down?: string[]; components?: string[]; need?: Rational; staleAfter?: string };
  ticket?: { kind: string; key: string; start: string[]; pause?: string[]; stop: string[]; limit: string; calendar?: string };
};
export type Folded = { counts: Map<number, { good: Rational; total: Rational }>; covered: [number, number][] | null; first: number | null };

const minute = (at: number): number => Math.floor(at / MINUTE);
const inOrder = (a: Message, b: Message): number => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const group = (list: Message[], keyOf: (m: Message) => string): Message[][] => [...Map.groupBy(list.toSorted(inOrder), keyOf).values()];

const counter = (read: Message[], every: number): Folded => {
  const counts: Folded['counts'] = new Map();
  for (const series of group(read, (m) => JSON.stringify([m.service, m.component, Object.entries(m.labels ?? {}).toSorted()]))) {
    for (const [i, m] of series.entries()) {
      const before = series[i - 1];
      if (before === undefined) continue;
      const [g, t] = [m.good ?? ZERO, m.total ?? ZERO];
      const reset = g.below(before.good ?? ZERO) || t.below(before.total ?? ZERO);
      const total = reset ? t : t.less(before.total ?? ZERO);
      const good = reset ? g : g.less(before.good ?? ZERO);
      const at = minute(m.time - 1);
      const there = counts.get(at) ?? { good: ZERO, total: ZERO };
      counts.set(at, { good: there.good.plus(good.below(total) ? good : total), total: there.total.plus(total) });
    }
  }
  return { counts, covered: read.map((m) => [m.time - every, m.time]), first: read.length === 0 ? null : Math.min(...read.map((m) => minute(m.time - 1))) * MINUTE };
};

const state = (read: Message[], rule: NonNullable<Rules['state']>, watermark: number): Folded => {
  const listed = (m: Message): boolean => m.state !== undefined && (rule.up.includes(m.state) || rule.down === undefined || rule.down.includes(m.state));
  const said = read.filter((m) => listed(m) && (rule.components === undefined || rule.components.includes(m.component ?? '')));
  const names = rule.components ?? [...new Set(said.map((m) => m.component ?? ''))];
  const need = rule.need === undefined ? names.length : rule.need.toNumber();
  const stale = rule.staleAfter === undefined ? Number.POSITIVE_INFINITY : length(rule.staleAfter);
  const [counts, covered]: [Folded['counts'], [number, number][]] = [new Map(), []];
  const edges = [...new Set(said.flatMap((m) => [m.time, m.time + stale]).filter((t) => t < watermark))].toSorted((a, b) => a - b);
  // what each component has still to say, and its newest word: of several at one instant the worse
  const spoken = Map.groupBy(said.toSorted(inOrder), (m) => m.component ?? '');
  const newest = new Map<string, { time: number; down: boolean }>();
  for (const [i, from] of edges.entries()) {
    const to = Math.min(edges[i + 1] ?? watermark, watermark);
    const words = names.map((name) => {
      const mine = spoken.get(name) ?? [];
      while ((mine[0]?.time ?? Number.POSITIVE_INFINITY) <= from) {
        const m = mine.shift() as Message;
        const before = newest.get(name);
        const down = !rule.up.includes(m.state as string);
        newest.set(name, { time: m.time, down: down || (before?.time === m.time && before.down) });
      }
      const last = newest.get(name);
      if (last === undefined || from >= last.time + stale) return 'unknown';
      return last.down ? 'down' : 'up';
    });
    const up = words.filter((w) => w === 'up').length;
    const unknown = words.filter((w) => w === 'unknown').length;
    if (up < need && up + unknown >= need) continue;
    covered.push([from, to]);
    for (let m = minute(from); m * MINUTE < to; m++) {
      const seconds = new Rational(BigInt(Math.min(to, (m + 1) * MINUTE) - Math.max(from, m * MINUTE)), 1000n);
      const there = counts.get(m) ?? { good: ZERO, total: ZERO };
      counts.set(m, { good: up >= need ? there.good.plus(seconds) : there.good, total: there.total.plus(seconds) });
    }
  }
  return { counts, covered, first: covered.length === 0 ? null : minute(Math.min(...covered.map(([from]) => from))) * MINUTE };
};

/** The stretches of [from, to) that are business time, minute by minute. */
const business = (office: Schedule, from: number, to: number): [number, number][] => {
  if (office.always) return from < to ? [[from, to]] : [];
  const out: [number, number][] = [];
  for (let m = minute(from); m * MINUTE < to; m++) if (office.counts(m)) out.push([Math.max(from, m * MINUTE), Math.min(to, (m + 1) * MINUTE)]);
  return out;
};

const ticket = (read: Message[], rule: NonNullable<Rules['ticket']>, watermark: number, office: Schedule): Folded => {
  const counts: Folded['counts'] = new Map();
  const limit = length(rule.limit);
  const count = (at: number, good: boolean): void => {
    if (at > watermark) return;
    const there = counts.get(minute(at)) ?? { good: ZERO, total: ZERO };
    counts.set(minute(at), { good: good ? there.good.plus(ONE) : there.good, total: there.total.plus(ONE) });
  };
  const keyOf = (m: Message): string => m.labels?.[rule.key.slice('labels.'.length)] ?? '';
  for (const said of group(read.filter((m) => keyOf(m) !== '' && m.state !== undefined), (m) => JSON.stringify([m.service, keyOf(m)]))) {
    for (let i = said.findIndex((m) => rule.start.includes(m.state as string)); i >= 0 && i < said.length; ) {
      const end = said.findIndex((m, k) => k > i && rule.stop.includes(m.state as string));
      const mine = said.slice(i, end < 0 ? undefined : end).filter((m, k) => k === 0 || !rule.start.includes(m.state as string));
      let [used, passed]: [number, number | null] = [0, null];
      for (const [k, m] of mine.entries()) {
        const to = mine[k + 1]?.time ?? said[end]?.time ?? watermark + MINUTE;
        if (rule.pause?.includes(m.state as string)) continue;
        for (const [a, b] of business(office, m.time, to)) {
          if (passed === null && used + b - a > limit) passed = a + limit - used;
          used += b - a;
        }
      }
      if (passed !== null) count(passed, false);
      else if (end >= 0) count((said[end] as Message).time, true);
      const next = end < 0 ? -1 : said.findIndex((m, k) => k > end && rule.start.includes(m.state as string));
      if (next < 0) break;
      i = next;
    }
  }
  return { counts, covered: null, first: read.length === 0 ? null : Math.min(...read.map((m) => minute(m.time))) * MINUTE };
};

/** What folding tells of the messages an SLI reads; null when it is none that is folded. */
export const folded = ({ spec, notes }: Doc<'SLI'>, read: Message[], watermark: number, office: (name?: string) => Schedule): Folded | null => {
  const rules: Rules = spec.ratioMetric?.raw?.metricSource.spec ?? {};
  if (rules.state) return state(read, rules.state, watermark);
  if (rules.ticket) return ticket(read, rules.ticket, watermark, office(rules.ticket.calendar));
  return spec.ratioMetric?.counter === true ? counter(read, length(notes['heptad/every'] ?? '1m')) : null;
};
