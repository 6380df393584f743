/** Reads a plan from disk: a folder (with everything below it) or single files are one plan. The only file of this folder that does I/O. */
import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { whyUnread } from '../errors.ts';
import { type Checked, checkPlan } from './check.ts';
import type { Fault } from './measure.ts';
import { MOST_BYTES } from './source.ts';

const yaml = (path: string): string[] => {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    // hidden names are not the plan: editors' copies, .git, the folders behind a mounted ConfigMap's links
    .filter((one) => !one.name.startsWith('.'))
    .flatMap((one) => (one.isDirectory() ? yaml(join(path, one.name)) : /\.ya?ml$/.test(one.name) && (one.isFile() || one.isSymbolicLink()) ? [join(path, one.name)] : []));
};

/** Where a text that was read as UTF-8 first holds what is none. */
const spoilt = (text: string): { line: number; column: number } => {
  const before = text.slice(0, Math.max(0, text.indexOf('\ufffd')));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
};

/** The texts at `paths`. A path that cannot be read is a fault of its own. */
export const readFiles = (paths: readonly string[]): { files: { file: string; text: string }[]; faults: Fault[] } => {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  // a file named beside its folder is still one file
  const once = (file: string): boolean => !seen.has(resolve(file)) && seen.add(resolve(file)) !== undefined;
  const refuse = (file: string, message: string, hint?: string, place = { line: 1, column: 1 }): [] => {
    faults.push({ file, ...place, path: '', message, ...(hint === undefined ? {} : { hint }), severity: 'error' });
    return [];
  };
  const decoded = (file: string): { file: string; text: string }[] => {
    const bytes = readFileSync(file);
    const text = bytes.toString('utf8');
    return isUtf8(bytes) ? [{ file, text }] : refuse(file, 'this is not UTF-8', 'save the file as UTF-8', spoilt(text));
  };
  const read = (file: string): { file: string; text: string }[] => {
    try {
      // what is too large is not even taken into memory
      return statSync(file).size > MOST_BYTES ? refuse(file, 'the file is larger than 16 MiB') : decoded(file);
    } catch (error) {
      return refuse(file, `cannot be read: ${whyUnread(error)}`);
    }
  };
  const files = paths.flatMap((path) => {
    try {
      const found = yaml(path);
      return found.length === 0 ? refuse(path, 'there is no .yaml file here') : found.filter(once).flatMap(read);
    } catch (error) {
      return refuse(path, `cannot be read: ${whyUnread(error)}`);
    }
  });
  return { files, faults };
};

/** The plan at `paths`, or every fault of it. */
export const readPlan = (paths: readonly string[]): Checked & { files: string[] } => {
  const { files, faults } = readFiles(paths);
  const checked = checkPlan(files);
  return { ...checked, ...(faults.length > 0 ? { plan: null, faults: [...faults, ...checked.faults] } : {}), files: files.map((one) => one.file) };
};
