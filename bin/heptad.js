#!/usr/bin/env node
// Starts heptad on Node 24: in this process when it is one, else with the one that npm brought along (optionalDependencies).
// Plain JavaScript, so that an old Node can read it.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The Node that npm brought along, wherever it put it; null on machines it has none for. */
const brought = () => {
  try {
    return createRequire(import.meta.url).resolve(`node-linux-${process.arch}/bin/node`);
  } catch {
    return null;
  }
};
const enough = Number(process.versions.node.split('.')[0]) >= 24;
const node = enough ? null : brought();

if (enough) {
  // every connection of the embedded engine holds a thread while it works, and so do files, names and compression; libuv starts with four. Beside a server they only take memory
  if (!process.env['CLICKHOUSE_URL']) process.env['UV_THREADPOOL_SIZE'] ??= '8';
  // from the second start on its TypeScript is found stripped and compiled; where nothing can be written there it is done anew. Not in the shared folder for temporary files: what lies there is run
  module.enableCompileCache?.(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'heptad', 'compiled'));
  await import('../heptad.ts');
} else if (node) {
  // the channel ends when this process does, however it ends: heptad then stops too
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} else {
  console.error(`heptad needs Node 24 or newer; this is ${process.versions.node}. Install it from nodejs.org and run the command again.`);
  process.exit(2);
}
