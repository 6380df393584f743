/** JSON lines on stderr (stdout is for data); level by LOG_LEVEL. */
import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Makes the log of one room. */
export const logger = (room: string, level: string): Log => pino({ level, base: { room } }, pino.destination({ dest: 2, sync: true }));
