/** Instants as text and back. Inside everything is ms since the epoch, UTC. */

/** RFC 3339 in UTC, milliseconds only when there are any: "2026-11-01T10:00:00Z". */
export const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** As the store writes and reads it: "2026-11-01 10:00:00.000". */
export const stored = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');

/** The store's text ("2026-11-01 10:00:00", with or without milliseconds, UTC) to ms. */
export const instant = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);
