/** What is used of the inside of kafkajs, which shows none of it: the one place that knows where it stands in 2.2.4, the last release, to which package.json is pinned. */
import { createRequire } from 'node:module';

const inside = createRequire(import.meta.url);

/** As much as kafkajs's own reader of answers is asked for. */
export type Decoder = { readInt16(): number; readInt32(): number; readInt64(): bigint; readString(): string; readBytes(length?: number): Buffer | null; canReadBytes(length: number): boolean; offset: number };
export type Request = { maxBytes: number; topics: readonly { topic: string; partitions: readonly { partition: number; fetchOffset: string }[] }[] };
type Made = { request: unknown; response: { decode(bytes: Buffer): Promise<unknown>; parse: unknown } };
type Asked = { maxBytes?: number; topics: { topic: string; partitions: { maxBytes: number }[] }[] };
type Answered = { responses: { partitions: { messages: unknown[] }[] }[] };

/** kafkajs's connection to one broker. */
export const { prototype: connection } = inside('kafkajs/src/broker') as { prototype: { fetch(this: unknown, asked: Asked): Promise<Answered> } };
/** How a fetch is asked for and its answer read, by version. */
export const fetching = inside('kafkajs/src/protocol/requests/fetch') as { protocol: (asked: { version: number }) => (request: Request) => Made };
export const Reader = inside('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder;
/** Messages of an answer, of any format, as kafkajs makes them. */
export const messagesOf = inside('kafkajs/src/protocol/requests/fetch/v4/decodeMessages') as (from: Decoder) => Promise<unknown[]>;
/** What unpacks a batch of these attributes; null when it is not packed. */
export const { lookupCodecByAttributes: codecOf } = inside('kafkajs/src/protocol/message/compression') as { lookupCodecByAttributes(attributes: number): { decompress(packed: Buffer): Promise<Buffer> } | null };
