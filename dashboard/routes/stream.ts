/** Server-sent events: what changed, as it changes; a reader that comes back is told what it missed in the last five minutes. */
import type { EventEmitter } from 'node:events';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { ofKey } from '../../shared/plan/rule.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { iso } from '../../shared/time/instant.ts';
import { Problem } from '../problem.ts';
import { check } from './route.ts';

export type Ticks = EventEmitter<{ tick: [{ at: number; changed: { tier: string; name: string }[]; /** keys (shared/plan/rule.ts) of the measures whose alerts changed */ alerts?: string[]; ms: number; /** how many messages were climbed */ events?: number }] }>;

const TOPICS = ['tiers', 'alerts', 'pipeline', 'events'] as const;
type Topic = (typeof TOPICS)[number];
type Entry = { id: string; topic: Topic; tier: string | null; name: string | null; at: string; written: number };

/** What may be asked of the stream. */
export const streamQuery = z.object({ topics: z.string().optional().meta({ description: `only these, with commas between: ${TOPICS.join(', ')}` }) });

const REPLAY = 300_000;
const HEARTBEAT = 15_000;
/** Bytes that may wait for one reader. */
const UNREAD = 4 * 2 ** 20;
/** Entries kept at most, whatever their age. */
const MOST = 20_000;

/** Mounts /api/v1/stream; the answered call ends every open stream. */
export const mountStream = (router: Router, ticks: Ticks | null, clock: Clock): (() => void) => {
  const entries: Entry[] = [];
  const readers = new Set<{ topics: ReadonlySet<string>; response: Response }>();
  // ids go on growing after a restart, so that a reader's last id stays comparable
  let id = clock.machine() * 1000;
  const text = (one: Entry): string => `id: ${one.id}\ndata: ${JSON.stringify({ id: one.id, topic: one.topic, tier: one.tier, name: one.name, at: one.at })}\n\n`;
  const entry = (topic: Topic, tier: string | null, name: string | null, at: string): Entry => ({ id: String(++id), topic, tier, name, at, written: clock.machine() });
  /** What a tick changed, in one piece for all readers of the same topics: a thousand measures and some hundred readers would be as many thousand writes. */
  const tell = (some: readonly Entry[]): void => {
    entries.push(...some);
    const texts = some.map(text);
    for (const [asked, theirs] of Map.groupBy(readers, ({ topics }) => TOPICS.filter((one) => topics.has(one)).join())) {
      const topics = asked.split(',');
      const piece = Buffer.from(texts.filter((_, i) => topics.includes((some[i] as Entry).topic)).join(''));
      if (piece.length === 0) continue;
      for (const { response } of theirs) {
        response.write(piece);
        // one that does not read is cut off; it comes back with the last id it has
        if (response.writableLength > UNREAD) response.destroy();
      }
    }
  };
  ticks?.on('tick', ({ at, changed, alerts = [], events = 0 }) => {
    const when = iso(at);
    tell([
      ...changed.map(({ tier, name }) => entry('tiers', tier, name, when)),
      ...alerts.map(ofKey).map(({ tier, name }) => entry('alerts', tier, name, when)),
      ...(events > 0 ? [entry('events', null, null, when)] : []),
      entry('pipeline', null, null, when),
    ]);
    const oldest = clock.machine() - REPLAY;
    let drop = Math.max(0, entries.length - MOST);
    while (drop < entries.length && (entries[drop] as Entry).written < oldest) drop++;
    entries.splice(0, drop);
  });
  const heartbeat = setInterval(() => {
    for (const { response } of readers) response.write(': still here\n\n');
  }, HEARTBEAT);
  heartbeat.unref();

  router.get('/api/v1/stream', (request: Request, response: Response) => {
    const { topics } = check(streamQuery, request.query as Record<string, unknown>);
    const asked = topics?.split(',') ?? [...TOPICS];
    const wrong = asked.find((one) => !(TOPICS as readonly string[]).includes(one));
    if (wrong !== undefined) throw new Problem(400, 'Bad parameter', `topics: there is no topic ${wrong}; there are ${TOPICS.join(', ')}`, { parameter: 'topics' });
    response.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    response.write('retry: 3000\n\n');
    const reader = { topics: new Set(asked), response };
    const last = Number(request.headers['last-event-id'] ?? Number.NaN);
    if (!Number.isNaN(last)) response.write(entries.filter((one) => Number(one.id) > last && reader.topics.has(one.topic)).map(text).join(''));
    readers.add(reader);
    response.on('close', () => readers.delete(reader));
  });
  return () => {
    clearInterval(heartbeat);
    for (const { response } of readers) response.end();
  };
};
