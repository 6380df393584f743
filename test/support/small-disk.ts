/** A disk of a few megabytes, mounted for one test, that can be filled and freed. Needs root and a kernel that lets us mount; where it may not, `null` says so. */
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './heptad.ts';

export type SmallDisk = {
  path: string;
  /** Leaves so many bytes free, about. */
  fill(left: number): void;
  free(): void;
  readOnly(): void;
  remove(): void;
};

export const smallDisk = (megabytes: number): SmallDisk | null => {
  const at = folder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', at.path]).status !== 0) {
    at.remove();
    return null;
  }
  const filler = join(at.path, 'filler');
  return {
    path: at.path,
    fill(left) {
      rmSync(filler, { force: true });
      const { bavail, bsize } = statfsSync(at.path);
      try {
        writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
      } catch (error) {
        // somebody else wrote meanwhile: it is full then, too
        if ((error as { code?: string }).code !== 'ENOSPC') throw error;
      }
    },
    free: () => rmSync(filler, { force: true }),
    readOnly() {
      const { status, stderr } = spawnSync('mount', ['-o', 'remount,ro', at.path], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
    },
    remove() {
      spawnSync('umount', ['-l', at.path]);
      at.remove();
    },
  };
};
