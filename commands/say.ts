/** What commands print: data on stdout, everything else on stderr; and the tiers in the order in which people read them. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);
export const tell = (text: string): void => void process.stderr.write(`${text}\n`);

export const TIERS = ['scorecard', 'kra', 'kpi', 'kpt', 'vma', 'slo', 'sli'] as const;
