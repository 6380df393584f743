/**
 * Batches whose packed content is spoilt. kafkajs would end its consumer over them, again and again; here each message of such a batch comes out empty, with a
 * header that says so (records.ts), to be refused by whoever reads it, and the partition goes on.
 */

/** The header of a message that stands for one that could not be unpacked; its value says why. */
export const UNREADABLE = 'heptad_unreadable';

/** What a codec throws over content that can never be unpacked. */
export class Unreadable extends Error {}

const SHORTAGES = new Set(['ENOMEM', 'ERR_MEMORY_ALLOCATION_FAILED', 'ERR_ZLIB_INITIALIZATION_FAILED', 'Z_MEM_ERROR', 'ZSTD_error_memory_allocation']);

/** Whether it was memory that lacked: that says nothing of the content, which is read again when there is some. A bound of ours that content exceeds is not meant. */
export const isShortage = (error: unknown): boolean =>
  error instanceof Error && (SHORTAGES.has((error as { code?: string }).code ?? '') || (error instanceof RangeError && /allocation failed/i.test(error.message)));
