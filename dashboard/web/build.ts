/** Builds the web folder when its sources are newer than what was built last; `npm start` and whoever serves the pages run this first. Run by hand: node dashboard/web/build.ts */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('./', import.meta.url));
/** What the browser draws charts by, which the server draws by, too. */
const CHARTS = fileURLToPath(new URL('../charts/', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
const MANIFEST = `${WEB}dist/.vite/manifest.json`;

const newest = (): number => Math.max(statSync(CONFIG).mtimeMs, ...[WEB, CHARTS].flatMap((folder) => readdirSync(folder).filter((name) => name !== 'dist').map((name) => statSync(`${folder}${name}`).mtimeMs)));

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
