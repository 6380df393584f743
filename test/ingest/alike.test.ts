/** The short way along the path ends just where the long one does, whatever a message looks like and whatever was learned before it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seen } from '../../ingest/alike.ts';
import type { Message } from '../../ingest/message.ts';
import { type Batch, emptyBatch, path, type Path } from '../../ingest/path.ts';
import { shapes } from '../../ingest/shape.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { cases } from './refusals.ts';

const NOW = Date.parse('2026-11-01T10:00:00Z');
const time: Clock = { mode: 'wall', now: () => NOW, machine: () => NOW, see: () => undefined };
const fresh = (): Path => path(time, 86_400_000, shapes());
const place = { log: 'topic', epoch: 1, partition: 2, offset: 3 };

/** Everything that a message leaves behind. */
const traces = (along: Path, stream: 'event' | 'sample', body: Buffer | string): unknown => {
  const batch: Batch = emptyBatch();
  const end = along(batch, stream, body, place);
  const { message } = end as { message?: Message };
  return {
    end: end.end, refused: 'refused' in end ? end.refused : null, identity: message && { service: message.service, source: message.source, id: message.id, time: message.time },
    raw: [...batch.raw[stream]].map(([day, rows]) => [day, rows.bytes().toString('latin1')]), shapes: [...batch.shapes.keys()], late: batch.late, refusedRows: batch.refused, touched: [...batch.touched[stream]].map(([minute, services]) => [minute, [...services]]), counts: [batch.ok, batch.newest, batch.unknown],
  };
};

const text = fc.oneof(fc.constantFrom('shop', 'café', 'a"b', 'tab\t', 'back\\slash', '"id":"x"', '{}', '', 'x'.repeat(257), '"time":"2026-11-01T09:00:00Z","value":2'), fc.string({ maxLength: 12 }));
const number = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 9 }).map(String) }, fc.constantFrom('0', '-0', '1.50', '12.5', '1e3', '-7', '0.1234567891', '123456789012345', '1234567890123456', 'null', '"NaN"', '1e309'), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.integer({ min: 0, max: 1000 }).map(String));
const moment = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('"2026-11-01T09:58:00Z"', '"2026-10-30T09:58:00.100Z"') }, fc.constantFrom('"2026-11-01T09:59:00Z"', '"2026-11-01T09:59:01.007Z"', '"2026-11-01T09:59:60Z"', '"2026-11-01T09:60:00Z"', '"2026-11-01T10:59:00+01:00"', '"2026-11-01T10:11:00Z"', '"2026-10-01T10:00:00Z"', '"2026-11-01T09:5a:00Z"', '"2026-11-01T09:59:0:Z"', '"2026-11-01t09:59:00Z"', '1793527140000', '1793527140000.5', '-1', 'null', '""', '9e15'));
const id = fc.oneof({ weight: 3, arbitrary: fc.uuid() }, fc.constantFrom('0A4F5C00-1111-4222-8333-444455556666', '', 'x'.repeat(256), 'x'.repeat(257), 'é', '\u0001', '\u007f'), text);
const blank = fc.constantFrom('', '', '', ' ', '\n');

/** What is the same in messages that are alike, and what is each one's own. */
const mould = fc.record({ service: text, state: fc.constantFrom('ok', 'error'), labels: fc.constantFrom('{}', '{"route":"/a"}', '{"id":"7","value":"5"}', '{"a":"}"}', 'null'), has: fc.subarray(['value', 'good', 'total'] as const), more: fc.constantFrom(null, null, '"x":1', '"v\\u0061lue":5', '"id":"twice"', '"nested":{"value":5,"time":"x"}'), order: fc.integer({ min: 0, max: 8 }), blank });
const own = fc.record({ id, moment, value: number, good: number, total: number });
type Own = { id: string; moment: string; value: string; good: string; total: string };

const bodyOf = (like: { service: string; state: string; labels: string; has: ('value' | 'good' | 'total')[]; more: string | null; order: number; blank: string }, one: Own): string => {
  const members = [`"id":${like.blank}${JSON.stringify(one.id)}`, `"time":${like.blank}${one.moment}`, `"service":${JSON.stringify(like.service)}`, `"state"${like.blank}:"${like.state}"`, '"kind":"k","sli":"s"', `"labels":${like.labels}`];
  for (const name of like.has) members.push(`"${name}":${like.blank}${one[name]}`);
  if (like.more) members.push(like.more);
  return `{${[...members.slice(like.order), ...members.slice(0, like.order)].join(`,${like.blank}`)}${like.blank}}`;
};
const plain: Own = { id: 'a', moment: '"2026-11-01T09:59:00Z"', value: '2', good: '1', total: '3' };

test('messages that are nearly alike end as each would alone', () => {
  const ends: Record<string, number> = {};
  fc.assert(
    fc.property(fc.array(mould, { minLength: 1, maxLength: 3 }), fc.array(fc.tuple(fc.nat(2), own), { minLength: 1, maxLength: 30 }), fc.boolean(), fc.constantFrom('event' as const, 'sample' as const), (moulds, some, asText, stream) => {
      const along = fresh();
      for (const like of moulds) traces(along, stream, asText ? bodyOf(like, plain) : Buffer.from(bodyOf(like, plain)));
      for (const [n, one] of some) {
        const body = bodyOf(moulds[n % moulds.length] as (typeof moulds)[number], one);
        const given = asText ? body : Buffer.from(body);
        const found = traces(along, stream, given) as { end: string };
        expect(found).toEqual(traces(fresh(), stream, given));
        ends[found.end] = (ends[found.end] ?? 0) + 1;
      }
    }),
    { numRuns: 400 },
  );
  // each way to end was gone often enough to say something
  for (const end of ['stored', 'late', 'refused']) expect(ends[end], end).toBeGreaterThan(100);
});

test('every message of the corpus of bad ones ends the same after its like was learned', () => {
  const along = fresh();
  const good = ['{"id":"0a4f5c00-1111-4222-8333-444455556666","time":"2026-11-01T09:59:00Z","service":"shop","kind":"k","value":1.5}', '{"id":"a","time":"2026-11-01T09:59:00Z","service":"shop","kind":"k","labels":{"a":"b"}}'];
  for (const one of good) traces(along, 'event', one);
  for (const { stream, body } of cases) {
    expect(traces(along, stream, body), body.toString().slice(0, 100)).toEqual(traces(fresh(), stream, body));
    for (const like of good) traces(along, 'event', like);
  }
});

test('what was learned is found by id, time and numbers only', () => {
  const known = seen();
  const message: Message = { stream: 'event', id: 'a', time: NOW, service: 'shop', kind: 'k', component: '', source: '', state: '', severity: '', unit: '', labels: '', value: '1', good: null, total: null, unknown: 0 };
  known.learn('event', '{"id": "a", "service":"shop", "time":"2026-11-01T10:00:00Z", "kind":"k", "value":1}', message);
  expect(known.find('event', '{"id": "b c", "service":"shop", "time":"2026-11-01T10:00:01.5Z", "kind":"k", "value":-22.25}')).toMatchObject({ time: NOW + 1500, value: '-22.25' });
  for (const other of ['{"id": "b", "service":"shop2", "time":"2026-11-01T10:00:00Z", "kind":"k", "value":1}', '{"id": "b", "service":"shop", "time":"2026-11-01T10:00:00Z", "kind":"k", "value":1 }', '{"id": "b\\n", "service":"shop", "time":"2026-11-01T10:00:00Z", "kind":"k", "value":1}', '{"id": "b", "service":"shop", "time":"2026-11-01T10:00:00Z", "kind":"k", "value":01}', '{"id": "b", "service":"shop", "time":"2026-11-01T10:00:00Z", "kind":"k"}', '{"id": ""'])
    expect(known.find('event', other), other).toBeNull();
  // bytes are learned apart from texts, and events from samples
  expect(known.find('event', Buffer.from('{"id": "b", "service":"shop", "time":"2026-11-01T10:00:00Z", "kind":"k", "value":1}'))).toBeNull();
  expect(known.find('sample', '{"id": "b", "service":"shop", "time":"2026-11-01T10:00:00Z", "kind":"k", "value":1}')).toBeNull();
});

test('while texts differ in other fields, too, nobody looks for a while, and then again', () => {
  const along = fresh();
  const one = (i: number): unknown => traces(along, 'event', `{"id":"a","time":"2026-11-01T09:59:00Z","service":"shop","kind":"k","trace":"${i}"}`);
  for (let i = 0; i < 9000; i++) one(i);
  const known = seen();
  const message: Message = { stream: 'event', id: 'a', time: NOW, service: 'shop', kind: 'k', component: '', source: '', state: '', severity: '', unit: '', labels: '', value: null, good: null, total: null, unknown: 0 };
  const like = '{"id":"a","time":"2026-11-01T10:00:00Z","service":"shop","kind":"k"}';
  known.learn('event', like, message);
  for (let i = 0; i < 8192; i++) known.find('event', `{"id":"a","x":${i}}`);
  expect(known.find('event', like)).toBeNull();
  for (let i = 0; i < 50_000; i++) known.find('event', like);
  expect(known.find('event', like)).not.toBeNull();
});
