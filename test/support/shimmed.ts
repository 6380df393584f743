/** Starts the stand-in for a ClickHouse server (shim.ts) in a process of its own. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { folder } from './heptad.ts';

/** `url` is what CLICKHOUSE_URL takes. */
export const shimmed = async (): Promise<{ url: string; close(): void }> => {
  const data = folder();
  const child = spawn(process.execPath, [fileURLToPath(new URL('./shim.ts', import.meta.url)), data.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((done) => child.stdout.once('data', (text: Buffer) => done(text.toString().trim())));
  return {
    url,
    close() {
      child.kill('SIGKILL');
      data.remove();
    },
  };
};
