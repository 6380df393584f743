/** How urgent an alert is. Heptad knows two words; what an OpenSLO document says beside them is for those who are told. Pure. */
import { nearest } from './hint.ts';
import type { Path } from './source.ts';
import type { Document, Workshop } from './workshop.ts';

/** page wakes somebody and is delivered first; ticket waits until somebody looks. */
const SEVERITIES = ['page', 'ticket'] as const;
const [FIRST] = SEVERITIES;

/**
 * The severity that stands at `path`. Another word is a fault; with `open` (OpenSLO leaves the word free, and receivers route by it) only where it is a slip of one of the two,
 * else a warning that Heptad makes no more of it than of a ticket.
 */
export const severityOf = (shop: Workshop, by: Document<unknown>, path: Path, text: string, open: boolean): string => {
  if (SEVERITIES.some((one) => one === text)) return text;
  const near = nearest(text, SEVERITIES);
  const allowed = `one of ${SEVERITIES.join(', ')}`;
  if (open && near === undefined && text.trim() !== '') shop.warn(by, path, `${text} is sent on as it stands, and is no more urgent here than a ticket`, `severity: ${FIRST} is delivered first`);
  else shop.fault(by, path, text.trim() === '' ? 'the severity is empty' : `${text} is not a severity of alerts`, near === undefined ? allowed : `did you mean ${near}? ${allowed}`);
  return text;
};
