/** Every code with which a message may be refused, and messages that get it: one table for every way in. */
import { readFileSync } from 'node:fs';
import type { Sql } from '../../shared/store/sql.ts';
import type { Store } from '../../shared/store/store.ts';
import bad from './bad.json' with { type: 'json' };

export type Case = { code: string; stream: 'event' | 'sample'; body: Buffer | string };

const at = '2026-11-01T00:00:00Z';
export const good = (id: string, stream: Case['stream'] = 'event'): string => JSON.stringify(stream === 'event' ? { id, time: at, service: 'shop', kind: 'k', value: 1 } : { id, time: at, service: 'shop', sli: 'x', good: 1, total: 1 });

/** Bodies of one line. BAD_ENCODING is missing: there the way in says that a body is packed, and `broken` is what it sends. */
export const cases: readonly Case[] = [
  ...(bad as Case[]),
  { code: 'TOO_DEEP', stream: 'event', body: '['.repeat(100_000) },
  { code: 'TOO_LARGE', stream: 'event', body: `{"x":"${'y'.repeat(270_000)}"}` },
  { code: 'NOT_UTF8', stream: 'event', body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) },
  { code: 'NOT_UTF8', stream: 'sample', body: Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]) },
  { code: 'BAD_CLOUDEVENT', stream: 'event', body: JSON.stringify({ specversion: '0.3', id: 'c', source: '/s', type: 't', time: at }) },
  { code: 'BAD_CLOUDEVENT', stream: 'sample', body: JSON.stringify({ specversion: '1.0', id: 'c', source: '/s', time: at }) },
  { code: 'STORE_REFUSED', stream: 'event', body: JSON.stringify({ id: 'spoilt', time: at, service: 'shop', kind: 'k', value: 123_456_789_012 }) },
];

/** Packed by nobody. */
export const broken = Buffer.from('no gzip');

/** Makes the store refuse what passed the path, as one with other tables would: values of more than nine digits before the point. */
export const narrow = (store: Store): Promise<void> => store.climb.run('ALTER TABLE sie MODIFY COLUMN value Nullable(Decimal(18, 9))' as Sql);

/** The closed list, as the code has it. */
export const CODES = [...(/export type RefusalCode =([^;]*);/.exec(readFileSync(new URL('../../ingest/message.ts', import.meta.url), 'utf8'))?.[1] ?? '').matchAll(/'([A-Z0-9_]+)'/g)].map((found) => found[1] as string).sort();

/** How often each code stands in the table `refused` for one log. */
export const refusedOf = async (store: Store, log: string): Promise<Record<string, number>> =>
  Object.fromEntries((await store.read.rows<{ code: string; n: string }>(`SELECT code, toString(count()) AS n FROM refused FINAL WHERE log = '${log}' GROUP BY code ORDER BY code` as Sql)).map((one) => [one.code, Number(one.n)]));
export const countOf = (codes: readonly string[]): Record<string, number> => Object.fromEntries([...new Set(codes)].sort().map((code) => [code, codes.filter((one) => one === code).length]));
