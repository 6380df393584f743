/**
 * Roll-ups as pages that anybody can read: a Markdown page holds one plan (a yaml block) and, under each heading, the messages that are given and the
 * rows that must come out. Messages go along the real ingest path into the real engine; rows are what the climb answers.
 */
import { readFileSync } from 'node:fs';
import { startAggregator } from '../../aggregator/room.ts';
import { startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import { checkPlan } from '../../shared/plan/check.ts';
import type { MeasureTier } from '../../shared/plan/measure.ts';
import { faultLine } from '../../shared/plan/report.ts';
import { openStore } from '../../shared/store/store.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import { folder } from './heptad.ts';

type Table = Record<string, string>[];
type Section = { title: string; given: Table; at: string; then: Table };
export type Page = { title: string; plan: string; sections: Section[] };

const table = (lines: string[]): Table => {
  const rows = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  const [head = [], , ...body] = rows;
  return body.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])));
};

/** Reads a page. A section without its own "Given" uses those of the sections above it. */
export const readPage = (url: URL): Page => {
  const text = readFileSync(url, 'utf8');
  const plan = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const sections = text.split(/^## /m).slice(1).map((part): Section => {
    const lines = part.split('\n');
    const then = lines.findIndex((line) => line.startsWith('Then'));
    const when = lines.find((line) => line.startsWith('When')) ?? '';
    return { title: lines[0] ?? '', given: table(lines.slice(0, then)), at: /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(when)?.[0] ?? '', then: table(lines.slice(then)) };
  });
  return { title: /^# (.*)$/m.exec(text)?.[1] ?? '', plan, sections };
};

const FIELDS = ['id', 'service', 'component', 'kind', 'sli', 'state', 'severity', 'unit'];

/** The messages of one given line; `count` makes so many of them, one ms apart or evenly up to `until`, each with an id of its own. */
export const messages = (line: Record<string, string>, number: string): { stream: 'event' | 'sample'; time: number; body: string }[] =>
  Array.from({ length: Number(line['count'] || 1) }, (_, i) => {
    const first = Date.parse(line['time'] as string);
    const apart = line['until'] ? (Date.parse(line['until']) - first) / Number(line['count'] || 1) : 1;
    const time = first + (line['id'] ? 0 : Math.floor(i * apart));
    const message: Record<string, unknown> = { id: line['id'] || `${number}-${i}`, time };
    for (const field of FIELDS) if (line[field] && field !== 'id') message[field] = line[field];
    for (const field of ['value', 'good', 'total']) if (line[field]) message[field] = Number(line[field]);
    const labels = Object.fromEntries(Object.entries(line).filter(([key, value]) => key.startsWith('labels.') && value !== '').map(([key, value]) => [key.slice(7), value]));
    if (Object.keys(labels).length > 0) message['labels'] = labels;
    return { stream: line['sli'] ? 'sample' : 'event', time, body: JSON.stringify(message) };
  });

export type Played = { /** `detail`: with achievement, trend and gap */ row(measure: string, at: string, scorecard?: string, detail?: boolean): Promise<Row | undefined>; close(): Promise<void> };

/** Plays a page: all its messages (in an order made by `order`), then ticks until everything is climbed. */
export const play = async (page: Page, { order = (list) => list, threads = 2 }: { order?: <T>(list: T[]) => T[]; threads?: number } = {}): Promise<Played> => {
  const { plan, faults } = checkPlan([{ file: 'page.yaml', text: page.plan }]);
  if (!plan) throw new Error(faults.map(faultLine).join('\n'));
  const data = folder();
  const store = await openStore({ data: data.path, threads });
  const clock = makeClock('events');
  const log = logger('test', 'silent');
  const config = { ...defaults, retention: 10_000 * 86_400_000 };
  const ingest = await startIngest({ store, clock, config, log });
  const aggregator = await startAggregator({ store, plan, folder: '', clock, config, log, holder: 'test', loop: false });
  const all = order(page.sections.flatMap((section, s) => section.given.flatMap((line, l) => messages(line, `${s}-${l}`))));
  for (let i = 0; i < all.length; i += 5000)
    for (const stream of ['event', 'sample'] as const) {
      const some = all.slice(i, i + 5000).filter((one) => one.stream === stream);
      if (some.length === 0) continue;
      const receipt = await ingest.accept(stream, some.map((one) => one.body), 'http');
      if (receipt.rejected.length > 0) throw new Error(JSON.stringify(receipt.rejected[0]));
      await aggregator.tick();
    }
  await ingest.stop();
  for (let i = 0; i < 5; i++) await aggregator.tick();
  return {
    async row(measure, at, scorecard, detail = false) {
      const cut = measure.indexOf('/');
      const [row] = await aggregator.answer.rows({ tier: measure.slice(0, cut) as MeasureTier, at: at === '' ? null : Date.parse(at), names: [measure.slice(cut + 1)], scorecard: scorecard ?? null, detail });
      return row;
    },
    async close() {
      await aggregator.stop();
      await store.close();
      data.remove();
    },
  };
};

/** "value", "budget.seconds.allowed", "burn.1h", "contribution of x" of a row. */
export const figureOf = (row: Row, field: string): unknown => {
  const child = /^contribution of (.*)$/.exec(field)?.[1];
  if (child !== undefined) return row.contributors.find((one) => one.name === child)?.contribution;
  if (field === 'flags') return row.flags.join(' ');
  return field.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], row);
};
