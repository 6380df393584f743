/** Makes a folder that data is to be kept in, and says in words why it cannot be. */
import { mkdirSync } from 'node:fs';
import { HeptadError, whyUnread } from './errors.ts';

/** Makes `path` with all that leads to it; `named` is what a person called it. Throws USAGE. */
export const makeFolder = (path: string, named = path): void => {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'it is a file, or lies in one' : code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'it may not be written' : whyUnread(error);
    throw new HeptadError('USAGE', `${named} cannot be the data folder: ${why}`, { cause: error, hint: 'name a folder with --data DIR' });
  }
};
