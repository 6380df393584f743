/** Watches the plan folder by its content, so that links of a mounted ConfigMap, editors that rename and copies over a network all count, and a half-written file does not. */
import { createHash } from 'node:crypto';
import type { Fault, Plan } from '../shared/plan/measure.ts';
import { readFiles, readPlan } from '../shared/plan/read.ts';

/** How often the folder is looked at, ms. A change counts when two looks agree. */
const EVERY = 1000;

export type Found = { plan: Plan | null; faults: Fault[]; warnings: Fault[] };

/** What the folder holds, as a hash; what cannot be read is part of it. */
const fingerprint = (path: string): string => {
  const hash = createHash('sha256');
  const { files, faults } = readFiles([path]);
  for (const { file, text } of files) hash.update(`${file}\0${text}\0`);
  for (const fault of faults) hash.update(`${fault.file}\0${fault.message}\0`);
  return hash.digest('hex');
};

/** Tells `found` about the folder as it is now, and about every change of it. Answers the call that ends the watch. */
export const watchFolder = (path: string, found: (what: Found) => void): (() => void) => {
  let told = '';
  let seen = '';
  const timer = setInterval(() => {
    const now = fingerprint(path);
    if (now === seen && now !== told) {
      told = now;
      found(readPlan([path]));
    }
    seen = now;
  }, EVERY);
  timer.unref();
  return () => clearInterval(timer);
};
