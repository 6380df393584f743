/** The tests that mutants are run against: pure ones, none that opens a store or takes seconds by design. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/shared/{time,tiers,plan}/*.test.ts', 'test/aggregator/judge/*.test.ts', 'test/aggregator/rollup/weigh.test.ts', 'test/aggregator/exact.test.ts'],
    exclude: ['**/{large,faults,stranger,check,editor-schema,openslo,examples,support,hint,meant}.test.ts'],
    testTimeout: 240_000,
  },
});
