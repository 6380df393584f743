/** Builds the web folder when its sources are newer than what was built last; `npm start` and whoever serves the pages run this first. Run by hand: node dashboard/web/build.ts */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('./', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
const MANIFEST = `${WEB}dist/.vite/manifest.json`;

const newest = (): number => Math.max(statSync(CONFIG).mtimeMs, ...readdirSync(WEB).filter((name) => name !== 'dist').map((name) => statSync(`${WEB}${name}`).mtimeMs));

/** Whether what was built is older than its sources, or missing. */
export const outdated = (): boolean => !existsSync(MANIFEST) || statSync(MANIFEST).mtimeMs < newest();

/** Builds if need be; true when it did. */
export const buildWeb = async (): Promise<boolean> => {
  if (!outdated()) return false;
  const { build } = await import('vite');
  await build({ configFile: CONFIG, logLevel: 'warn' });
  return true;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWeb();
