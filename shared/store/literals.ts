/**
 * Parameters of a statement as literals in its text, for the embedded engine. Its binding runs statements with bound parameters one after the other, in the whole
 * process, so that a page's long one would hold up the climb and every other page; without, each connection works by itself. What the engine puts in place of a
 * parameter is what stands here: a text as it is, a number cast to its type. On a server parameters stay parameters.
 */
import { HeptadError } from '../errors.ts';
import type { Params } from './store.ts';

type Part = string | { name: string; type: string };

/** A statement longer than this is refused by the engine's parser unless it is told otherwise; lists are long texts. */
export const LONGEST = 256 * 1024 * 1024;

/** A text within single quotes, where only these mean something; a NUL would end the whole statement for an engine written in C. */
export const quoted = (text: string): string => `'${text.replaceAll(/[\\'\0]/g, (one) => (one === '\0' ? '\\0' : `\\${one}`))}'`;

const literal = (name: string, type: string, value: Params[string] | undefined): string => {
  const wrong = (): never => {
    throw new HeptadError('STORE_REFUSED', `parameter ${name} of a statement is ${value === undefined ? 'missing' : `no ${type}`}`);
  };
  if (value === undefined || value === null) return wrong();
  const text = typeof value === 'boolean' ? String(Number(value)) : String(value);
  if (type === 'String') return quoted(text);
  if (type === 'Identifier') return /^\w+$/.test(text) ? `\`${text}\`` : wrong();
  if (/^U?Int(?:8|16|32|64)$/.test(type)) return /^-?\d+$/.test(text) ? `_CAST(${text}, '${type}')` : wrong();
  return wrong();
};

const read = new Map<string, Part[]>();
/** A statement without the lines that are comments, cut at its parameters. */
const partsOf = (statement: string): Part[] => {
  const there = read.get(statement);
  if (there) return there;
  const pieces = statement.replaceAll(/^\s*--.*\n?/gm, '').split(/\{(\w+):([^{}]+)\}/);
  const parts = pieces.flatMap((piece, i): Part[] => (i % 3 === 0 ? [piece] : i % 3 === 1 ? [{ name: piece, type: pieces[i + 1] as string }] : []));
  // statements are constant text (shared/store/sql.ts): there are some two hundred
  if (read.size < 1000) read.set(statement, parts);
  return parts;
};

/** The statement with its parameters in their places. Throws STORE_REFUSED when one is missing, or not of the type that the statement says. */
export const withLiterals = (statement: string, params: Params): string =>
  partsOf(statement)
    .map((part) => (typeof part === 'string' ? part : literal(part.name, part.type, params[part.name])))
    .join('');
