/** Says at the very end what was skipped and why, and then one plain line: `N passed, N failed`, with the skipped ones behind it. */
import type { Reporter, TestModule } from 'vitest/node';

class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      // a file that does not load is a failure too, though it holds no test
      if (module.state() === 'failed' && [...module.children.allTests()].every((test) => test.result().state !== 'failed')) count.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') count.passed++;
        else if (state === 'failed') count.failed++;
        else {
          count.skipped++;
          const note = (test.result() as { note?: string }).note;
          skipped.push(`skipped: ${test.fullName}${note ? `: ${note}` : ''}`);
        }
      }
    }
    process.stdout.write(`${skipped.length > 0 ? `\n${skipped.join('\n')}\n` : ''}\n${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}\n`);
  }
}

export default ClosingLine;
