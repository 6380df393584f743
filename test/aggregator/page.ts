/** Plays one page of test/aggregator/rollup as tests: a heading is a test, a Then line a row of the climb. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figureOf, type Played, play, readPage } from '../support/example.ts';

const FOLDER = new URL('./rollup/', import.meta.url);

/** Text of a Then cell against a figure: numbers within 1e-9, "-" is null, everything else as it is. */
const same = (found: unknown, cell: string): void => {
  if (cell === '-') return void expect(found ?? null).toBeNull();
  if (/^-?[\d.]+(\/\d+)?$/.test(cell)) {
    const [top, bottom = '1'] = cell.split('/');
    return void expect(found as number).toBeCloseTo(Number(top) / Number(bottom), 9);
  }
  expect(String(found)).toBe(cell);
};

/** Declares the tests of a page. */
export const playPage = (name: string): void => {
  const page = readPage(new URL(name, FOLDER));
  describe(page.title, () => {
    let played: Played;
    beforeAll(async () => {
      played = await play(page);
    });
    afterAll(() => played.close());
    test.each(page.sections.filter((one) => one.then.length > 0).map((one) => [one.title, one] as const))('%s', async (_title, section) => {
      for (const line of section.then) {
        const row = await played.row(line['measure'] as string, line['at'] || section.at, line['scorecard'], Object.keys(line).some((field) => /^(achievement|trend|gap)\b/.test(field)));
        expect(row, `${line['measure']} has a row`).toBeDefined();
        for (const [field, cell] of Object.entries(line)) if (!['measure', 'at', 'scorecard', 'why'].includes(field) && cell !== '' && row) {
          try {
            same(figureOf(row, field), cell);
          } catch (error) {
            throw new Error(`${line['measure']} ${field}: ${(error as Error).message}`);
          }
        }
      }
    });
  });
};

