/** Times that were written in seconds: taken for milliseconds since 1970, as they may be, they lie in January 1970. Pure. */

/** The end of January 1970, ms; as seconds it is in 2054. */
export const JANUARY_1970 = Date.UTC(1970, 1);

/** What to say of so many messages that are dated January 1970. */
export const secondsHint = (n: number): string => `${n === 1 ? '1 message is' : `${n} messages are`} dated January 1970: are their times in seconds? time is RFC 3339 or milliseconds since 1970`;
