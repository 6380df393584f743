/** Work that was asked for, step by step: one that a successor has finished meanwhile is not gone on with, and what fails is told. */
import { describe, expect, test } from 'vitest';
import { type Doing, workshop } from '../../aggregator/work.ts';
import { logger } from '../../shared/log.ts';
import type { Door } from '../../shared/store/store.ts';
import { clock } from '../../shared/time/clock.ts';

describe('work', () => {
  const it = () => {
    const replies: { id: string; state: string; body: string }[] = [];
    const waiting: { id: string; kind: string; body: string; begun: number }[] = [];
    let entered = 0;
    let looks = 0;
    const door = {
      rows: async () => {
        looks++;
        return waiting.slice(0, 1);
      },
      insert: async (_table: string, _columns: unknown, _format: string, line: string) => {
        const reply = JSON.parse(line) as { id: string; state: string; body: string; begun: number };
        replies.push(reply);
        const one = waiting.find((other) => other.id === reply.id);
        if (one) one.begun = reply.begun;
        if (reply.state === 'done' || reply.state === 'failed') waiting.splice(0, waiting.length, ...waiting.filter((other) => other !== one));
      },
    } as unknown as Door;
    let version = 0n;
    let term = {};
    let steps = 0;
    async function* doing(): Doing {
      for (let i = 0; i < 3; i++) {
        steps++;
        yield { share: i / 3, message: 'on it' };
      }
      return { steps };
    }
    return { replies, waiting, looks: () => looks, enter: () => void entered++, asked: workshop(door, clock('wall'), logger('test', 'silent'), () => ++version, doing, () => term, async () => `${entered}`), steps: () => steps, lose: () => (term = {}) };
  };

  test('is done a step a turn, and its answer is told', async () => {
    const one = it();
    one.waiting.push({ id: 'a', kind: 'backfill', body: '{}', begun: 0 });
    for (let i = 0; i < 4; i++) expect(await one.asked()).toBe(true);
    expect(one.replies.map((reply) => reply.state)).toEqual(['running', 'done']);
    expect(one.replies.at(-1)?.body).toBe('{"steps":3}');
  });

  test('that another has finished while the lease was away is not gone on with, nor told of again', async () => {
    const one = it();
    one.waiting.push({ id: 'a', kind: 'backfill', body: '{}', begun: 0 });
    await one.asked();
    // the lease was lost, somebody else did it all, and gave the lease back
    one.lose();
    one.waiting.length = 0;
    for (let i = 0; i < 5; i++) await one.asked();
    expect(one.steps()).toBe(1);
    expect(one.replies.map((reply) => reply.state)).toEqual(['running']);
  });

  test('that nobody has finished meanwhile is begun anew', async () => {
    const one = it();
    one.waiting.push({ id: 'a', kind: 'backfill', body: '{}', begun: 0 });
    await one.asked();
    one.lose();
    for (let i = 0; i < 4; i++) await one.asked();
    expect(one.replies.map((reply) => reply.state)).toEqual(['running', 'running', 'done']);
  });

  test('is looked for only when somebody has entered something, and by each new holder of the lease', async () => {
    const one = it();
    const turn = async (): Promise<number> => {
      await one.asked();
      return one.looks();
    };
    expect([await turn(), await turn(), await turn()]).toEqual([1, 1, 1]);
    one.enter();
    expect([await turn(), await turn()]).toEqual([2, 2]);
    // the other one had begun something
    one.lose();
    one.waiting.push({ id: 'a', kind: 'backfill', body: '{}', begun: 1 });
    expect(await turn()).toBe(3);
    expect(one.steps()).toBe(1);
  });
});
