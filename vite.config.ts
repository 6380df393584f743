/** Builds dashboard/web into dashboard/web/dist: one script and one style sheet, the chart code in a chunk of its own that only pages with a chart fetch. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('./dashboard/web/', import.meta.url)),
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // the CSP allows no data: fonts or scripts; nothing is inlined
    assetsInlineLimit: 0,
    // the chart chunk is about 560 kB, 175 kB gzipped; test/dashboard/web measures what each page loads
    chunkSizeWarningLimit: 700,
    rollupOptions: { input: { main: fileURLToPath(new URL('./dashboard/web/main.ts', import.meta.url)) } },
  },
});
