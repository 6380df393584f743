/** Trouble with a store, a broker, a plan or the command line: a closed list of codes, one clear sentence, and what to do. */
export type Code =
  | 'USAGE'
  | 'PLAN'
  | 'STORE_LOCKED'
  | 'STORE_UNREACHABLE'
  | 'STORE_REFUSED'
  | 'STORE_FULL'
  | 'STORE_READ_ONLY'
  | 'STORE_DAMAGED'
  | 'BROKER_UNREACHABLE'
  | 'BROKER_REFUSED'
  | 'LOG_CHANGED'
  | 'PORT_IN_USE'
  | 'NOT_RUNNING'
  | 'UNSUPPORTED';

/** When who was turned away over HTTP for a while may come again, s: what Retry-After says. */
export const AGAIN = 5;

/** Why a file could not be read, in words where the system's own are a code. */
export const whyUnread = (error: unknown): string => {
  const code = (error as { code?: unknown }).code;
  const words: Record<string, string> = { ENOENT: 'there is no such file or folder', EISDIR: 'it is a folder', ENOTDIR: 'a part of its path is no folder', EACCES: 'it may not be read', EPERM: 'it may not be read', ELOOP: 'its links go round in a circle', EMFILE: 'too many files are open' };
  return (typeof code === 'string' ? words[code] : undefined) ?? (error instanceof Error ? error.message : String(error));
};

/** Thrown for whatever the loop or the command line must handle; a bad message or a bad plan is a value, never this. */
export class HeptadError extends Error {
  readonly code: Code;
  /** true when trying again later may help (store or broker away), false when a person has to act. */
  readonly retriable: boolean;
  readonly hint: string | undefined;

  constructor(code: Code, message: string, options: { cause?: unknown; retriable?: boolean; hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HeptadError';
    this.code = code;
    this.retriable = options.retriable ?? false;
    this.hint = options.hint;
  }
}
