/** The built script and style sheet: served with a year's cache, for their names carry a hash of their content. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';
import type { Assets } from '../cards/shell.ts';

const DIST = fileURLToPath(new URL('../web/dist/', import.meta.url));

type Entry = { file: string; css?: string[] };

/** Where the entry's files are, read from Vite's manifest; without a build the pages are plain HTML. */
export const assets = (folder: string = DIST): Assets => {
  const manifest = `${folder}/.vite/manifest.json`;
  if (!existsSync(manifest)) return { script: null, styles: [] };
  const entry = (JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Entry>)['main.ts'];
  return entry ? { script: `/${entry.file}`, styles: (entry.css ?? []).map((file) => `/${file}`) } : { script: null, styles: [] };
};

/** GET /assets/… */
export const assetFiles = (folder: string = DIST): Router => {
  const router = express.Router();
  router.use('/assets', express.static(`${folder}/assets`, { immutable: true, maxAge: '365d', index: false }));
  return router;
};
