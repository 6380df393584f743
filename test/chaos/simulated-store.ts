/**
 * A store of the simulator: tables in memory behind the product's own statements. An insert of raw rows that spans days is torn when the store goes down in the
 * middle of it; everything else happens as a whole or not at all. Statements are known by their text, so a statement that changes has to be changed here.
 */
import { readFileSync } from 'node:fs';
import { rowAt } from '../../ingest/rows.ts';
import type { Params } from '../../shared/store/store.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { instant } from '../../shared/time/instant.ts';
import type { Random } from './random.ts';

type Ledger = { seq: bigint; log: string; epoch: number; partition: number; first: bigint; last: bigint; ok: number; refused: number; events: [number, string][]; shapes: string[]; newest: number; speaks: number; writer: string };
type Pulse = { log: string; epoch: number; partition: number; next: bigint; end: bigint; newest: number; clock: number; writer: string; at: number; seq: bigint; gone: number };
/** `order`: when it came, among all that happened at the store */
type Raw = { minute: number; id: string; partition: number; offset: number; order: number };
type Lease = { epoch: bigint; holder: string; until: number; at: number };
export type Slice = { minute: number; n: number; version: bigint };

export type Tables = {
  raw: Map<string, Raw>; refused: Set<string>; ledger: Map<string, Ledger>; /** `looked`: when what stands of it was looked for */
  gap: Map<string, { partition: number; first: bigint; last: bigint; looked: number }>; pulse: Map<string, Pulse>;
  lease: Map<string, Lease>; claim: Map<string, Set<string>>; retired: Map<string, { seq: bigint; told: bigint; version: bigint }>; checkpoint: { version: bigint; seq: bigint; marks: Record<string, string>; watermark: number }[]; slice: Map<number, Slice>;
  /** by log/partition */
  resume: Map<string, bigint>;
};

/** How many distinct ids raw holds of some minutes, and how many deliveries: the simulator's own climb. */
export const COUNT = '-- simulator: count' as Sql;

const text = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').trim().replace(/;$/, '');
const greatest = (list: Iterable<bigint>): bigint => [...list].reduce((most, one) => (one > most ? one : most), 0n);

export type SimulatedStore = { tables: Tables; rows(statement: Sql, params: Params): unknown[]; /** `torn`: the store goes down in the middle of it */ insert(table: string, body: string | Buffer | readonly Buffer[], torn: boolean): void };

export const simulatedStore = (random: Random): SimulatedStore => {
  const tables: Tables = { raw: new Map(), refused: new Set(), ledger: new Map(), gap: new Map(), pulse: new Map(), lease: new Map(), claim: new Map(), retired: new Map(), checkpoint: [], slice: new Map(), resume: new Map() };
  const { raw, refused, ledger, gap, pulse, lease, claim, retired, checkpoint, slice, resume } = tables;

  let order = 0;
  /** when a partition was last looked at for a gap */
  const looked = new Map<number, number>();

  const answers: [string, (params: Params) => unknown[]][] = [
    ['ingest/sources/resume-marks.sql', ({ log }) => [...resume].filter(([key]) => key.startsWith(`${log}/`)).map(([key, next]) => ({ partition: Number(key.split('/')[1]), next: String(next) }))],
    ['ingest/sources/ranges.sql', ({ log, marks }) => {
      const from = new Map([...String(marks).matchAll(/"(\d+)":(\d+)/g)].map(([, partition, next]) => [Number(partition), BigInt(next as string)]));
      const ranges = [...[...ledger.values()].filter((one) => one.log === log), ...gap.values()].filter((one) => one.last + 1n >= (from.get(one.partition) ?? 0n)).sort((a, b) => Number(a.first - b.first) || Number(a.last - b.last));
      return [...Map.groupBy(ranges, (one) => one.partition)].map(([partition, list]) => {
        let next = (list[0] as (typeof list)[number]).last + 1n;
        for (const { first, last } of list) if (first <= next && last >= next) next = last + 1n;
        return { partition, first: String(list[0]?.first), next: String(next), looked: String(list.length) };
      });
    }],
    ['ingest/sources/standing.sql', ({ partition, first, last }) => {
      looked.set(partition as number, order);
      const within = (offset: number): boolean => BigInt(offset) >= BigInt(first as bigint) && BigInt(offset) <= BigInt(last as bigint);
      const stored = [...raw.values()].filter((one) => one.partition === partition && within(one.offset)).map((one) => ({ what: 'event', offset: String(one.offset), minute: one.minute, service: 'shop', shape: '1', time: String(one.minute * 1000) }));
      const not = [...refused].map((one) => one.split('/').map(Number)).filter(([where, offset]) => where === partition && within(offset as number)).map(([, offset]) => ({ what: 'refused', offset: String(offset), minute: 0, service: '', shape: '', time: '0' }));
      return [...stored, ...not].sort((a, b) => Number(a.offset) - Number(b.offset));
    }],
    ['ingest/sinks/heard.sql', ({ writer }) => [{
      seq: String(greatest([...[...ledger.values(), ...pulse.values(), ...checkpoint].map((one) => one.seq)])),
      newest: String(Math.max(0, ...[...ledger.values()].filter((one) => one.speaks === 1).map((one) => one.newest))),
      beat: String(Math.max(0, ...[...pulse.values()].filter((one) => one.writer === writer).map((one) => one.at))),
    }]],
    ['ingest/sinks/told.sql', ({ since }) => [{ seq: String(greatest([...pulse.values()].map((one) => one.seq))), newest: String(Math.max(0, ...[...ledger.values()].filter((one) => one.seq > BigInt(since as bigint)).map((one) => one.newest))) }]],
    ['ingest/sinks/partitions-taken.sql', ({ partition }) => {
      const imports = [...pulse.values()].filter((one) => one.log === 'import');
      return imports.length === 0 ? [] : [{ most: Math.max(...imports.map((one) => one.partition)), claimed: [...new Set(imports.filter((one) => one.partition === partition).map((one) => one.writer))] }];
    }],
    ['aggregator/ledger.sql', ({ floor, marks, most }) => {
      const known = new Map([...String(marks).matchAll(/"((?:[^"\\]|\\.)*)":(\d+)/g)].map(([, writer, seq]) => [JSON.parse(`"${writer}"`) as string, BigInt(seq as string)]));
      return [...ledger.values()].filter((one) => one.seq > BigInt(floor as bigint) && one.seq > (known.get(one.writer) ?? 0n)).sort((a, b) => Number(a.seq - b.seq)).slice(0, Number(most))
        .map((one) => ({ seq: String(one.seq), writer: one.writer, ok: one.ok, events: one.events, samples: [], shapes: one.shapes }));
    }],
    ['aggregator/epochs.sql', () => [...pulse.values()].map(({ log, epoch }) => ({ log, epoch }))],
    ['aggregator/pulse.sql', (asked) => [...pulse.values()].filter((one) => asked['retired'] === 0 || retired.get(one.writer)?.told !== one.seq).map((one) => ({ ...one, next: String(one.next), end: String(one.end), newest: String(one.newest), clock: String(one.clock), seq: String(one.seq), at: String(one.at) }))],
    ['aggregator/told.sql', () => [{ told: String([...pulse.values()].reduce((sum, one) => sum + one.at, 0)) }]],
    ['aggregator/lease.sql', () => [...lease.values()].sort((a, b) => Number(b.epoch - a.epoch)).slice(0, 1).map((one) => ({ epoch: String(one.epoch), holder: one.holder, until: String(one.until) }))],
    ['aggregator/claims.sql', ({ epoch }) => [{ most: String(greatest([...claim.keys()].map(BigInt))), holders: [...(claim.get(String(epoch)) ?? [])] }]],
    ['aggregator/retired.sql', () => [...retired].map(([writer, one]) => ({ writer, seq: String(one.seq), told: String(one.told) }))],
    ['aggregator/passed-over.sql', () => {
      const late = [...new Set([...ledger.values()].filter((one) => retired.has(one.writer) && one.seq > (retired.get(one.writer)?.seq ?? 0n)).map((one) => one.writer))];
      return late.map((writer) => ({ writer, seq: String(retired.get(writer)?.seq) }));
    }],
    ['aggregator/checkpoint.sql', () => {
      const last = checkpoint.reduce<Tables['checkpoint'][number] | null>((most, one) => (most && most.version > one.version ? most : one), null);
      return last ? [{ version: String(last.version), seq: String(last.seq), marks: last.marks, watermark: String(last.watermark), closed: '0', owing: '0', plan: '', at: '0' }] : [];
    }],
  ];
  const known = new Map(answers.map(([file, answer]) => [text(file), answer]));

  return {
    tables,
    rows(statement, params) {
      order++;
      if (statement === COUNT) {
        const minutes = new Set(JSON.parse(String(params['minutes'])) as number[]);
        const found = Map.groupBy([...raw.values()].filter((one) => minutes.has(one.minute)), (one) => one.minute);
        return [...minutes].map((minute) => ({ minute, n: new Set((found.get(minute) ?? []).map((one) => one.id)).size, deliveries: found.get(minute)?.length ?? 0 }));
      }
      const answer = known.get(statement);
      if (!answer) throw new Error(`the simulated store does not know: ${statement.slice(0, 200)}`);
      return answer(params);
    },
    insert(table, body, torn) {
      order++;
      if (table === 'sie') {
        const bytes = Buffer.concat(body as Buffer[]);
        const all: Raw[] = [];
        for (let at = 0; at < bytes.length; ) {
          const { fields: { minute, id, partition, offset }, end } = rowAt(bytes, at);
          all.push({ minute: Number(minute), id, partition: Number(partition), offset: Number(offset), order });
          at = end;
        }
        // one part a day; of a torn insert some are there
        const days = Map.groupBy(all, (one) => Math.floor(one.minute / 86_400));
        for (const rows of days.values()) if (!torn || random.chance(0.5)) for (const one of rows) if (!raw.has(`${one.partition}/${one.offset}`)) raw.set(`${one.partition}/${one.offset}`, one);
        return;
      }
      if (torn) return;
      for (const line of String(body).trim().split('\n')) {
        // ledger numbers are greater than a double can hold; the sink writes them as text
        const one = JSON.parse(line) as Record<string, never>;
        const big = (key: string): bigint => BigInt(one[key] as never);
        const time = (key: string): number => instant(one[key] as never);
        if (table === 'refused') refused.add(`${one['partition']}/${one['offset']}`);
        else if (table === 'ledger') ledger.set(`${one['seq']}/${one['log']}/${one['partition']}/${one['first']}`, { ...(one as unknown as Ledger), seq: big('seq'), first: big('first'), last: big('last'), newest: time('newest') });
        else if (table === 'resume') resume.set(`${one['log']}/${one['partition']}`, big('next'));
        else if (table === 'gap') {
          gap.set(`${one['partition']}/${one['first']}/${one['ending']}`, { partition: one['partition'] as never, first: big('first'), last: big('last'), looked: looked.get(one['partition'] as never) ?? 0 });
        }
        else if (table === 'pulse') {
          const key = `${one['log']}/${one['partition']}/${one['writer']}`;
          if (time('at') >= (pulse.get(key)?.at ?? 0)) pulse.set(key, { ...(one as unknown as Pulse), next: big('next'), end: big('end'), newest: time('newest'), clock: time('clock'), at: time('at'), seq: big('seq') });
        } else if (table === 'lease') {
          const there = lease.get(one['epoch'] as never);
          if (!there || time('at') >= there.at) lease.set(one['epoch'] as never, { epoch: big('epoch'), holder: one['holder'] as never, until: time('until'), at: time('at') });
        } else if (table === 'claim') claim.set(one['epoch'] as never, (claim.get(one['epoch'] as never) ?? new Set()).add(one['holder'] as never));
        else if (table === 'retired') {
          const there = retired.get(one['writer'] as never);
          if (!there || big('version') >= there.version) retired.set(one['writer'] as never, { seq: big('seq'), told: big('told'), version: big('version') });
        } else if (table === 'checkpoint') checkpoint.push({ version: big('version'), seq: big('seq'), marks: one['marks'] as never, watermark: time('watermark') });
        else if (table === 'slice') {
          const minute = one['minute'] as never as number;
          const there = slice.get(minute);
          if (!there || big('version') >= there.version) slice.set(minute, { minute, n: one['n'] as never, version: big('version') });
        } else if (table !== 'shape' && table !== 'late') throw new Error(`the simulated store has no table ${table}`);
      }
    },
  };
};
