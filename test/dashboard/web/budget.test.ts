import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildWeb, outdated } from '../../../dashboard/web/build.ts';

const DIST = fileURLToPath(new URL('../../../dashboard/web/dist/', import.meta.url));
const KIB = 1024;

type Entry = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] };

describe('what a page loads', () => {
  let manifest: Record<string, Entry>;
  const packed = (file: string): number => gzipSync(readFileSync(`${DIST}${file}`), { level: 9 }).length;
  const entry = (): Entry => manifest['main.ts'] as Entry;
  const withImports = (one: Entry): string[] => [one.file, ...(one.imports ?? []).flatMap((name) => withImports(manifest[name] as Entry))];

  beforeAll(async () => {
    await buildWeb();
    manifest = JSON.parse(readFileSync(`${DIST}.vite/manifest.json`, 'utf8'));
  });

  it('is at most 45 KiB of script, gzipped, without any chart code', () => {
    expect(withImports(entry()).reduce((sum, file) => sum + packed(file), 0)).toBeLessThan(45 * KIB);
    for (const file of withImports(entry())) expect(readFileSync(`${DIST}${file}`, 'utf8')).not.toContain('zrender');
  });

  it('is at most 12 KiB of style, gzipped', () => {
    expect((entry().css ?? []).reduce((sum, file) => sum + packed(file), 0)).toBeLessThan(12 * KIB);
  });

  it('is at most 215 KiB more for a page with a chart', () => {
    const lazy = (entry().dynamicImports ?? []).flatMap((name) => withImports(manifest[name] as Entry));
    expect(lazy.length).toBeGreaterThan(0);
    expect(lazy.filter((file) => !withImports(entry()).includes(file)).reduce((sum, file) => sum + packed(file), 0)).toBeLessThan(215 * KIB);
  });

  it('holds nothing but hashed files, and builds only when its sources are newer', () => {
    for (const name of readdirSync(`${DIST}assets`)) expect(name).toMatch(/-[\w-]{8}\.(js|css)$/);
    expect(existsSync(`${DIST}.vite/manifest.json`)).toBe(true);
    expect(outdated()).toBe(false);
  });
});
