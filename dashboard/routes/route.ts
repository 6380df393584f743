/** One shape for every GET route: its parameters, its query and its answer are schemas, which check requests and make the OpenAPI page. */
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { didYouMean } from '../../shared/plan/hint.ts';
import { STEP_FORM, stepOf } from '../../shared/time/points.ts';
import { instantBy, LAST_INSTANT } from '../../shared/time/rfc3339.ts';
import { sendAnswer } from '../file.ts';
import { Problem } from '../problem.ts';

export type Route<P extends z.ZodObject = z.ZodObject, Q extends z.ZodObject = z.ZodObject> = {
  /** express form: /api/v1/tiers/:tier */
  path: string;
  summary: string;
  params: P;
  query: Q;
  answer: z.ZodType;
  handle(params: z.infer<P>, query: z.infer<Q>): Promise<unknown>;
};

/** Keeps the types of one route's schemas together. */
export const route = <P extends z.ZodObject, Q extends z.ZodObject>(one: Route<P, Q>): Route => one as unknown as Route;

/** RFC 3339 with an offset, or ms since the epoch; answers ms. */
export const instantParameter = z
  .string()
  .transform((text, context) => {
    const ms = /^\d{10,15}$/.test(text) ? Number(text) : (instantBy(text) ?? -1);
    if (ms < 0 || ms >= LAST_INSTANT) context.addIssue({ code: 'custom', message: 'expected RFC 3339 with an offset (2026-11-01T00:00:00Z) or milliseconds since 1970, of a day that there is, before 2106' });
    return ms;
  })
  .meta({ description: 'RFC 3339 with an offset, or milliseconds since 1970', example: '2026-11-01T00:00:00Z' });

export const limitParameter = z.coerce.number().int().min(1).max(1000).default(100).meta({ description: 'items a page, at most 1 000' });
export const cursorParameter = z.string().regex(/^[A-Za-z0-9_-]{0,2000}$/).optional().meta({ description: 'the cursor of the page before' });

/** Seconds between points, also written 5m, 1h, 1d; answers seconds. */
export const stepParameter = z
  .string()
  .transform((text, context) => {
    const ms = stepOf(text);
    if (ms === null) context.addIssue({ code: 'custom', message: `expected ${STEP_FORM}` });
    return (ms ?? 0) / 1000;
  })
  .meta({ description: 'seconds between points, at least 60, or 5m, 1h, 1d; default: what makes about 90 points', example: '1h' });

/** A switch in the query: given alone it is on. */
export const switchParameter = z.enum(['true', 'false', '']).transform((text) => text !== 'false');

/** A position as an opaque cursor and back. */
export const cursorOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const cursorAt = <T>(cursor: string | undefined, schema: z.ZodType<T>): T | null => {
  if (cursor === undefined || cursor === '') return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Problem(400, 'Bad cursor', 'cursor was not made by this route; leave it out to start from the first page', { parameter: 'cursor' });
  }
};

/** What is wrong with a parameter or a field, in our words; `given` = what was, '' when nothing was. */
export const inWords = (issue: z.core.$ZodIssue, given: string): string => {
  if (issue.code === 'invalid_value') return `${given} is not known; one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_big') return issue.origin === 'string' ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}, this is ${given}`;
  if (issue.code === 'too_small') return `at least ${issue.minimum}, this is ${given}`;
  if (issue.code === 'invalid_type') return given === '' ? 'must be given' : issue.expected === 'string' ? `expected text, this is ${given}` : `expected a ${issue.expected === 'int' ? 'whole number' : issue.expected}, this is ${given}`;
  if (issue.code === 'invalid_format') return 'not made by this route';
  return issue.message;
};

/** A nearer value, or what most likely became of an offset on its way. */
export const hintOf = (issue: z.core.$ZodIssue | undefined, given: string): { hint?: string | undefined } => {
  if (issue?.code === 'invalid_value') return { hint: didYouMean(given, issue.values.map(String)) };
  return /\d \d\d:?\d\d$/.test(given) ? { hint: 'a + in an address means a space: write %2B for it' } : {};
};

/** What was given, by the schema; throws a problem that names the parameter. */
export const check = <S extends z.ZodObject>(schema: S, given: Record<string, unknown>): z.infer<S> => {
  for (const [name, value] of Object.entries(given)) {
    if (Array.isArray(value) || typeof value === 'object') throw new Problem(400, 'Bad parameter', `${name} is given more than once`, { parameter: name });
    if (!(name in schema.shape)) throw new Problem(400, 'Unknown parameter', `there is no parameter ${name} here${Object.keys(schema.shape).length > 0 ? `; there are ${Object.keys(schema.shape).join(', ')}` : ''}`, { parameter: name, hint: didYouMean(name, Object.keys(schema.shape)) });
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data as z.infer<S>;
  const [issue] = result.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw new Problem(400, 'Bad parameter', `${name}: ${issue ? inWords(issue, String(given[name] ?? '')) : 'not understood'}`, { parameter: name, ...hintOf(issue, String(given[name] ?? '')) });
};

/** Puts a route on a router. */
export const mount = (router: Router, one: Route): void =>
  void router.get(one.path, async (request: Request, response: Response) => {
    const params = check(one.params, request.params);
    const query = check(one.query, request.query as Record<string, unknown>);
    const answer = await one.handle(params, query);
    await sendAnswer(response, answer);
  });
