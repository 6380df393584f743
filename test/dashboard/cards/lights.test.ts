/** What each light of the pipeline says: its word, and for one that is not green what becomes of it if nobody does anything. */
import { describe, expect, it } from 'vitest';
import { darkLights, type Light, lightsOf } from '../../../dashboard/cards/lights.ts';
import type { PartitionLine, PipelineShown } from '../../../dashboard/routes/pipeline-facts.ts';

const NOW = Date.parse('2026-11-22T09:41:00Z');
const line = (partition: number, more: Partial<PartitionLine> = {}): PartitionLine => ({ log: 'heptad.sie', partition, next: 10, end: 10, lag: 0, age: 600, rate: 61, received: 10, stored: 10, refused: 0, late: 0, gaps: 0, books: true, stopped: null, ...more });
const WELL: PipelineShown = {
  seconds: 0,
  facts: { watermark: '2026-11-22T09:41:00Z', heldBy: 'up', troubles: [], kafka: [], lag: 0, freshness: { p50: null, p95: null, p99: null }, accepted: 20, refused: {}, late: 0, unknown: 0, unmatched: 0, conflicts: null, conflictsOver: null, gaps: 0, tick: { last: 212, p95: 247 }, storage: [{ table: 'sie', rows: 20, bytes: 41_000_000_000 }], memory: null },
  lines: [line(0), line(1)], holder: null, waiting: 0, refused: [], ticks: [{ ms: 212, at: NOW - 900 }], disk: { total: 500e9, free: 459e9 }, told: [{ target: 'oncall', waiting: 0, delivered: NOW - 60_000, failed: null, message: '' }], deaf: [], now: NOW, wall: true,
};
const [kafka, aggregator, store, alerts] = [0, 1, 2, 3].map((i) => (more: Partial<PipelineShown>): Light => lightsOf({ ...WELL, ...more }, 'UTC')[i] as Light) as [(more: Partial<PipelineShown>) => Light, (more: Partial<PipelineShown>) => Light, (more: Partial<PipelineShown>) => Light, (more: Partial<PipelineShown>) => Light];

describe('the lights of the pipeline', () => {
  it('say Running and nothing of doing nothing when all is well', () => {
    for (const one of lightsOf(WELL, 'UTC')) expect([one.name, one.word, one.status, one.nothing]).toEqual([one.name, 'Running', 'met', null]);
    expect(store({}).says).toBe('41.0 GB in 1 table; 459 GB of 500 GB free.');
  });

  it('tell a partition that is behind from one that lags for a moment, one that is stopped, brokers that are silent, and none at all', () => {
    expect(kafka({ lines: [line(0), line(1, { lag: 2, end: 12 })] }).word).toBe('Running');
    expect(kafka({ lines: [line(0), line(4, { lag: 2341, age: 38_000 })] })).toMatchObject({ word: 'Behind', status: 'tolerated', says: '1 of 2 partitions is behind: heptad.sie/4 by 2,341 messages, 38 s old.' });
    expect(kafka({ lines: [line(0, { stopped: 'LOG_CHANGED', lag: 9 })] })).toMatchObject({ word: 'Failing', status: 'missed', nothing: 'the watermark stands still, and with it every figure.' });
    expect(kafka({ facts: { ...WELL.facts, lag: null } })).toMatchObject({ word: 'No signal', status: 'unknown' });
    expect(kafka({ lines: [] })).toMatchObject({ word: 'Not used', status: null, nothing: null });
  });

  it('tell an aggregator that is silent, but not on a replay, and one with a backlog', () => {
    const old = [{ ms: 212, at: NOW - 180_000 }];
    expect(aggregator({ ticks: old })).toMatchObject({ word: 'No signal', says: 'The last tick was 3 min ago, at 09:38.' });
    expect(aggregator({ ticks: old, wall: false }).word).toBe('Running');
    expect(aggregator({ waiting: 501 })).toMatchObject({ word: 'Behind', status: 'tolerated' });
    expect(aggregator({ ticks: [] })).toMatchObject({ word: 'No signal', nothing: 'what came in is kept and in no figure.' });
  });

  it('tell a store in trouble and a disk that is nearly full', () => {
    expect(store({ facts: { ...WELL.facts, troubles: ['nothing new is counted: the disk under the store is full'] } })).toMatchObject({ word: 'Failing', status: 'missed' });
    expect(store({ disk: { total: 100e9, free: 4e9 } })).toMatchObject({ word: 'Nearly full', status: 'tolerated' });
  });

  it('tell a target that fails or cannot be told, and who is reached meanwhile', () => {
    const ill = { target: 'jira', waiting: 2, delivered: null, failed: NOW - 60_000, message: 'https://jira answered 401' };
    expect(alerts({ told: [...WELL.told, ill] })).toMatchObject({ word: 'Failing', says: 'jira: https://jira answered 401, last tried 1 min ago; 2 notices wait. oncall delivers.' });
    expect(alerts({ deaf: [{ name: 'mail', channel: 'email', fault: 'target mail is of the kind email, which is not built yet' }] })).toMatchObject({ word: 'Failing', nothing: 'what fires is told to nobody there.' });
    expect(alerts({ told: [] })).toMatchObject({ word: 'Running', says: 'Nothing was to be told yet.' });
  });

  it('say of a store that does not answer what that means, and of the rest nothing', () => {
    expect(darkLights('r-1').map((one) => one.word)).toEqual(['No signal', 'No signal', 'Failing', 'No signal']);
  });
});
