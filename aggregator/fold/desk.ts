/** All tickets of one SLI, in memory: where their clocks have counted or will. Rebuilt from evidence after a restart; one ticket is folded again whole when anything of it changes. */
import type { TicketRule } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { byKey, type ProofRow } from './tail.ts';
import { minuteOf, type Proof, type Slice, sliceAt } from './slice.ts';
import { type Counted, ticketClocks } from './ticket.ts';

const ofKeys = sql(import.meta.url, './of-keys.sql');
const ONE = 1_000_000_000n;
/** Keys one statement is given. */
const MOST = 1000;

type Ticket = { clocks: Counted[]; said: number[] };

export type Desk = {
  /** Folds these tickets again; answers every minute in which they counted or now count, or in which something was said of them. */
  again(keys: readonly string[]): Promise<Set<number>>;
  /** When the first thing was said of these tickets, ms; of none, never. */
  began(keys: readonly string[]): number;
  /** First and last minute in which anything was said or has counted; null when nothing was. */
  bounds(watermark: number): { from: number; to: number } | null;
  /** The slices of these minutes as far as the watermark has come. */
  slices(minutes: Iterable<number>, watermark: number): Map<number, Slice>;
};

export const openDesk = async (door: Door, def: string, rule: TicketRule): Promise<Desk> => {
  const tickets = new Map<string, Ticket>();
  const minutes = new Map<number, { said: number; clocks: Counted[] }>();
  const place = (minute: number): { said: number; clocks: Counted[] } => {
    const there = minutes.get(minute) ?? { said: 0, clocks: [] };
    minutes.set(minute, there);
    return there;
  };
  const take = (key: string, moved: Set<number>): void => {
    const old = tickets.get(key);
    tickets.delete(key);
    for (const one of old?.clocks ?? []) {
      const there = place(minuteOf(one.at));
      there.clocks = there.clocks.filter((other) => other !== one);
      moved.add(minuteOf(one.at));
    }
    for (const minute of old?.said ?? []) {
      place(minute).said--;
      moved.add(minute);
    }
  };
  const put = (key: string, proofs: readonly Proof[], moved: Set<number>): void => {
    // what names no ticket starts no clock
    const named = rule.key === 'component' || (JSON.parse(key) as string[])[1] !== '';
    const ticket = { clocks: named ? ticketClocks(proofs, rule) : [], said: proofs.map((one) => minuteOf(one.at)) };
    tickets.set(key, ticket);
    for (const one of ticket.clocks) {
      place(minuteOf(one.at)).clocks.push(one);
      moved.add(minuteOf(one.at));
    }
    for (const minute of ticket.said) {
      place(minute).said++;
      moved.add(minute);
    }
  };
  for (const [key, proofs] of byKey(await door.rows<ProofRow>(ofKeys, { def, all: 1, keys: '[]' }))) put(key, proofs, new Set());
  return {
    async again(keys) {
      const moved = new Set<number>();
      for (let i = 0; i < keys.length; i += MOST) {
        const some = keys.slice(i, i + MOST);
        const proofs = byKey(await door.rows<ProofRow>(ofKeys, { def, all: 0, keys: JSON.stringify(some) }));
        for (const key of some) {
          take(key, moved);
          const list = proofs.get(key);
          if (list) put(key, list, moved);
        }
      }
      return moved;
    },
    began: (keys) => keys.reduce((least, key) => Math.min(least, ...(tickets.get(key)?.said ?? [])), Number.POSITIVE_INFINITY),
    bounds(watermark) {
      let [from, to] = [Number.POSITIVE_INFINITY, 0];
      for (const [minute, { said }] of minutes) if (said > 0 || minute <= watermark) [from, to] = [Math.min(from, minute), Math.max(to, minute + 60_000)];
      return to === 0 ? null : { from, to };
    },
    slices(asked, watermark) {
      const out = new Map<number, Slice>();
      for (const minute of asked) {
        const there = minutes.get(minute);
        if (!there) continue;
        const counted = there.clocks.filter((one) => one.at <= watermark);
        if (there.said === 0 && counted.length === 0) {
          if (there.clocks.length === 0) minutes.delete(minute);
          continue;
        }
        const slice = sliceAt(out, minute);
        slice.messages = there.said;
        slice.first = there.said > 0;
        slice.total = BigInt(counted.length) * ONE;
        slice.good = BigInt(counted.filter((one) => one.good).length) * ONE;
      }
      return out;
    },
  };
};
