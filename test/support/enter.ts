/** Rows of table entry, as dashboards write what people enter. */
import type { Door } from '../../shared/store/store.ts';
import { stored } from '../../shared/time/instant.ts';

let entered = 0;

/** Answers its id, which is greater than that of the one before. */
export const enter = async (door: Door, kind: string, body: object, { at = Date.now(), who = 'ana' } = {}): Promise<string> => {
  const id = `00000000-0000-4000-8000-${String(++entered).padStart(12, '0')}`;
  await door.insert('entry', ['kind', 'at', 'id', 'who', 'body'], 'JSONEachRow', `${JSON.stringify({ kind, at: stored(at), id, who, body: JSON.stringify(body) })}\n`);
  return id;
};
