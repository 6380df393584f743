/**
 * The faults of a run, drawn from its seed. They come in rounds: the group has settled, one ingestor, one aggregator and the store or the broker meet
 * something, all of them are brought back, and the next round waits until the group has settled again. Faster than that nothing would be consumed and nothing proven.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ambush } from './network.ts';
import type { Random } from './random.ts';
import type { Member, World } from './world.ts';

/** `kill -9`: counted as kills; the others are counted each for itself. */
export const KILLS = ['kill ingestor', 'kill ingestor at a point', 'kill aggregator', 'kill aggregator at a point', 'kill store', 'kill broker', 'restart broker'] as const;
export type Kind = (typeof KILLS)[number] | 'zombie ingestor' | 'zombie aggregator' | 'stop ingestor' | 'stop aggregator' | 'freeze store' | 'freeze broker';

/** `point`: the statement at which it is killed, and whether before or after the store has done it. */
export type Fault = { kind: Kind; victim: number; point: { table: string; when: 'before' | 'after' }; /** how long something is away or stands still, ms */ ms: number; /** how long after the round begins, ms */ wait: number };

const INGEST = ['shape', 'sie', 'sie', 'sample', 'refused', 'late', 'ledger', 'ledger', 'pulse'];
const CLIMB = ['match', 'sli_minute', 'sli_hour', 'slo_minute', 'vma_minute', 'evidence', 'figure', 'checkpoint', 'checkpoint', 'retired'];

/** How long the program takes to miss a process, ms: a zombie sleeps longer. */
export type Patience = { session: number; term: number };

const kindOf = (random: Random, kinds: readonly [Kind, number][]): Kind => {
  let roll = random.unit() * kinds.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of kinds) if ((roll -= weight) < 0) return kind;
  return (kinds[0] as [Kind, number])[0];
};

/** The next round. */
export const draw = (random: Random, { session, term }: Patience): Fault[] => {
  const fault = (kind: Kind): Fault => {
    const point = { table: random.pick(kind.includes('ingestor') ? INGEST : CLIMB), when: random.pick(['before', 'after'] as const) };
    const sleepsFor = kind === 'zombie ingestor' ? session + 1000 : kind === 'zombie aggregator' ? term + 1000 : kind === 'freeze broker' ? 500 : 0;
    return { kind, victim: random.below(1000), point, ms: sleepsFor + random.below(2000), wait: random.below(2500) };
  };
  const ingest = fault(kindOf(random, [['kill ingestor', 3], ['kill ingestor at a point', 7], ['zombie ingestor', 2], ['stop ingestor', 1]]));
  const climb = fault(kindOf(random, [['kill aggregator', 2], ['kill aggregator at a point', 6], ['zombie aggregator', 2], ['stop aggregator', 1]]));
  const shared = [fault('kill store'), fault(kindOf(random, [['kill broker', 3], ['restart broker', 1], ['freeze broker', 1], ['freeze store', 1]])), fault('kill store')];
  // one after the other: the next comes when the one before is over
  for (const [i, each] of shared.entries()) each.wait = i === 0 ? each.wait : (shared[i - 1] as Fault).wait + (shared[i - 1] as Fault).ms + 1500 + random.below(1500);
  return [ingest, climb, ...shared];
};

/** What a round has done, for the ledger of faults. */
export type Done = { kind: Kind; where: string };

const one = async (world: World, fault: Fault, done: (what: Done) => void): Promise<void> => {
  await sleep(fault.wait);
  const room = fault.kind.endsWith('store') || fault.kind.endsWith('broker') ? null : fault.kind.includes('ingestor') ? 'ingest' : 'aggregate';
  const those = world.members.filter((each) => each.room === room && each.running() && !each.frozen());
  const victim = those[fault.victim % Math.max(1, those.length)] as Member;
  const { table, when } = fault.point;
  const tell = (where: string): void => done({ kind: fault.kind, where });
  switch (fault.kind) {
    case 'kill ingestor':
    case 'kill aggregator':
      victim.kill();
      tell(victim.name);
      break;
    case 'kill ingestor at a point':
    case 'kill aggregator at a point': {
      // whichever of them comes to that point first: of the aggregators only one climbs
      const hit = await ambush(those.map((each) => each.network), new RegExp(`^INSERT INTO ${table} `), when, 4000, (i) => {
        those[i]?.kill();
        tell(`${those[i]?.name} ${when} ${table}`);
      });
      if (hit) break;
      victim.kill();
      tell(`${victim.name} (no ${table} came)`);
      break;
    }
    case 'zombie ingestor':
    case 'zombie aggregator':
      tell(victim.name);
      await victim.freeze(fault.ms);
      break;
    case 'stop ingestor':
    case 'stop aggregator': {
      const { ms, code } = await victim.stop();
      tell(`${victim.name} in ${ms} ms, code ${code}`);
      break;
    }
    case 'kill store':
      world.killStore();
      tell(`for ${fault.ms} ms`);
      await sleep(fault.ms);
      await world.startStore();
      break;
    case 'freeze store':
      tell(`for ${fault.ms} ms`);
      await world.freezeStore(fault.ms);
      break;
    case 'kill broker':
    case 'restart broker':
      tell('');
      await world.kafka.stop(fault.kind === 'kill broker' ? 'SIGKILL' : 'SIGTERM');
      await world.kafka.start();
      break;
    case 'freeze broker':
      tell(`for ${fault.ms} ms`);
      await world.kafka.freeze(fault.ms);
      break;
  }
};

/** Does a round and brings everything back; `done` hears of each fault when it happens. */
export const strike = async (world: World, round: readonly Fault[], done: (what: Done) => void): Promise<void> => {
  await Promise.all(round.map((fault) => one(world, fault, done)));
  for (const each of world.members) each.start();
};
