/** Runs statements on the store of a data folder that nothing runs on: node test/support/tamper.ts FOLDER STATEMENT… */
import type { Sql } from '../../shared/store/sql.ts';
import { openStore } from '../../shared/store/store.ts';

const [data, ...statements] = process.argv.slice(2);
const store = await openStore({ data: data as string });
for (const one of statements) await store.climb.run(one as Sql);
await store.close();
process.exit(0);
