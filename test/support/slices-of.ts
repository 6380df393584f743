/** Prints all slices of a data folder that nothing runs on, as JSON: node test/support/slices-of.ts FOLDER */
import { openStore } from '../../shared/store/store.ts';
import { slicesOf } from './all-kinds.ts';

const store = await openStore({ data: process.argv[2] as string });
process.stdout.write(JSON.stringify(await slicesOf(store.read)), () => process.exit(0));
