/** The history chart. */
export const charts = (): void => undefined;
