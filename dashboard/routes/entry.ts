/** What people write: a row of table `entry` says who, when and what. Bodies are checked by their schemas, which make the OpenAPI page too. */
import type { Request } from 'express';
import { z } from 'zod';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';
import { Problem } from '../problem.ts';
import { cursorAt, cursorOf, hintOf, inWords } from './route.ts';

/** Who it is: a name that a person types. There are no users yet. */
export const who = z.string().max(256).default('').meta({ description: 'who asks or enters' });

/** Of what somebody answers for: not without a name. */
export const signed = z.string().trim().min(1, 'say who you are').max(256).meta({ description: 'who it is' });

/** A POST route, for the OpenAPI page. `failures` = what else it refuses, by status. */
export type Written = { path: string; summary: string; params?: z.ZodObject; body: z.ZodObject; answer: z.ZodType; answers: string; failures?: Record<number, string> };

/** Where entries go; entry null: this process only reads. */
export type Desk = { entry: Door | null; clock: Clock };

/** The body as the schema has it; throws Problem 415 and 400. */
export const bodyOf = <S extends z.ZodObject>(schema: S, request: Pick<Request, 'body'>): z.infer<S> => {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Problem(415, 'Unsupported content type', 'send application/json, an object');
  const result = schema.strict().safeParse(body);
  if (result.success) return result.data as z.infer<S>;
  const [issue] = result.error.issues;
  const name = issue?.path.join('.') ?? '';
  // a schema that has words of its own for it keeps them
  const value = issue?.path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key], body);
  const given = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  throw new Problem(400, 'Bad request', `${name === '' ? '' : `${name}: `}${!issue ? 'not understood' : issue.message.startsWith('Invalid') ? inWords(issue, given) : issue.message}`, { parameter: name, ...hintOf(issue, given) });
};

const place = z.object({ at: z.number(), id: z.string() });

/** Where a page of entries goes on, which are listed the newest first; null = from the newest. Throws Problem 400. */
export const entriesBefore = (cursor: string | undefined): z.infer<typeof place> | null => cursorAt(cursor, place);

/** A page of entries out of one more than it holds. */
export const entriesPage = <T extends { at: string; id: string }>(found: readonly T[], limit: number): { items: T[]; cursor: string | null } => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, cursor: found.length > limit && last ? cursorOf({ at: Date.parse(last.at), id: last.id }) : null };
};

/** Writes an entry; answers its id and when it was entered, ms, at the earliest `least`. Throws Problem 503 where nothing is written. */
export const enter = async ({ entry, clock }: Desk, kind: string, name: string, body: object, least = 0): Promise<{ id: string; at: number }> => {
  if (!entry) throw new Problem(503, 'Nothing is written here', 'this process only reads');
  const [id, at] = [crypto.randomUUID(), Math.max(clock.machine(), least)];
  await entry.insert('entry', ['kind', 'at', 'id', 'who', 'body'], 'JSONEachRow', `${JSON.stringify({ kind, at: stored(at), id, who: name, body: JSON.stringify(body) })}\n`);
  return { id, at };
};
