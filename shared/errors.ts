/** Trouble with a store, a broker, a plan or the command line: a closed list of codes, one clear sentence, and what to do. */
export type Code =
  | 'USAGE'
  | 'PLAN'
  | 'STORE_LOCKED'
  | 'STORE_UNREACHABLE'
  | 'STORE_REFUSED'
  | 'BROKER_UNREACHABLE'
  | 'BROKER_REFUSED'
  | 'LOG_CHANGED'
  | 'PORT_IN_USE'
  | 'NOT_RUNNING'
  | 'UNSUPPORTED';

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
