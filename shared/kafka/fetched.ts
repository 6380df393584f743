/**
 * What brokers answer to our consumers' fetches, unpacked here. kafkajs makes some twenty objects of each message before anybody has looked at it, which costs more
 * than all steps of the path; here it gets one for each batch as it lies in the log, and records.ts reads the messages out of its bytes, one behind the other.
 * Other consumers of this process, other versions of the request and messages of the old formats get what kafkajs makes.
 */
import { type Decoder, fetching, messagesOf, Reader, type Request } from './inside.ts';
import { type Pile, pileOf } from './records.ts';

/** The version that every broker since 2.3 speaks; the newest that kafkajs knows. */
const VERSION = 11;
/** Our consumers' fetches are told from others by the last bits of what they ask for: kafkajs hands on nothing else of who asks, and nobody would choose these. */
const [BITS, OURS] = [4096, 7] as const;
/** Bytes to ask for, about so many, by one of our consumers. */
export const ourFetch = (bytes: number): number => Math.floor(bytes / BITS) * BITS + OURS;
export const isOurFetch = (bytes: number): boolean => bytes % BITS === OURS;

/** Bytes of a batch up to its number of records, and where its length and its format stand. */
const [HEADER, LENGTH_AT, FORMAT_AT] = [61, 8, 16] as const;
const FORMAT = 2;

/**
 * Messages for kafkajs: one in each batch's place, with its last offset. Before them one that nobody reads, for kafkajs takes the offset of the first message
 * for that of the whole: where a fetch in the middle of a batch began, or the batch itself.
 */
const pilesOf = async (bytes: Buffer, fetched: bigint): Promise<unknown[]> => {
  const piles: Pile[] = [];
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const end = at + LENGTH_AT + 4 + bytes.readInt32BE(at + LENGTH_AT);
    // the last one is cut where the answer ends
    if (end > bytes.length) break;
    piles.push(await pileOf(bytes.subarray(at, end), Number(fetched)));
    at = end;
  }
  const [first] = piles;
  if (!first) return [];
  const { base, batchContext } = first;
  return [{ offset: String(base > fetched ? base : fetched), isControlRecord: true, key: null, batchContext }, ...piles];
};

const list = async <T>(from: Decoder, one: () => Promise<T> | T): Promise<T[]> => {
  const all: T[] = [];
  for (let left = from.readInt32(); left > 0; left--) all.push(await one());
  return all;
};

/** Reads the answer to a fetch. */
const decode = async ({ topics }: Request, answer: Buffer): Promise<unknown> => {
  const from = new Reader(answer);
  const clientSideThrottleTime = from.readInt32();
  const errorCode = from.readInt16();
  const sessionId = from.readInt32();
  const messages = async (topic: string, partition: number): Promise<unknown[]> => {
    const size = from.readInt32();
    from.offset -= 4;
    if (size < HEADER || answer.readInt8(from.offset + 4 + FORMAT_AT) !== FORMAT) return messagesOf(from);
    const asked = topics.find((one) => one.topic === topic)?.partitions.find((one) => one.partition === partition);
    return pilesOf(from.readBytes() as Buffer, BigInt(asked?.fetchOffset ?? 0));
  };
  const responses = await list(from, async () => {
    const topicName = from.readString();
    const partitions = await list(from, async () => {
      const partition = from.readInt32();
      return {
        partition, errorCode: from.readInt16(), highWatermark: from.readInt64().toString(), lastStableOffset: from.readInt64().toString(), lastStartOffset: from.readInt64().toString(),
        abortedTransactions: await list(from, () => ({ producerId: from.readInt64().toString(), firstOffset: from.readInt64().toString() })), preferredReadReplica: from.readInt32(), messages: await messages(topicName, partition),
      };
    });
    return { topicName, partitions };
  });
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
};

let here = false;
/** From now on fetches of our consumers are answered by piles. */
export const unpackHere = (): void => {
  if (here) return;
  here = true;
  const { protocol } = fetching;
  fetching.protocol = ({ version }) => {
    const make = protocol({ version });
    if (version !== VERSION) return make;
    return (request) => {
      const made = make(request);
      return isOurFetch(request.maxBytes) ? { ...made, response: { ...made.response, decode: (answer) => decode(request, answer) } } : made;
    };
  };
};
