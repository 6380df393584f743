/**
 * Child of bench/explain.ts: explanations of measures of every tier over days of slices. Arguments: DATA SLOS DAYS ASKS. Data come in along the ingest path:
 * each service speaks every ten minutes, with an event and samples. Every ask is for an instant of its own, so that nothing is remembered.
 */
import { planReader } from '../dashboard/plan.ts';
import { explainer } from '../dashboard/routes/explain.ts';
import type { MeasureTier } from '../shared/plan/measure.ts';
import { answer, progress } from './measuring.ts';
import { request, sample } from './messages.ts';
import { SAMPLED } from './plan.ts';
import { type Cost, openRooms } from './rooms.ts';

const [data, slos, days, asks] = process.argv.slice(2) as [string, string, string, string];
const services = Math.ceil(Number(slos) / 10);
const MINUTE = 60_000;
const steps = Number(days) * 144;
const END = Date.parse('2026-11-20T11:40:00Z');
const START = END - steps * 10 * MINUTE;
const AT_ONCE = Math.ceil(20_000 / (3 * services));

const rooms = await openRooms(data, Number(slos));
let count = 0;
for (let m = 0; m < steps; m += AT_ONCE) {
  const [events, samples]: [string[], string[]] = [[], []];
  for (let t = m; t < Math.min(steps, m + AT_ONCE); t++)
    for (let s = 0; s < services; s++) {
      events.push(request(s, t, START + t * 10 * MINUTE + 20_000));
      for (const k of SAMPLED) samples.push(sample(s, k, START + t * 10 * MINUTE + MINUTE));
    }
  count += events.length + samples.length;
  await Promise.all([rooms.ingest.accept('event', events, 'http'), rooms.ingest.accept('sample', samples, 'http')]);
}
progress(`explain: ${count} messages in`);
await rooms.settle();
progress('explain: climbed');

const TIERS: readonly MeasureTier[] = ['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'scorecard'];
const names = new Map<MeasureTier, string[]>();
for (const tier of TIERS) names.set(tier, (await rooms.answer.rows({ tier, names: null, at: null, scorecard: null })).map((row) => row.name));
const explain = explainer({ read: rooms.read, answer: rooms.answer, plan: planReader(rooms.read) });
type Kind = { climb: Cost; whole: Cost; row: Cost };
const found: Record<string, Kind[]> = {};
let at = END;
for (let i = 0; i < Number(asks) + 1; i++)
  for (const [tier, all] of names) {
    const of = { tier, name: all[(i * 7) % all.length] as string, scorecard: null };
    const next = (): number => (at -= 7 * MINUTE);
    const row = await rooms.cost(() => rooms.answer.rows({ tier: of.tier, names: [of.name], at: next(), scorecard: null }));
    const climb = await rooms.cost(async () => {
      if ((await rooms.answer.explain({ ...of, at: next() })) === null) throw new Error(`${tier}/${of.name} has no explanation`);
    });
    const whole = await rooms.cost(() => explain(of.tier, of.name, next(), null));
    // the first of each warms the code
    if (i > 0) (found[tier] ??= []).push({ row, climb, whole });
  }
answer({ slos: Number(slos) + 1, days: Number(days), messages: count, sliMinutes: await rooms.one('SELECT count() AS n FROM sli_minute'), found });
