/** How far long work has come, on stderr: a bar on a terminal, elsewhere a line every few seconds. */
import { stopwatch } from '../shared/time/clock.ts';
import { tell } from './say.ts';

const WIDTH = 30;

export type Progress = { /** `share` of the whole, 0 to 1 */ at(share: number, what: string): void; /** Takes the bar away. */ end(): void };

/** `name` begins each line. */
export const progress = (name: string): Progress => {
  const bar = process.stderr.isTTY === true;
  const time = stopwatch();
  let told = 0;
  return {
    at(share, what) {
      if (time() - told < (bar ? 100 : 2000)) return;
      told = time();
      const percent = `${Math.floor(share * 100)} %`;
      if (bar) process.stderr.write(`\r\x1b[K${name} [${'='.repeat(Math.round(share * WIDTH)).padEnd(WIDTH)}] ${percent}, ${what}`);
      else tell(`${name}: ${percent}, ${what}`);
    },
    end() {
      if (bar && told > 0) process.stderr.write('\r\x1b[K');
    },
  };
};
