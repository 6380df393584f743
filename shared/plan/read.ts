/** Reads a plan from disk: a folder (with everything below it) or single files are one plan. The only file of this folder that does I/O. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { whyUnread } from '../errors.ts';
import { checkPlan } from './check.ts';
import type { Fault, Plan } from './measure.ts';

const yaml = (path: string): string[] => {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    // hidden names are not the plan: editors' copies, .git, the folders behind a mounted ConfigMap's links
    .filter((one) => !one.name.startsWith('.'))
    .flatMap((one) => (one.isDirectory() ? yaml(join(path, one.name)) : /\.ya?ml$/.test(one.name) ? [join(path, one.name)] : []));
};

/** The texts at `paths`. A path that cannot be read is a fault of its own. */
export const readFiles = (paths: readonly string[]): { files: { file: string; text: string }[]; faults: Fault[] } => {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  // a file named beside its folder is still one file
  const once = (file: string): boolean => !seen.has(resolve(file)) && seen.add(resolve(file)) !== undefined;
  const files = paths.flatMap((path) => {
    try {
      const found = yaml(path);
      if (found.length === 0) faults.push({ file: path, line: 1, column: 1, path: '', message: 'there is no .yaml file here', severity: 'error' });
      return found.filter(once).map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    } catch (error) {
      faults.push({ file: path, line: 1, column: 1, path: '', message: `cannot be read: ${whyUnread(error)}`, severity: 'error' });
      return [];
    }
  });
  return { files, faults };
};

/** The plan at `paths`, or every fault of it. */
export const readPlan = (paths: readonly string[]): { plan: Plan | null; faults: Fault[]; warnings: Fault[] } => {
  const { files, faults } = readFiles(paths);
  const checked = checkPlan(files);
  return faults.length > 0 ? { plan: null, faults: [...faults, ...checked.faults], warnings: checked.warnings } : checked;
};
