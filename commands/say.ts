/** What commands print: data on stdout, everything else on stderr; and the tiers in the order in which people read them. */
// a reader that has seen enough (head) ends the command without a word
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });

export const say = (text: string): void => void process.stdout.write(`${text}\n`);
export const tell = (text: string): void => void process.stderr.write(`${text}\n`);

export const TIERS = ['scorecard', 'kra', 'kpi', 'kpt', 'vma', 'slo', 'sli'] as const;
