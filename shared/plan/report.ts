/** Faults as people read them: file:line:column, what is wrong, where in the document, what to do. */
import type { Fault } from './measure.ts';

/** One line a fault. */
export const faultLine = (fault: Fault): string => `${fault.file}:${fault.line}:${fault.column}: ${fault.severity}: ${fault.message}${fault.path ? ` (at ${fault.path})` : ''}${fault.hint ? `; ${fault.hint}` : ''}`;
