/** A span climbed again by the plan in force, from raw where it is kept and from slices above; with `restate` the periods that closed in it are judged again by that plan. */
import type { BackfillAsk, Backfilled, Step } from '../shared/tiers/work.ts';
import { iso } from '../shared/time/instant.ts';
import { type Closing, judgeClosed } from './closed.ts';
import { backfill } from './enact.ts';
import type { Late } from './late.ts';
import { matcher } from './match.ts';
import { endsIn, periodics } from './periods.ts';
import type { Gone } from './retention/retention.ts';
import { firsts } from './rows.ts';
import type { Scene } from './scene.ts';
import { untouched } from './touched.ts';

/** Period ends of one kind that one request restates. */
const MOST = 10_000;

/** `scene` tells the state of things anew at every step, for ticks may come between. `late` takes what was climbed: closed periods whose figures it changed are restated either way. */
export async function* climbAgain(scene: () => Scene, { from, to, restate }: BackfillAsk, version: () => bigint, late: Late, sealed: Gone): AsyncGenerator<Step, Backfilled> {
  const begun = scene();
  const until = Math.min(to, begun.watermark);
  const minutes = new Map<number, Set<string>>();
  for await (const step of backfill(begun.door, begun.ladder, matcher(begun.door), version, begun.watermark, sealed, { from, to: until })) {
    const { done, all } = step;
    for (const minute of step.minutes.keys()) minutes.set(minute, new Set());
    yield { share: (done / all) * 0.9, message: `climbing ${done} of ${all} days again` };
  }
  yield { share: 0.9, message: 'judging closed periods' };
  const now = { ...scene(), first: await firsts(begun.door) };
  const done = { closed: 0, restated: 0 };
  if (restate) {
    // before the first message nothing ever closes
    const [after, upTo] = [Math.max(from, Math.min(...now.first.sli.values())), Math.min(until, now.watermark - now.lateness)];
    const closings: Closing[] = upTo > after ? periodics(now.ladder).flatMap((one) => endsIn(one, after, upTo, MOST).map((end) => ({ end, parts: one.parts }))) : [];
    const judged = await judgeClosed(now.door, now, closings.sort((a, b) => a.end - b.end), version(), 'restate');
    done.closed += judged.closed;
    done.restated += judged.restated;
  }
  // only now: half of it climbed is no figure
  late.note(untouched(), minutes, version(), now.watermark - now.lateness);
  done.restated += await late.judge(now, version);
  // what is folded is folded over everything that is kept
  return { from: iso(from), to: iso(until), minutes: [...minutes.keys()].filter((minute) => minute * 1000 >= from && minute * 1000 < until).length, ...done };
}
