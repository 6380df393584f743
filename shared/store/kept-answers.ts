/**
 * Answers that still hold: of an embedded store nobody else writes to, a statement asked again has the answer it had, while no table that it reads was written to. Pages
 * are painted anew with every tick, and most of what stands on them (the plan, its rules, their alerts, what people entered) has not changed since; a statement
 * costs 20 to 60 ms of CPU however little it finds.
 */
import type { Door, Params, Store } from './store.ts';
import type { Sql } from './sql.ts';

/** Tables that are written to when somebody decides or something turns, not with every tick. Of others no answer is kept, so that an audit always sees what stands on the disk. */
const SELDOM = new Set(['plan', 'measure', 'rule', 'target', 'entry', 'reply', 'alert', 'outbox', 'delivery', 'closed', 'shape', 'match']);
/** Answers that are kept, of so many characters at most, to questions of so many. */
const [MOST, MOST_TOLD, MOST_ASKED] = [300, 50_000, 2000];

/** The tables that a statement reads, if all are such; else null. */
const tablesOf = (statement: Sql): string[] | null => {
  const text = statement.replaceAll(/--.*$/gm, '');
  // what is told by the clock or by the engine itself changes by itself, and what names its tables in another way is not read here
  if (/:Identifier\}|\bsystem\.|\b(?:now|now64|today|rand\w*)\(|\bFROM\s+\w+(?:\s+AS\s+\w+)?\s*,|\bIN\s+[a-z_]\w*(?!\w|\s*\()/.test(text)) return null;
  const own = new Set([...text.matchAll(/\b(\w+) AS \(/g)].map(([, name]) => name));
  const read = [...new Set([...text.matchAll(/\b(?:FROM|JOIN)\s+(\w+)/g)].map(([, name]) => name as string))].filter((name) => !own.has(name));
  return read.length > 0 && read.every((name) => SELDOM.has(name)) ? read : null;
};

/** A door that asks `read` only what may have another answer by now; `writes` = how many writes to a table have ended, '' = statements that are no inserts. */
export const keepAnswers = (read: Door, writes: NonNullable<Store['writes']>): Door => {
  const tables = new Map<Sql, string[] | null>();
  /** the text of an answer, null of one that is too long; the one that was wanted last stands last */
  const kept = new Map<string, { mark: string; text: Promise<string | null> }>();
  return {
    ...read,
    async rows<T>(statement: Sql, params: Params = {}): Promise<T[]> {
      if (!tables.has(statement)) tables.set(statement, tablesOf(statement));
      const from = tables.get(statement);
      const asked = from ? JSON.stringify(Object.entries(params).map(([name, value]) => [name, String(value)])) : '';
      if (!from || asked.length > MOST_ASKED) return read.rows<T>(statement, params);
      // before it is asked: what is written meanwhile is then news to the next
      const mark = ['', ...from].map(writes).join(' ');
      const key = `${asked} ${statement}`;
      const there = kept.get(key);
      kept.delete(key);
      if (there?.mark === mark) {
        kept.set(key, there);
        const text = await there.text;
        return text === null ? read.rows<T>(statement, params) : (JSON.parse(text) as T[]);
      }
      const rows = read.rows<T>(statement, params);
      const text = rows.then((found) => JSON.stringify(found)).then((all) => (all.length > MOST_TOLD ? null : all));
      if (kept.size >= MOST) kept.delete(kept.keys().next().value as string);
      kept.set(key, { mark, text });
      // what failed is asked for again, and what is long is, too
      const leave = (): void => {
        if (kept.get(key)?.text === text) kept.delete(key);
      };
      text.then((all) => all === null && leave(), leave);
      return rows;
    },
  };
};
