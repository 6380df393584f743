/** Ids that are UUIDs stand in raw as 16 bytes: what is told, searched, ordered and compared is the text that was sent, also beside rows of an older store that keep it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RAW } from '../../ingest/rows.ts';
import { auditBooks } from '../../shared/store/audit.ts';
import { sql } from '../../shared/store/sql.ts';
import { type Closing, closing } from '../support/closing.ts';

const PLAN = `
{apiVersion: openslo/v1, kind: SLI, metadata: {name: time}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: http}}}}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: newest}, spec: {measure: {sli: time, statistic: last}, polarity: lower, adequate: 9, desired: 5}}
`;
const START = Date.parse('2026-11-02T00:00:00Z');
const SENT = '5a4f5c00-1111-4222-8333-444455556666';
const CAPITAL = SENT.toUpperCase();
const at = (ms: number): string => new Date(START + ms).toISOString();

describe('ids that are UUIDs', () => {
  let it: Closing;

  beforeAll(async () => {
    it = await closing(PLAN);
    const event = (id: string, ms: number, value: number): object => ({ id, time: at(ms), service: 'shop', kind: 'http', value });
    await it.send([
      // all in one instant: the newest value is that of the greatest id, as text
      event(SENT, 0, 1), event('~', 0, 2), event('5b', 0, 3), event(CAPITAL, 0, 4), event('\u00ff', 0, 5),
      // a minute that an older version began: only the new copy has this id packed
      event(SENT, 60_000, 6), event('0', 60_000, 7),
    ]);
    // as the version before wrote them: an id is always text. The first is a copy of the sixth message, sent again; the second another message
    const [shape] = await it.all<{ shape: string }>('SELECT DISTINCT toString(shape) AS shape FROM sie');
    const old = (id: string, seconds: number, value: number, offset: number): string => `${JSON.stringify({ minute: (START + 60_000) / 1000, service: 'shop', shape: shape?.shape, id, source: '', component: '', time: `${(START + 60_000) / 1000 + seconds}.000`, value, good: null, total: null, log: 'http', epoch: 0, partition: 0, offset })}\n`;
    await it.store.ingest.insert('sie', Object.keys(RAW), 'JSONEachRow', old(SENT, 0, 6, 900) + old('6a4f5c00-1111-4222-8333-444455556666', 0, 8, 901));
    await it.feed([event('later', 120_000, 9)]);
  });
  afterAll(() => it.close());

  test('stand packed in raw and are read as they were sent; capitals and other texts stay text', async () => {
    expect(await it.all('SELECT id_text, length(id) AS size FROM sie WHERE minute = toDateTime(1793577600) ORDER BY value')).toEqual([[SENT, '17'], ['~', '1'], ['5b', '2'], [CAPITAL, '36'], ['\u00ff', '2']].map(([id_text, size]) => ({ id_text, size })));
  });

  test('count once with a copy that an older version stored as text', async () => {
    expect(await it.all("SELECT toString(t) AS t, toString(n) AS n, toString(sum) AS sum FROM sli_minute FINAL ORDER BY t")).toEqual([
      { t: '2026-11-02 00:00:00', n: '5', sum: '15' },
      { t: '2026-11-02 00:01:00', n: '3', sum: '21' },
      { t: '2026-11-02 00:02:00', n: '1', sum: '9' },
    ]);
    expect(await it.all('SELECT count() AS n, uniqExact(id_key) AS ids FROM sie WHERE minute = toDateTime(1793577660)')).toEqual([{ n: '4', ids: '3' }]);
    expect((await auditBooks(it.store.read)).conflicts).toBe(0);
  });

  test('are ordered as texts, packed or not', async () => {
    expect(await it.all('SELECT toString(last) AS last, last_id FROM value_minute FINAL ORDER BY t')).toEqual([{ last: '5', last_id: '\u00ff' }, { last: '8', last_id: '6a4f5c00-1111-4222-8333-444455556666' }, { last: '9', last_id: 'later' }]);
  });

  test('are found by their text, on their page, in searches and behind a measure', async () => {
    const event = sql(import.meta.url, '../../dashboard/queries/event.sql');
    const of = async (id: string, minute = 0): Promise<unknown[]> => (await it.store.read.rows<{ id: string; value: string }>(event, { service: 'shop', id, minute })).map((one) => [one.id, one.value]);
    expect(await of(SENT)).toEqual([[SENT, '6'], [SENT, '6'], [SENT, '1']]);
    expect(await of(SENT, START / 1000)).toEqual([[SENT, '1']]);
    expect(await of(CAPITAL)).toEqual([[CAPITAL, '4']]);
    expect(await of('5b')).toEqual([['5b', '3']]);
    const search = sql(import.meta.url, '../../dashboard/queries/search.sql');
    const like = async (q: string, beforeId = '\u{10ffff}'): Promise<unknown[]> => (await it.store.read.rows<{ id: string; number: string }>(search, { from: START, since: START, to: START + 60_000, service: '', before: START, beforeId, beforeService: '', beforeSource: '', q, kind: '', state: '', severity: '', limit: 10 })).map((one) => one.id);
    expect(await like('4f5c00-1111')).toEqual([SENT, CAPITAL]);
    // page by page: the cursor is the text, too
    expect(await like('', '5b')).toEqual([SENT, CAPITAL]);
  });
});
