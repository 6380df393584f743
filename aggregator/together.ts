/**
 * Questions that are asked in the same moment go to the store as one statement: a history asks the same few statements for every instant, a tick
 * for every tier. Each asker gets the answers to its own questions.
 */
import type { Sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';

type Waiting<Q, A> = { questions: readonly Q[]; done: (answers: A[]) => void; failed: (error: unknown) => void };

/** Makes `run` (many questions, one answer each, in order) gather what is asked before the event loop turns. One queue a door and key. */
export const together = <Q, A>(run: (door: Door, statement: Sql, questions: Q[]) => Promise<A[]>): ((door: Door, statement: Sql, questions: readonly Q[]) => Promise<A[]>) => {
  const queues = new WeakMap<Door, Map<Sql, Waiting<Q, A>[]>>();
  return (door, statement, questions) =>
    new Promise<A[]>((done, failed) => {
      if (questions.length === 0) return done([]);
      const queue = queues.get(door) ?? new Map<Sql, Waiting<Q, A>[]>();
      queues.set(door, queue);
      const waiting = queue.get(statement) ?? [];
      queue.set(statement, waiting);
      waiting.push({ questions, done, failed });
      if (waiting.length > 1) return;
      setImmediate(() => {
        queue.delete(statement);
        run(door, statement, waiting.flatMap((one) => [...one.questions])).then(
          (answers) => {
            let next = 0;
            for (const one of waiting) one.done(answers.slice(next, (next += one.questions.length)));
          },
          (error: unknown) => {
            for (const one of waiting) one.failed(error);
          },
        );
      });
    });
};

/** Rows of a judging statement at most: its list is one parameter, which must fit a URL. */
const MOST = 1000;

/** A statement that takes `rows` = (k, …) and answers at most one row a k: asked with the rows less their k, answered in their order. */
export const judge = together<readonly unknown[], unknown>(async (door, statement, rows) => {
  const out: unknown[] = [];
  for (let i = 0; i < rows.length; i += MOST) {
    const found = await door.rows<{ k: number }>(statement, { rows: JSON.stringify(rows.slice(i, i + MOST).map((row, k) => [k, ...row])) });
    for (const row of found) out[i + Number(row.k)] = row;
  }
  return out;
}) as <T>(door: Door, statement: Sql, rows: readonly (readonly unknown[])[]) => Promise<T[]>;
