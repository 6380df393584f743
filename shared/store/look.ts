/** One look at a ClickHouse server, for who wants to know whether it answers: nothing is made or changed. */
import { createClient } from '@clickhouse/client';
import { sql } from './sql.ts';
import { refused } from './trouble.ts';

const look = sql(import.meta.url, './look.sql');

/** Its version and its clock, ms. Throws STORE_UNREACHABLE or STORE_REFUSED. */
export const lookAtServer = async (url: string): Promise<{ version: string; at: number }> => {
  const at = new URL(url);
  at.pathname = '';
  const client = createClient({ url: at.toString(), request_timeout: 10_000, log: { level: 127 } });
  try {
    const result = await client.query({ query: look, format: 'JSON' });
    const [row] = (await result.json<{ version: string; at: string | number }>()).data;
    return { version: row?.version ?? 'unknown', at: Number(row?.at ?? 0) };
  } catch (error) {
    throw refused(error, 'answer', 'the ClickHouse server');
  } finally {
    await client.close();
  }
};
