/** The one strict reader of RFC 3339 with an offset: days that exist, hours that exist, leap seconds; digits below a millisecond are cut off. */

/** The store's minutes are seconds in 32 bits: 1970 to 2106. The first instant past them, ms. */
export const LAST_INSTANT = 4_294_967_296_000;
export const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

/** ms since the epoch, or null when the text is no such time; may lie outside of what the store can hold. */
export const rfc3339 = (text: string): number | null => {
  const found = RFC3339.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction, , sign, offsetHour, offsetMinute] = found;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // two digits of days never come round to the same month
  if (date.getUTCMonth() !== Number(month) - 1) return null;
  // a leap second is the first instant of the next minute
  const ms = Number(second) === 60 ? 0 : Number(`${fraction ?? ''}000`.slice(0, 3));
  const offset = sign ? (sign === '+' ? 1 : -1) * (Number(offsetHour) * 60 + Number(offsetMinute)) : 0;
  return date.getTime() + (Number(hour) * 60 + Number(minute) - offset) * 60_000 + Number(second) * 1000 + ms;
};

/** The same as people write it: seconds may be left out. */
export const instantBy = (text: string): number | null => rfc3339(text.replace(/^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d)(?=[Zz]|[+-]\d\d:\d\d$)/, '$1:00'));
