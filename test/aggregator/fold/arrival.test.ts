/**
 * Folded SLIs in the real climb: messages come in any order, twice and differing, far too late; ticks fail half-way, the aggregator is started again, raw is
 * lost. What stands afterwards must be what folding all messages at once tells.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counterSlices } from '../../../aggregator/fold/counter.ts';
import { inOrder, MINUTE, type Proof, type Slice, sliceAt } from '../../../aggregator/fold/slice.ts';
import { stateSlices } from '../../../aggregator/fold/state.ts';
import { ticketClocks } from '../../../aggregator/fold/ticket.ts';
import { type AggregatorRoom, startAggregator } from '../../../aggregator/room.ts';
import { type IngestRoom, startIngest } from '../../../ingest/room.ts';
import { defaults } from '../../../shared/config.ts';
import { logger } from '../../../shared/log.ts';
import { checkPlan } from '../../../shared/plan/check.ts';
import type { SliMeasure, SloMeasure } from '../../../shared/plan/measure.ts';
import { faultLine } from '../../../shared/plan/report.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import { type Door, openStore, type Store } from '../../../shared/store/store.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { instant } from '../../../shared/time/instant.ts';
import { folder } from '../../support/heptad.ts';
import { Chance } from '../../support/oracle/generate.ts';
import { type Message, message, unique } from '../../support/oracle/messages.ts';

const SLI = (name: string, source: string, counter = 'false'): string => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: ${name}, annotations: {heptad/every: 3m}}, spec: {ratioMetric: {counter: ${counter}, raw: {metricSource: {spec: {${source}}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}-slo, annotations: {heptad/alerts: none}}, spec: {service: s, indicatorRef: ${name}, objectives: [{target: 0.9}]}}
`;
const SLIS: [string, string, string?][] = [
  ['held', 'state: {kind: probe, up: [ok], down: [down], need: 2}'],
  ['stale', 'state: {kind: probe, up: [ok], components: [a, b], staleAfter: 7m}'],
  ['restored', 'ticket: {kind: incident, key: labels.number, start: [new], pause: [waiting], stop: [done], limit: 90m}'],
  ['handled', 'samples: handled', 'true'],
];
const PLAN = (names: string[]): string => SLIS.filter(([name]) => names.includes(name)).map((one) => SLI(...one)).join('---\n');
const START = Date.parse('2026-11-01T00:00:00Z');
const DAYS = 21;
/** HEPTAD_FOLD_SEEDS=1-20 goes on a longer hunt. */
const [FIRST = 1, LAST = FIRST] = (process.env['HEPTAD_FOLD_SEEDS'] ?? '1').split('-').map(Number);

/** Messages with when they come: some at once, some twice or differing, some weeks late. */
const messages = (c: Chance): { at: number; sample: boolean; line: string }[] => {
  const out: { at: number; sample: boolean; line: string }[] = [];
  const send = (time: number, sample: boolean, body: object): void => {
    const all = { time, service: 's', ...body };
    out.push({ at: time + (c.odds(0.06) ? c.to(20 * 86_400_000) : c.to(90_000)), sample, line: JSON.stringify(all) });
    if (c.odds(0.1)) out.push({ at: time + c.to(3_600_000), sample, line: JSON.stringify(all) });
    if (c.odds(0.06)) out.push({ at: time + c.to(86_400_000), sample, line: JSON.stringify({ ...all, ...c.one([{ labels: { number: '1', pod: 'x' } }, sample ? { good: 1 } : { state: c.one(['down', 'done', 'ok']) }, { time: time - (time % MINUTE) }]) }) });
  };
  for (let i = 0; i < 22; i++) {
    // most of it on three days, with weeks of silence between
    const time = START + c.one([0, 0, 0, DAYS - 1]) * 86_400_000 + c.to(400) * MINUTE + c.one([0, c.to(MINUTE)]);
    send(time, false, { id: `p${i}`, kind: 'probe', component: c.one(['a', 'b', 'c']), state: c.one(['ok', 'ok', 'down', 'odd']) });
    send(time, false, { id: `i${i}`, kind: 'incident', component: 'desk', state: c.one(['new', 'waiting', 'done', 'working']), labels: { number: String(1 + c.to(5)) } });
    const total = c.to(400);
    send(time, true, { id: `n${i}`, sli: 'handled', component: 'pod', good: Math.max(0, total - c.to(9)), total, labels: { pod: c.one(['x', 'y']) } });
  }
  return out.sort((a, b) => a.at - b.at);
};

/** All messages of one SLI folded at once. */
const folded = (sli: SliMeasure, all: readonly Message[], watermark: number): Map<number, Slice> => {
  const keyOf = (m: Message): string => (sli.state ? (m.component ?? '') : sli.ticket ? (m.labels?.['number'] ?? '') : JSON.stringify([m.component, m.labels]));
  const said = new Map<string, Proof[]>();
  for (const m of unique([...all])) {
    if ((sli.sides[0]?.stream === 'sample' ? m.sli : m.kind) !== sli.sides[0]?.kind) continue;
    if (sli.state && (!(sli.state.down === null || [...sli.state.up, ...sli.state.down].includes(m.state ?? '')) || (sli.state.components !== null && !sli.state.components.includes(m.component ?? '')))) continue;
    const units = (n: Message['good']): bigint => BigInt(Math.round((n?.toNumber() ?? 0) * 1e9));
    said.set(keyOf(m), [...(said.get(keyOf(m)) ?? []), { at: m.time, id: m.id, service: m.service, source: m.component ?? '', state: m.state ?? '', good: units(m.good), total: units(m.total) }]);
  }
  for (const list of said.values()) list.sort(inOrder);
  const span = { from: START - 86_400_000, to: START + (DAYS + 2) * 86_400_000 };
  if (sli.state) return stateSlices(said, sli.state, sli.state.components?.length ?? said.size, span, watermark);
  if (!sli.ticket) return counterSlices(said, sli.every, span);
  const slices = new Map<number, Slice>();
  for (const list of said.values()) {
    for (const one of list) sliceAt(slices, Math.floor(one.at / MINUTE) * MINUTE).messages++;
    for (const one of ticketClocks(list, sli.ticket)) {
      if (one.at > watermark) continue;
      const slice = sliceAt(slices, Math.floor(one.at / MINUTE) * MINUTE);
      slice.total += 1_000_000_000n;
      if (one.good) slice.good += 1_000_000_000n;
    }
  }
  return slices;
};

describe.each(Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i))('messages that come as they like, seed %i', (seed) => {
  const data = folder();
  const log = logger('test', 'silent');
  const clock = makeClock('events', START);
  const config = { ...defaults, retention: 10_000 * 86_400_000 };
  const c = new Chance(seed);
  let store: Store;
  let ingest: IngestRoom;
  let room: AggregatorRoom;
  /** writes of the aggregator until one fails */
  let left = Number.POSITIVE_INFINITY;
  const failing = (door: Door): Door => {
    const write = async (): Promise<void> => {
      if (left-- <= 0) throw new Error('the store is away');
    };
    return { ...door, fill: (...args) => write().then(() => door.fill(...args)), insert: (...args) => write().then(() => door.insert(...args)) };
  };
  const start = (names: string[]): Promise<AggregatorRoom> => {
    const { plan, faults } = checkPlan([{ file: 'p', text: PLAN(names) }]);
    if (!plan) throw new Error(faults.map(faultLine).join('\n'));
    return startAggregator({ store: { ...store, climb: failing(store.climb) }, plan, folder: '', clock, config, log, holder: 'test', loop: false });
  };
  const restart = async (names: string[]): Promise<void> => {
    left = Number.POSITIVE_INFINITY;
    await room.stop();
    room = await start(names);
  };
  const ALL = SLIS.map(([name]) => name);
  const SOME = ALL.filter((name) => name !== 'stale');

  beforeAll(async () => {
    store = await openStore({ data: data.path });
    ingest = await startIngest({ store, clock, config, log });
    room = await start(SOME);
  });
  afterAll(async () => {
    await room.stop();
    await ingest.stop();
    await store.close();
    data.remove();
  });

  /** What stands in tier 2, and in the days and the SLO above it, against the messages folded at once. */
  const check = async (lines: readonly string[], names: string[]): Promise<void> => {
    const watermark = await room.answer.watermark() as number;
    const { plan } = checkPlan([{ file: 'p', text: PLAN(names) }]);
    for (const sli of (plan?.measures ?? []).filter((one): one is SliMeasure => one.tier === 'sli')) {
      const wanted = [...folded(sli, lines.map(message), watermark)].filter(([, one]) => one.total > 0n || one.covered > 0 || one.messages > 0).sort((a, b) => a[0] - b[0]);
      const rows = await store.read.rows<{ t: string; good: string; total: string; covered: number; messages: string }>(`SELECT t, good, total, covered, messages FROM sli_minute FINAL WHERE def = '${sli.def}' AND (total > 0 OR covered > 0 OR messages > 0) ORDER BY t` as Sql);
      const text = (t: number, good: number, total: number, covered: number, said: number): string => `${new Date(t).toISOString()} ${good.toFixed(3)} of ${total.toFixed(3)}, ${covered} ms, ${said}`;
      expect(rows.map((row) => text(instant(row.t), Number(row.good), Number(row.total), Number(row.covered), Number(row.messages))), sli.name).toEqual(wanted.map(([t, one]) => text(t, Number(one.good) / 1e9, Number(one.total) / 1e9, one.covered, one.messages)));
      const slo = plan?.measures.find((one): one is SloMeasure => one.tier === 'slo' && one.source === sli.def);
      const sums = wanted.reduce((sum, [, one]) => ({ good: sum.good + one.good, total: sum.total + one.total }), { good: 0n, total: 0n });
      for (const [table, def] of [['sli_day', sli.def], ['slo_minute', slo?.def], ['slo_day', slo?.def]]) {
        const [sum] = await store.read.rows<{ good: string; total: string }>(`SELECT sum(good) AS good, sum(total) AS total FROM ${table} FINAL WHERE def = '${def}'` as Sql);
        expect([sli.name, table, Number(sum?.good), Number(sum?.total)]).toEqual([sli.name, table, Number(sums.good) / 1e9, Number(sums.total) / 1e9]);
      }
    }
  };

  test('come to the same, through ticks that fail, restarts, a plan that asks for more, and the loss of raw', async () => {
    const all = messages(c);
    const sent: string[] = [];
    for (let i = 0; i < all.length; ) {
      const some = all.slice(i, (i += 1 + c.to(16)));
      for (const sample of [false, true]) {
        const lines = some.filter((one) => one.sample === sample).map((one) => one.line);
        if (lines.length > 0) expect((await ingest.accept(sample ? 'sample' : 'event', lines, 'http')).rejected).toEqual([]);
      }
      sent.push(...some.map((one) => one.line));
      if (c.odds(0.5)) left = c.to(14);
      // what failed is tried again by the same aggregator or by another
      for (let tries = 0; tries < 3; tries++) {
        try {
          await room.tick();
          break;
        } catch {
          left = Number.POSITIVE_INFINITY;
          if (c.odds(0.5)) await restart(SOME);
        }
      }
      left = Number.POSITIVE_INFINITY;
      if (c.odds(0.1)) await restart(SOME);
    }
    await ingest.accept('event', [JSON.stringify({ id: 'end', time: START + DAYS * 86_400_000, service: 's', kind: 'end' })], 'http');
    for (let i = 0; i < 4; i++) await room.tick();
    await check(sent, SOME);

    await restart(ALL);
    for (let i = 0; i < 2; i++) await room.tick();
    await check(sent, ALL);

    // raw is gone; others come into its minutes
    for (const table of ['sie', 'sample']) await store.ingest.run(`TRUNCATE TABLE ${table}` as Sql);
    await restart(ALL);
    const more = messages(new Chance(seed + 100)).filter(() => c.odds(0.1)).map((one) => ({ ...one, line: one.line.replace('"id":"', '"id":"x') }));
    for (const sample of [false, true]) await ingest.accept(sample ? 'sample' : 'event', more.filter((one) => one.sample === sample).map((one) => one.line), 'http');
    for (let i = 0; i < 2; i++) await room.tick();
    sent.push(...more.map((one) => one.line));
    await check(sent, ALL);
  }, 240_000);
});
