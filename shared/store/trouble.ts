/** What goes wrong at the store, in our words: what, where, and what to do. */
import { type Code, HeptadError } from '../errors.ts';

/** ClickHouse's own number of what went wrong, 0 when it names none. Texts may hold what people sent, so nothing is told by them alone. */
const numberOf = (error: unknown, text: string): number => {
  const told = Number((error as { code?: unknown } | null)?.code);
  return Number.isInteger(told) && told > 0 ? told : Number(/^Code: (\d+)\./.exec(text)?.[1] ?? 0);
};

const FULL = 243;
/** Files that could not be opened, made, written or closed: the system's own number says why. */
const FILES = new Set([74, 75, 76, 77, 209, 481, 522, 1001]);
/** Parts whose files are gone, cut or do not hold what their checksums say. */
const DAMAGED = new Set([32, 33, 40, 107, 226, 228, 246, 271, 432, 451]);
const MOST = 500;

type Kind = { code: Code; says: string; hint: string };
const full: Kind = { code: 'STORE_FULL', says: 'the disk is full', hint: 'make room; heptad goes on by itself then, and nothing that was acknowledged is lost' };
const closed: Kind = { code: 'STORE_READ_ONLY', says: 'the disk cannot be written', hint: 'let this user write there (a disk that has failed may have become read-only: see the system log); heptad goes on by itself then, and nothing that was acknowledged is lost' };
const damaged: Kind = { code: 'STORE_DAMAGED', says: 'a part of the store is damaged', hint: 'heptad audit names it and what to do' };

/** The system's own names of the same, where this process could not write a file. */
const BY_NAME: Readonly<Record<string, Kind>> = { ENOSPC: full, EDQUOT: full, EROFS: closed, EACCES: closed, EPERM: closed };

const kindOf = (number: number, text: string): Kind | null => {
  if (number === FULL) return full;
  if (DAMAGED.has(number)) return damaged;
  if (!FILES.has(number)) return null;
  if (/errno: (?:28|122)\b|No space left on device|Disk quota exceeded/.test(text)) return full;
  if (/errno: (?:1|13|30)\b|Read-only file system|Permission denied|Operation not permitted/.test(text)) return closed;
  return /errno: (?:2|5)\b|No such file|Input\/output error/.test(text) ? damaged : null;
};

/** An error of the client in our words; `where` = the data folder or the server. Of an insert nothing is read, so what it cannot read is the data that was sent. */
export const refused = (error: unknown, what: string, where: string): HeptadError => {
  if (error instanceof HeptadError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/ECONNREFUSED|ENOTFOUND|ECONNRESET|EAI_AGAIN|socket hang up|Timeout/i.test(text) && numberOf(error, text) === 0)
    return new HeptadError('STORE_UNREACHABLE', `ClickHouse does not answer (${text})`, { cause: error, retriable: true, hint: 'check CLICKHOUSE_URL and that the server runs' });
  const kind = BY_NAME[String((error as { code?: unknown } | null)?.code)] ?? kindOf(numberOf(error, text), text);
  if (kind && !(kind === damaged && what.startsWith('insert'))) return new HeptadError(kind.code, `${where} could not ${what}: ${kind.says} (${text.slice(0, MOST)})`, { cause: error, retriable: kind !== damaged, hint: kind.hint });
  return new HeptadError('STORE_REFUSED', `ClickHouse refused to ${what}: ${text.slice(0, MOST)}`, { cause: error });
};
