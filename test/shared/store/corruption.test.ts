/** Real stores, damaged on the disk or by statements: heptad audit names what is wrong, and no figure of them is shown as right. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Audit } from '../../../shared/store/audit-whole.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { ALL_KINDS, messagesOf } from '../../support/all-kinds.ts';
import { folder, run, settled, up } from '../../support/heptad.ts';
import { copyOf, CORRUPTIONS, cutDescription, forgetChanges, partsOf, tamper } from '../../support/store-files.ts';
import { whole } from '../../support/whole.ts';

const DAY = 86_400_000;
const FROM = Date.parse('2026-09-01T00:00:00Z');
const base = folder();
const copies = folder();
const plan = join(base.path, 'plan');
const sound = join(base.path, 'data');
let n = 0;
const damaged = (): string => copyOf(sound, join(copies.path, String(++n)));
const audit = async (data: string, ...more: string[]): Promise<Audit & { code: number | null; found: string }> => {
  const { code, out, err } = await run(['audit', '--json', '--data', data, ...more]);
  if (!out.startsWith('{')) throw new Error(`${code} ${out}${err}`);
  const found = JSON.parse(out) as Audit;
  return { ...found, code, found: found.findings.map((one) => `${one.what} ${one.table}: ${one.says}`).join('\n') };
};

beforeAll(async () => {
  mkdirSync(plan);
  writeFileSync(join(plan, 'plan.yaml'), ALL_KINDS);
  const program = await up(['--plan', plan, '--data', sound, '--clock', 'events'], { HEPTAD_RETENTION: '10000d' });
  const lines = (some: object[]): string => some.map((one) => JSON.stringify(one)).join('\n');
  for (let day = 0; day < 3; day++) {
    const { events, samples } = messagesOf(FROM + day * DAY);
    await program.post('/api/v1/samples?history', lines(samples));
    await program.post('/api/v1/events?history', lines([...events, ...(day === 1 ? [{ id: 'refused' }] : [])]));
    await settled(program, { mark: FROM + day * DAY });
  }
  await program.stop();
});
afterAll(() => {
  copies.remove();
  base.remove();
});

test('a sound store balances, every minute of it', async () => {
  const found = await audit(damaged(), '--all');
  expect(found.found).toBe('');
  expect(found).toMatchObject({ code: 0, balanced: true, findings: [] });
  expect(found.slices.minutes).toBe(found.slices.of);
  expect(found.slices.of).toBeGreaterThan(40);
});

describe('each corruption of raw is named, with what to do, and exits 1', () => {
  test.each(Object.entries(CORRUPTIONS))('%s', async (name, corrupt) => {
    const data = damaged();
    corrupt(partsOf(data, 'sie')[0] as string);
    const found = await audit(data);
    expect(found).toMatchObject({ code: 1, balanced: false });
    const what = { 'a bit flipped in the data': 'damaged', 'a bit flipped in the index': 'damaged', 'the part deleted': 'lost' }[name] ?? 'detached';
    expect(found.findings).toContainEqual(expect.objectContaining({ what, table: 'sie', next: expect.stringContaining('put back a copy of the data folder') }));
    // what is not there is missing in the books, too
    if (!name.startsWith('a bit')) expect(found.found).toMatch(/differing sie: the books of http\/0\/0 do not balance: the ledger counts \d+ stored messages, the tables hold \d+/);
  });

  test('the description of a table cut short: the store is not opened, and that is said in words', async () => {
    const data = damaged();
    cutDescription(data, 'sie');
    const { code, err } = await run(['up', '--plan', plan, '--data', data, '--port', '0']);
    expect(code).toBe(1);
    expect(err).toMatch(/heptad: the store in \S+ cannot be opened: a file that describes it is damaged; ClickHouse says above which; put back a copy of the folder/);
  });
});

describe('parts that are gone are named, whatever their table', () => {
  test.each([['sample', 'refused', 'sli_hour', 'slo_day', 'vma_minute', 'value_minute', 'evidence', 'figure', 'match', 'identity'], ['shape', 'ledger', 'sli_minute', 'sli_day', 'slo_minute', 'vma_hour', 'measure', 'plan']])('%s, …', async (...tables) => {
    const data = damaged();
    // the oldest: the newest of several is missed by no number, and how many there are is a matter of time
    const numberOf = (part: string): number => Number(/_(\d+)_\d+_\d+(?:_\d+)?$/.exec(part)?.[1]);
    for (const table of tables) CORRUPTIONS['the part deleted'](partsOf(data, table).sort((a, b) => numberOf(a) - numberOf(b))[0] as string);
    const found = await audit(data);
    expect(found).toMatchObject({ code: 1, balanced: false });
    expect([...new Set(found.findings.map((one) => one.table))], found.found).toEqual(expect.arrayContaining(tables));
  });
});

describe('rows that were changed by hand are found', () => {
  const all = ' SETTINGS mutations_sync = 2';
  const CHANGES: [string, RegExp, string[]][] = [
    ['raw rows deleted', /differing sie: the books of http\/0\/0 do not balance: the ledger counts \d+ stored messages/, [`ALTER TABLE sie DELETE WHERE id LIKE '%-12-1'${all}`]],
    ['a ledger row deleted', /ledger: (?:\d+ messages were climbed|the books of)/, [`ALTER TABLE ledger DELETE WHERE seq = (SELECT min(seq) FROM ledger)${all}`]],
    ['the newest ledger row deleted', /missing ledger: \d+ messages were climbed, but the ledger counts \d+/, [`ALTER TABLE ledger DELETE WHERE seq = (SELECT max(seq) FROM ledger WHERE ok > 0)${all}`]],
    ['a count of the ledger altered', /the ledger covers \d+ offsets and counts \d+/, [`ALTER TABLE ledger UPDATE ok = ok + 1 WHERE ok > 0 AND refused = 0${all}`]],
    ['raw emptied', /missing sie: the ledger counts \d+ stored messages; raw \(tables sie and sample\) holds \d+/, ['TRUNCATE TABLE sie']],
    ['the ledger emptied', /missing ledger: \d+ messages were climbed, but the ledger counts 0/, ['TRUNCATE TABLE ledger']],
    ['slices of minutes emptied', /missing sli_minute: table sli_minute is empty/, ['TRUNCATE TABLE sli_minute']],
    ['a slice altered', /differing sli_minute: \d+ slices of table sli_minute are not what they are made of, such as that of answered at 2026-09-02T12:00:00Z for shop: good is 100 and should be 1/, [`ALTER TABLE sli_minute UPDATE good = 100 WHERE good = 1 AND t = '2026-09-02 12:00:00' AND def IN (SELECT def FROM measure WHERE name = 'answered')${all}`]],
    ['an hour altered', /differing sli_hour: \d+ rows of table sli_hour are not the sum of those of sli_minute/, [`ALTER TABLE sli_hour UPDATE messages = messages + 1 WHERE messages > 0${all}`]],
    ['slices of an SLO altered', /differing slo_minute: \d+ slices/, [`ALTER TABLE slo_minute UPDATE good = good + 1 WHERE total > 0${all}`]],
    ['votes altered', /differing vma_minute: \d+ slices/, [`ALTER TABLE vma_minute UPDATE good = 1 - good WHERE 1${all}`]],
    ['values altered', /differing value_minute: \d+ slices/, [`ALTER TABLE value_minute UPDATE n = n + 1 WHERE 1${all}`]],
    ['a folded slice altered', /differing sli_minute: \d+ slices of table sli_minute are not what they are made of, such as that of restored/, [`ALTER TABLE sli_minute UPDATE good = good + 1 WHERE total > 0 AND def IN (SELECT def FROM measure WHERE name = 'restored')${all}`]],
    ['raw doubled under offsets of Kafka', /doubled sie: under 1 offset of Kafka several messages stand/, ["INSERT INTO sie (minute, service, shape, id, time, log, partition, offset) SELECT minute, service, shape, id, time, 'topic', 0, 7 FROM sie WHERE id LIKE '%-12-0' LIMIT 2"]],
    ['shapes forgotten', /missing shape: raw holds messages of \d+ shapes? that table shape does not describe/, [`ALTER TABLE shape DELETE WHERE kind = 'req' AND state = 'ok'${all}`]],
  ];
  // the gate takes every sixth
  test.each(CHANGES.filter((_, i) => whole || i % 6 === 0))('%s', async (_title, said, statements) => {
    const data = damaged();
    tamper(data, ...statements);
    const found = await audit(data);
    expect(found.found).toMatch(said);
    expect(found).toMatchObject({ code: 1, balanced: false });
    for (const one of found.findings) expect(one.next).not.toBe('');
  });
});

test('numbers that changes of rows took are no lost parts, in a copy of the store either', async () => {
  const data = damaged();
  const row = "INSERT INTO delivery (id, key) VALUES ('1', '1')";
  tamper(data, row, 'ALTER TABLE delivery DELETE WHERE 0 SETTINGS mutations_sync = 2', row);
  expect(await audit(data)).toMatchObject({ code: 0, findings: [] });
  forgetChanges(data, 'delivery');
  expect(await audit(data)).toMatchObject({ code: 0, findings: [] });
});

describe('a heptad that is started on a damaged store', () => {
  test.each<[string, string]>([['sie', 'the data deleted'], ['sli_hour', 'the part deleted'], ['ledger', 'the checksums emptied']])('(%s: %s) says so in its log, is not ready, and flags every figure', async (table, name) => {
    const data = damaged();
    CORRUPTIONS[name as keyof typeof CORRUPTIONS](partsOf(data, table)[0] as string);
    const program = await up(['--plan', plan, '--data', data, '--clock', 'events'], { HEPTAD_RETENTION: '10000d' });
    const ready = await fetch(`${program.url}/readyz`);
    expect(ready.status).toBe(503);
    const words = await ready.text();
    // of it, or that it is empty: an hour's rows may have come in one part
    expect(words).toContain(`table ${table}`);
    expect(words).not.toContain(data);
    expect(program.output()).toContain('the store is damaged');
    expect((await program.get<{ troubles: string[] }>('/api/v1/pipeline')).troubles.join()).toContain(`table ${table}`);
    const rows = await program.get<{ items: Row[] }>('/api/v1/tiers/slo');
    expect(rows.items.length).toBeGreaterThan(0);
    for (const one of rows.items) expect(one.flags, one.name).toContain('damaged');
    expect(await (await fetch(program.url)).text()).toContain('These figures are not to be relied on.');
    await program.stop();
  });

  test('that lost raw of a day does not count that day again from what is left', async () => {
    const data = damaged();
    const part = partsOf(data, 'sie').find((one) => one.includes('/20260902_')) as string;
    CORRUPTIONS['the data deleted'](part);
    const program = await up(['--plan', plan, '--data', data, '--clock', 'events'], { HEPTAD_RETENTION: '10000d' });
    const figure = async (): Promise<unknown> => {
      const { good, total } = await program.get<Row>('/api/v1/measures/slo/rolling');
      return { good, total };
    };
    // the last day may have been left to this start: its samples had brought the watermark to its end before its events were climbed
    await expect.poll(figure, { timeout: 20_000 }).toEqual({ good: 18, total: 36 });
    const before = await figure();
    // late events, into minutes whose raw is gone, and into one of a sound day
    const late = (time: string): string => JSON.stringify({ id: `late ${time}`, time, service: 'shop', kind: 'req', state: 'bad', value: 1, unit: 'ms' });
    await program.post('/api/v1/events?history', [late('2026-09-02T12:00:00Z'), late('2026-09-02T12:01:00Z')].join('\n'));
    await settled(program, {});
    expect(await figure()).toEqual(before);
    await program.stop();
  });
});
