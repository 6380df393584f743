/** The OpenAPI 3.1 page, made from the schemas that check the requests. */
import { extendZodWithOpenApi, OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { Route } from './route.ts';
import { streamQuery } from './stream.ts';

extendZodWithOpenApi(z);

const problem = z.object({ type: z.string(), title: z.string(), status: z.number(), detail: z.string() }).meta({ id: 'Problem' });
const receipt = z.object({ accepted: z.number(), duplicates: z.number(), late: z.number(), rejected: z.array(z.object({ index: z.number(), code: z.string(), message: z.string() })) }).meta({ id: 'Receipt' });
const message = z.record(z.string(), z.unknown());

/** The whole document. */
export const openapi = (routes: readonly Route[], version: string): object => {
  const registry = new OpenAPIRegistry();
  const errors = { 400: { description: 'a parameter is not understood', content: { 'application/problem+json': { schema: problem } } }, 404: { description: 'there is no such thing', content: { 'application/problem+json': { schema: problem } } } };
  for (const one of routes)
    registry.registerPath({
      method: 'get',
      path: one.path.replaceAll(/:([a-z]+)/g, '{$1}'),
      summary: one.summary,
      request: { params: one.params, query: one.query },
      responses: { 200: { description: one.summary, content: { 'application/json': { schema: one.answer } } }, ...errors },
    });
  const plain = (path: string, summary: string, type: string, request: { query?: z.ZodObject } = {}): void => registry.registerPath({ method: 'get', path, summary, request, responses: { 200: { description: summary, content: { [type]: { schema: z.string() } } } } });
  plain('/api/v1/stream', 'Server-sent events {id, topic, tier, name, at}; Last-Event-ID replays up to five minutes', 'text/event-stream', { query: streamQuery });
  plain('/livez', 'Whether the process lives', 'text/plain');
  plain('/readyz', 'Whether the store answers', 'text/plain');
  plain('/version', 'The version', 'application/json');
  plain('/metrics', 'Figures about this process and its pipeline for Prometheus', 'text/plain');
  for (const [path, what] of [['/api/v1/events', 'events'], ['/api/v1/samples', 'samples']] as const)
    registry.registerPath({
      method: 'post',
      path,
      summary: `Takes ${what}; answers once they are durable`,
      request: { body: { content: { 'application/json': { schema: z.union([message, z.array(message)]) }, 'application/x-ndjson': { schema: z.string() } } } },
      responses: { 202: { description: 'what was accepted is durable', content: { 'application/json': { schema: receipt } } }, 413: { description: 'larger than 32 MiB', content: { 'application/problem+json': { schema: problem } } }, 415: { description: 'another content type', content: { 'application/problem+json': { schema: problem } } } },
    });
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({ openapi: '3.1.0', info: { title: 'Heptad', version, description: 'Rows of seven tiers, from service events to key result areas.' } });
};
