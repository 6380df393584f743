/** A store of its own for a file or a describe of tests: opened before the first of them, closed and gone after the last. */
import { afterAll, beforeAll } from 'vitest';
import { openStore, type Store } from '../../shared/store/store.ts';
import { folder } from './heptad.ts';

/** May be asked for once a test runs. */
export const ownStore = (): (() => Store) => {
  const data = folder();
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ data: data.path });
  });
  afterAll(async () => {
    await store.close();
    data.remove();
  });
  return () => store;
};
