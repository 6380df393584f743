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
  const write = (response: Response, one: Entry): void => void response.write(`id: ${one.id}\ndata: ${JSON.stringify({ id: one.id, topic: one.topic, tier: one.tier, name: one.name, at: one.at })}\n\n`);
  const tell = (topic: Topic, tier: string | null, name: string | null, at: string): void => {
    const one: Entry = { id: String(++id), topic, tier, name, at, written: clock.machine() };
    entries.push(one);
    for (const reader of readers) {
      if (reader.topics.has(topic)) write(reader.response, one);
      // one that does not read is cut off; it comes back with the last id it has
      if (reader.response.writableLength > UNREAD) reader.response.destroy();
    }
  };
  ticks?.on('tick', ({ at, changed, alerts = [], events = 0 }) => {
    const when = iso(at);
    for (const { tier, name } of changed) tell('tiers', tier, name, when);
    for (const { tier, name } of alerts.map(ofKey)) tell('alerts', tier, name, when);
    if (events > 0) tell('events', null, null, when);
    tell('pipeline', null, null, when);
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
    if (!Number.isNaN(last)) for (const one of entries) if (Number(one.id) > last && reader.topics.has(one.topic)) write(response, one);
    readers.add(reader);
    response.on('close', () => readers.delete(reader));
  });
  return () => {
    clearInterval(heartbeat);
    for (const { response } of readers) response.end();
  };
};
