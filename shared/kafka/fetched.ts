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
/** The key of the marker that ends a transaction which was aborted. */
const ABORT = Buffer.alloc(4);

type Aborted = { producerId: bigint; firstOffset: bigint };

/**
 * Tells of batches, one behind the other, whether they belong to a transaction that was aborted. Brokers list these by their ends; of a producer there is one at a time,
 * from its first offset to the marker. kafkajs takes them as listed by their beginnings, and one for each message at most.
 */
const abortions = (listed: readonly Aborted[]): ((pile: Pick<Pile, 'offset' | 'isControlRecord' | 'key' | 'batchContext'>) => boolean) => {
  const waiting = listed.toSorted((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const open = new Set<string>();
  return ({ offset, isControlRecord, key, batchContext: { producerId, inTransaction } }) => {
    for (let [next] = waiting; next && next.firstOffset <= BigInt(offset); [next] = waiting) open.add(String(waiting.shift()?.producerId));
    if (!isControlRecord) return inTransaction && open.has(producerId);
    if (key?.equals(ABORT)) open.delete(producerId);
    return false;
  };
};

/**
 * Messages for kafkajs: one in each batch's place, with its last offset. Before them one that nobody reads, for kafkajs takes the offset of the first message
 * for that of the whole: where a fetch in the middle of a batch began, or the batch itself. Nor does anybody read batches of aborted transactions.
 */
const pilesOf = async (bytes: Buffer, fetched: bigint, aborted: readonly Aborted[]): Promise<unknown[]> => {
  const isAborted = abortions(aborted);
  const piles: Pile[] = [];
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const length = bytes.readInt32BE(at + LENGTH_AT);
    if (length < HEADER - LENGTH_AT - 4) throw new Error(`a fetched batch says that ${length} bytes follow, fewer than its header has`);
    const end = at + LENGTH_AT + 4 + length;
    // the last one is cut where the answer ends
    if (end > bytes.length) break;
    const pile = await pileOf(bytes.subarray(at, end), Number(fetched));
    if (isAborted(pile)) pile.isControlRecord = true;
    piles.push(pile);
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
  const messages = async (topic: string, partition: number, aborted: readonly Aborted[]): Promise<unknown[]> => {
    const size = from.readInt32();
    from.offset -= 4;
    if (size < HEADER || answer.readInt8(from.offset + 4 + FORMAT_AT) !== FORMAT) return messagesOf(from);
    const asked = topics.find((one) => one.topic === topic)?.partitions.find((one) => one.partition === partition);
    return pilesOf(from.readBytes() as Buffer, BigInt(asked?.fetchOffset ?? 0), aborted);
  };
  const responses = await list(from, async () => {
    const topicName = from.readString();
    const partitions = await list(from, async () => {
      const partition = from.readInt32();
      const told = { partition, errorCode: from.readInt16(), highWatermark: from.readInt64().toString(), lastStableOffset: from.readInt64().toString(), lastStartOffset: from.readInt64().toString() };
      const aborted = await list(from, () => ({ producerId: from.readInt64(), firstOffset: from.readInt64() }));
      // kafkajs is told of none: it would look for them in its own way
      return { ...told, abortedTransactions: [], preferredReadReplica: from.readInt32(), messages: await messages(topicName, partition, aborted) };
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
