/** How routes of tables and charts answer: the parameters that say as what kind of file, and the file. */
import { z } from 'zod';
import { objects } from '../csv.ts';
import { CsvFile, PictureFile } from '../file.ts';
import { png } from '../pictures/png.ts';
import { Problem } from '../problem.ts';
import type { Table } from '../table.ts';

const TEXT = 'csv: UTF-8 with a header row, units in the heads; text that would begin a formula has an apostrophe before it';
export type Format = 'json' | 'csv';
export const formatParameter = z.enum(['json', 'csv']).default('json').meta({ description: TEXT });
/** Where some of the tables are drawn as charts. */
export const pictureFormat = z.enum(['json', 'csv', 'svg', 'png']).default('json').meta({ description: `${TEXT}; svg and png (twice the size): what is drawn, with title, span and the instant that it is of` });
export const themeParameter = z.enum(['light', 'dark']).default('light').meta({ description: 'of svg and png' });

export const cells = z.object({ items: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).meta({ description: 'a row, by column' })), units: z.record(z.string(), z.string()).optional().meta({ description: 'of columns that have one' }) });

/** `name` = that of the file. */
export const answered = (name: string, table: Table, format: Format): unknown => {
  if (format === 'csv') return new CsvFile(name, table);
  return { items: objects(table), ...(Object.keys(table.units ?? {}).length > 0 ? { units: table.units } : {}) };
};

/** A chart; `svg` null: nothing is drawn of it yet. Throws Problem 400 for a table that is not drawn. */
export const picturedAs = async (format: 'svg' | 'png', name: string, table: string, charts: readonly string[], svg: string | null): Promise<PictureFile> => {
  if (!charts.includes(table)) throw new Problem(400, 'Bad parameter', `format: ${table} is a table and is not drawn; there are json, csv${charts.length > 0 ? `, and ${format} of ${charts.join(', ')}` : ''}`, { parameter: 'format' });
  if (svg === null) throw new Problem(404, 'Nothing to draw', 'nothing was climbed for this chart yet');
  return new PictureFile(name, format === 'svg' ? svg : await png(svg));
};
