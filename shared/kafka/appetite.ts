/**
 * How much a fetch asks for. Brokers count bytes as they are stored, and what producers have packed is many times as much once it is here, all of it at once: so
 * what came lately says how much to ask for. kafkajs asks for the same each time; its broker is told so before each fetch.
 */
import { isOurFetch, ourFetch } from './fetched.ts';
import { connection } from './inside.ts';

/** Times that packed content grows, before any was seen; how slowly a greater one is forgotten, from fetch to fetch. */
const UNSEEN = 10;
const FORGET = 0.9;
/** No partition is asked for less, bytes: a single batch comes anyhow, whatever its size. */
const LEAST = 64 * 1024;

export type Appetite = {
  /** a batch was unpacked: its size before and after, bytes */
  unpacked(packed: number, content: number): void;
  /** a fetch has brought messages */
  fetched(): void;
  /** what to ask for so that about `wanted` bytes come out */
  ask(wanted: number): number;
};

/** Learns from fetch to fetch; those without a packed batch count as grown by nothing. */
export const appetite = (): Appetite => {
  let growth = UNSEEN;
  let [before, after] = [0, 0];
  return {
    unpacked(packed, content) {
      before += packed;
      after += content;
      // the rest of this fetch is on its way already, the next one must not wait for its end
      growth = Math.max(growth, after / Math.max(1, before));
    },
    fetched() {
      growth = Math.max(growth * FORGET, before > 0 ? after / before : 1);
      [before, after] = [0, 0];
    },
    ask: (wanted) => Math.max(LEAST, Math.floor(wanted / growth)),
  };
};

/** That of this process: it has one consumer. */
export const ours = appetite();

let here = false;
/** Every fetch of our consumers from now on asks by what came before it. */
export const modestly = (mind: Appetite): void => {
  if (here) return;
  here = true;
  const { fetch } = connection;
  connection.fetch = async function (ask) {
    if (ask.maxBytes === undefined || !isOurFetch(ask.maxBytes)) return fetch.call(this, ask);
    const topics = ask.topics.map((one) => ({ ...one, partitions: one.partitions.map((each) => ({ ...each, maxBytes: mind.ask(each.maxBytes) })) }));
    const answer = await fetch.call(this, { ...ask, topics, maxBytes: ourFetch(mind.ask(ask.maxBytes)) });
    if (answer.responses.some((topic) => topic.partitions.some((one) => one.messages.length > 0))) mind.fetched();
    return answer;
  };
};
