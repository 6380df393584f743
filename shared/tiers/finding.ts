/** What is wrong with the store: where, in words, and what to do. */
import { z } from 'zod';

export const findingSchema = z
  .object({
    what: z.enum(['detached', 'damaged', 'lost', 'missing', 'doubled', 'differing']).meta({ description: 'detached: a part that could not be read at a start; damaged: one that does not hold what its checksums say; lost: one that is gone; missing, doubled, differing: rows' }),
    table: z.string(), says: z.string(), next: z.string().meta({ description: 'what to do' }),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof findingSchema>;
