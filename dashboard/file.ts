/** What a route answers that is no JSON: a table, a picture, or text that is sent as it is made. */
import type { Response } from 'express';
import { csv } from './csv.ts';
import type { Table } from './table.ts';

/** What a file may be called everywhere. */
const fileName = (name: string, extension: string): string => `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 100)}.${extension}`;

/** A table as CSV. */
export class CsvFile {
  readonly name: string;
  readonly text: string;
  constructor(name: string, table: Table) {
    this.name = fileName(name, 'csv');
    this.text = csv(table);
  }
}

export class PictureFile {
  readonly name: string;
  readonly body: string | Buffer;
  constructor(name: string, body: string | Buffer) {
    this.name = fileName(name, typeof body === 'string' ? 'svg' : 'png');
    this.body = body;
  }
}

/** Rows that are read while they are sent: none of them waits for the last. */
export class StreamedFile {
  readonly name: string | null;
  readonly type: string;
  readonly parts: AsyncIterable<string>;
  /** `name` null: not to be kept as a file */
  constructor(name: string | null, type: 'text/csv' | 'application/json', parts: AsyncIterable<string>) {
    this.name = name === null ? null : fileName(name, 'csv');
    this.type = type;
    this.parts = parts;
  }
}

const CSV = 'text/csv; charset=utf-8; header=present';
/** A picture that is opened by itself runs nothing, fetches nothing and stands in no frame; its own styles hold. */
const SEALED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

const stream = async (response: Response, { name, type, parts }: StreamedFile): Promise<void> => {
  if (name !== null) response.attachment(name);
  response.set('Content-Type', type === 'text/csv' ? CSV : 'application/json; charset=utf-8');
  try {
    for await (const part of parts) {
      if (response.destroyed) return;
      if (!response.write(part)) await new Promise<void>((go) => { response.once('drain', go); response.once('close', go); });
    }
    response.end();
  } catch (error) {
    if (!response.headersSent) throw error;
    // half a file must not look like a whole one
    response.destroy();
  }
};

/** Sends what a route answered. */
export const sendAnswer = async (response: Response, answer: unknown): Promise<void> => {
  response.set('Cache-Control', 'no-store');
  if (answer instanceof StreamedFile) return stream(response, answer);
  if (answer instanceof CsvFile) response.attachment(answer.name).set('Content-Type', CSV).send(answer.text);
  else if (answer instanceof PictureFile) {
    // in its sandbox it has an origin of its own, and a browser warns of being told so twice
    response.removeHeader('Origin-Agent-Cluster');
    response
      .set({ 'Content-Disposition': `inline; filename="${answer.name}"`, 'Content-Type': typeof answer.body === 'string' ? 'image/svg+xml; charset=utf-8' : 'image/png', 'Content-Security-Policy': SEALED, 'X-Content-Type-Options': 'nosniff' })
      .send(answer.body);
  } else response.json(answer);
};
