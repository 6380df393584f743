/** What goes along the path: a message on its way, and the three ways it can end. A bad message is a value with a code of a closed list, never an exception. */

export type RefusalCode =
  | 'NOT_JSON' | 'NOT_UTF8' | 'TOO_LARGE' | 'TOO_DEEP' | 'MISSING_FIELD' | 'WRONG_TYPE' | 'BAD_TIME' | 'FUTURE' | 'NEGATIVE' | 'GOOD_EXCEEDS_TOTAL' | 'NOT_FINITE' | 'TOO_MANY_LABELS'
  | 'NAME_TOO_LONG' | 'BAD_TEXT' | 'EMPTY' | 'BAD_CLOUDEVENT' | 'DUPLICATE_KEY' | 'BAD_ENCODING' | 'STORE_REFUSED';

export type Stream = 'event' | 'sample';

/** A refused message: why, in words that name the field. */
export type Refused = { code: RefusalCode; message: string };

/** A message that passed every check. Decimals are text with at most 9 places, null when absent; '' = absent text; time in ms. */
export type Message = {
  stream: Stream;
  id: string;
  time: number;
  service: string;
  /** the kind of an event, the sli of a sample */
  kind: string;
  component: string;
  source: string;
  state: string;
  severity: string;
  unit: string;
  /** JSON with sorted keys; '' when there are none given */
  labels: string;
  value: string | null;
  good: string | null;
  total: string | null;
  /** fields that are not part of a message: left out, counted */
  unknown: number;
};

export const refuse = (code: RefusalCode, message: string): Refused => ({ code, message });
export const isRefused = (one: object): one is Refused => 'code' in one;
