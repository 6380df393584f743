/** `--reset`: empties a data folder, but never one that is not heptad's, and never one that is in use. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HeptadError } from '../shared/errors.ts';
import { running } from '../shared/running.ts';
import { COPIES } from '../shared/store/backup.ts';
import { openStore } from '../shared/store/store.ts';

/** What heptad puts into a data folder; whatever else lies there stays. */
const OURS = ['store', COPIES, 'heptad.json', 'checkout.json'];

/** Throws STORE_LOCKED when a heptad runs on the folder, USAGE when the folder holds other things and no store. */
export const reset = async (data: string): Promise<void> => {
  if (!existsSync(data)) return;
  if (running(data)) throw new HeptadError('STORE_LOCKED', `heptad is running on ${data}`, { hint: 'stop it before you reset the folder' });
  if (!existsSync(join(data, 'store'))) {
    if (readdirSync(data).some((name) => !OURS.includes(name))) throw new HeptadError('USAGE', `${data} is not a data folder of heptad, so it is not emptied`, { hint: 'name the folder with --data DIR' });
  } else {
    // one that is just starting has no note yet, but holds the lock
    const store = await openStore({ data });
    await store.close();
  }
  for (const name of OURS) rmSync(join(data, name), { recursive: true, force: true });
};
