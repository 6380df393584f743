/** Drives the real program through a generated case over HTTP and holds every row of every tier against the oracle's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, type Program, settled, up } from '../heptad.ts';
import { differences, type Told } from './compare.ts';
import type { Case } from './generate.ts';
import { message } from './messages.ts';
import { Oracle, type Row } from './oracle.ts';
import { Plan } from './plan.ts';

const TIERS = ['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra'];
/** A scorecard's page: its own row and its perspectives'. */
type Card = Told & { perspectives?: Told[] };

const keyOf = (row: Pick<Row, 'tier' | 'name' | 'scorecard'>): string => [row.tier, ...(row.tier === 'perspective' ? [row.scorecard] : []), row.name].join(' ');

/** Every row that the program has at an instant. */
const told = async (program: Program, cards: string[], at: string): Promise<Map<string, Told>> => {
  const rows: Told[] = [];
  for (const tier of TIERS) {
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: Told[]; cursor: string | null } = await program.get(`/api/v1/tiers/${tier}?at=${at}&limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      rows.push(...page.items);
      cursor = page.cursor ?? null;
    }
  }
  for (const card of cards) {
    const page = await program.get<Card>(`/api/v1/scorecards/${card}?at=${at}`);
    rows.push(page, ...(page.perspectives ?? []));
  }
  return new Map(rows.map((row) => [keyOf(row as Row), row]));
};

/** The rows compared, and how they differ. */
export const disagreements = async ({ plan, events, samples, instants }: Case): Promise<{ rows: number; found: string[] }> => {
  const data = folder();
  mkdirSync(join(data.path, 'plan'));
  writeFileSync(join(data.path, 'plan', 'plan.yaml'), plan.map((doc) => JSON.stringify(doc)).join('\n---\n'));
  const read = Plan.read(join(data.path, 'plan'));
  const sent = [...events, ...samples].map(message);
  const oracle = new Oracle(read, sent);
  const program = await up(['--plan', join(data.path, 'plan'), '--data', join(data.path, 'data'), '--clock', 'events']);
  try {
    const found: string[] = [];
    for (const [path, lines] of [['events', events], ['samples', samples]] as const)
      for (let i = 0; i < lines.length; i += 500) {
        const { rejected } = await program.post<{ rejected: unknown[] }>(`/api/v1/${path}`, lines.slice(i, i + 500).join('\n'));
        found.push(...rejected.map((one) => `rejected: ${JSON.stringify(one)}`));
      }
    await settled(program, { mark: Math.max(...sent.map((one) => one.time)) });
    let rows = 0;
    for (const at of instants.map((one) => new Date(one).toISOString())) {
      const wanted = oracle.rows(Date.parse(at));
      const have = await told(program, read.all('Scorecard').map((card) => card.name), at);
      const extra = [...have.keys()].filter((key) => !wanted.some((row) => keyOf(row) === key));
      found.push(...extra.map((key) => `${key} at ${at}: nobody asked for this row`), ...wanted.flatMap((row) => differences(row, have.get(keyOf(row)), at)));
      rows += wanted.length;
    }
    return { rows, found };
  } finally {
    await program.stop();
    data.remove();
  }
};
