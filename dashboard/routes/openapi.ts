/** The OpenAPI 3.1 page, made from the schemas that check the requests. */
import { extendZodWithOpenApi, OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { SCHEMA_PATH } from '../../shared/plan/editor-schema.ts';
import type { Written } from './entry.ts';
import type { Route } from './route.ts';
import { streamQuery } from './stream.ts';

extendZodWithOpenApi(z);

const problem = z.object({ type: z.string(), title: z.string(), status: z.number(), detail: z.string() }).meta({ id: 'Problem' });
const receipt = z.object({ accepted: z.number(), duplicates: z.number(), late: z.number(), rejected: z.array(z.object({ index: z.number(), code: z.string(), message: z.string() })), hints: z.array(z.string()).optional().meta({ description: 'what is odd about messages that were taken, such as times that were probably written in seconds; absent when nothing is' }) }).meta({ id: 'Receipt' });
const message = z.record(z.string(), z.unknown()).meta({ id: 'Message' });
const cloudEvent = z.looseObject({ specversion: z.literal('1.0'), id: z.string(), source: z.string(), type: z.string(), time: z.string().optional(), subject: z.string().optional(), data: message.optional() }).meta({ id: 'CloudEvent' });


const failure = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });
const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema } } });

const BODIES = {
  'application/json': { schema: z.union([message, z.array(message)]) },
  'application/x-ndjson': { schema: z.string().meta({ description: 'a message a line' }) },
  'application/cloudevents+json': { schema: cloudEvent },
  'application/cloudevents-batch+json': { schema: z.array(cloudEvent) },
};
const encoding = z.object({ 'Content-Encoding': z.enum(['identity', 'gzip']).optional().meta({ description: 'the body may be packed; 32 MiB is the limit after unpacking' }) });

/** The whole document. `guarded` = a token is wanted. */
export const openapi = (routes: readonly Route[], written: readonly Written[], version: string, guarded: boolean): object => {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', description: 'the token of HEPTAD_TOKEN; wanted when the server was given one' });
  registry.registerComponent('securitySchemes', 'basic', { type: 'http', scheme: 'basic', description: 'any user name, the token as password' });
  const unknown = guarded ? { 401: failure('the token is missing or wrong') } : {};
  const errors = { 400: failure('a parameter is not understood'), ...unknown, 404: failure('there is no such thing'), 503: failure('the store does not answer') };
  for (const one of routes)
    registry.registerPath({
      method: 'get',
      path: one.path.replaceAll(/:([a-z]+)/g, '{$1}'),
      summary: one.summary,
      request: { params: one.params, query: one.query },
      responses: { 200: { description: one.summary, content: { 'application/json': { schema: one.answer }, ...('format' in one.query.shape ? { 'text/csv': { schema: z.string() } } : {}), ...('theme' in one.query.shape ? { 'image/svg+xml': { schema: z.string() }, 'image/png': { schema: z.string().meta({ format: 'binary' }) } } : {}) } }, ...errors },
    });
  const text = z.string();
  const plain = (path: string, summary: string, type: string, schema: z.ZodType, more: { request?: { query: z.ZodObject }; open?: boolean; failures?: Record<number, { description: string; content: Record<string, { schema: z.ZodType }> }> } = {}): void =>
    registry.registerPath({ method: 'get', path, summary, ...(more.open ? { security: [] } : {}), request: more.request ?? {}, responses: { 200: { description: summary, content: { [type]: { schema } } }, ...(more.open ? {} : unknown), ...more.failures } });
  plain('/api/v1/stream', 'Server-sent events {id, topic, tier, name, at}; Last-Event-ID replays up to five minutes', 'text/event-stream', text, { request: { query: streamQuery }, failures: { 400: failure('a parameter is not understood') } });
  plain(SCHEMA_PATH, 'JSON Schema (2020-12) of plan files, for editors', 'application/schema+json', z.record(text, z.unknown()));
  plain('/livez', 'Whether the process lives', 'text/plain', text, { open: true });
  plain('/readyz', 'Whether the store answers', 'text/plain', text, { open: true, failures: { 503: { description: 'it does not', content: { 'text/plain': { schema: text } } } } });
  plain('/version', 'The version', 'application/json', z.object({ version: text, node: text }));
  plain('/metrics', 'Figures about this process and its pipeline for Prometheus', 'text/plain', text);
  for (const [path, what] of [['/api/v1/events', 'events'], ['/api/v1/samples', 'samples']] as const)
    registry.registerPath({
      method: 'post',
      path,
      summary: `Takes ${what}; answers once they are durable`,
      description: 'A CloudEvent may also come in binary mode: its attributes in ce-… headers, its data as the body.',
      request: { headers: encoding, body: { required: true, content: BODIES } },
      responses: {
        202: json('what was accepted is durable; what was not is named', receipt), 400: failure('the body could not be read'), ...unknown, 403: failure('a page of another site may not write here'),
        413: failure('larger than 32 MiB after unpacking'), 415: failure('another content type or encoding'), 503: failure('the store is away and as much as fits already waits: send again later'),
      },
    });
  for (const one of written)
    registry.registerPath({
      method: 'post', path: one.path, summary: one.summary, request: { ...(one.params ? { params: one.params } : {}), body: { required: true, content: { 'application/json': { schema: one.body } } } },
      responses: { 202: json(one.answers, one.answer), 400: failure('the body is not understood, or the plan has faults'), ...unknown, 403: failure('a page of another site may not write here'), ...Object.fromEntries(Object.entries(one.failures ?? {}).map(([status, says]) => [status, failure(says)])), 413: failure('too large'), 415: failure('another content type'), 503: failure('the store does not answer') },
    });
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({ openapi: '3.1.0', info: { title: 'Heptad', version, description: 'Rows of seven tiers, from service events to key result areas.' }, ...(guarded ? { security: [{ bearer: [] }, { basic: [] }] } : {}) });
};
