/** Tables for files: columns by name, each with how it is told of a row. Figures in full, instants in UTC, units in the heads of CSV. Pure. */

export type Cell = string | number | boolean | null;
/** Names of columns, and rows of as many cells; `units` by the name of the column. */
export type Table = { columns: readonly string[]; rows: readonly (readonly Cell[])[]; units?: Readonly<Record<string, string>> };

/** Of a row what one column says; with a unit where the figure has one. */
export type Columns<R> = Readonly<Record<string, ((row: R) => Cell) | readonly [unit: string, (row: R) => Cell]>>;

export const tableOf = <R>(columns: Columns<R>, rows: readonly R[]): Table => {
  const all = Object.entries(columns).map(([name, column]) => (typeof column === 'function' ? { name, of: column, unit: null } : { name, unit: column[0], of: column[1] }));
  return { columns: all.map(({ name }) => name), rows: rows.map((row) => all.map(({ of }) => of(row))), units: Object.fromEntries(all.flatMap(({ name, unit }) => (unit === null ? [] : [[name, unit]]))) };
};
