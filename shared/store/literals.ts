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

/** Digits that a whole number of so many bits has room for. */
const holds = (type: string, text: string): boolean => {
  const [, unsigned, bits] = /^(U?)Int(8|16|32|64)$/.exec(type) ?? [];
  if (bits === undefined || !/^-?\d{1,20}$/.test(text)) return false;
  return (unsigned === 'U' ? BigInt.asUintN(Number(bits), BigInt(text)) : BigInt.asIntN(Number(bits), BigInt(text))) === BigInt(text);
};

const literal = (name: string, type: string, value: Params[string] | undefined): string => {
  const text = typeof value === 'boolean' ? String(Number(value)) : String(value);
  if (type === 'Nullable(String)' && value !== undefined) return value === null ? `_CAST(NULL, '${type}')` : `_CAST(${quoted(text)}, '${type}')`;
  if (value !== undefined && value !== null) {
    if (type === 'String') return quoted(text);
    if (type === 'Identifier' && /^\w+$/.test(text)) return `\`${text}\``;
    if (holds(type, text)) return `_CAST(${text}, '${type}')`;
  }
  throw new HeptadError('STORE_REFUSED', `parameter ${name} of a statement is ${value === undefined ? 'missing' : `no ${type}`}`);
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
