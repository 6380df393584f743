/** How explanations write numbers, and the steps that several tiers have in common. Pure. */
import { exact, text } from '../../shared/figure.ts';
import type { Input, Working } from '../../shared/tiers/explanation.ts';
import type { Row } from '../../shared/tiers/row.ts';

/** Twelve digits, thousands marked: "1,234.5"; null is "nothing". */
export const said = (n: number | null): string => (n === null ? 'nothing' : text(exact(Number(n.toPrecision(12)))));

/** Decimal text as a number without needless zeros. */
export const plain = (nano: string): number => Number(nano);

export const input = (name: string, value: number | string | null, unit = ''): Input => ({ name, value, unit });

/** The status as a comparison; `desired` and `adequate` are lines that higher values reach. */
export const statusStep = (row: Row, desired: number, adequate: number, floor: string): Working => {
  const v = said(row.value);
  const numbers =
    row.status === 'unknown'
      ? row.value === null
        ? 'nothing was counted'
        : `coverage ${said(row.coverage)} < floor ${said(plain(floor))}`
      : row.status === 'met'
        ? `${v} ≥ ${said(desired)}`
        : row.status === 'tolerated'
          ? `${said(adequate)} ≤ ${v} < ${said(desired)}`
          : `${v} < ${said(adequate)}`;
  return { what: 'status', formula: 'met at or above desired, tolerated at or above adequate, else missed; unknown without counts, or under the coverage floor', numbers, value: row.status };
};

/** Coverage as measured ÷ expected, in a unit. */
export const coverageStep = (row: Row, measured: number, expected: number, unit = 's'): Working => ({
  what: 'coverage', formula: 'measured ÷ expected', numbers: expected === 0 ? 'nothing is expected yet' : `${said(measured)} ${unit} ÷ ${said(expected)} ${unit}`, value: row.coverage,
});
