/** Says at the very end what was skipped and why, and then one plain line: `N passed, N failed`, with the skipped ones behind it. */
import type { Reporter, TestModule } from 'vitest/node';
import { noAlertmanager } from './alertmanager.ts';
import { noKafka, noSecureKafka } from './kafka.ts';

/** Why a test did not run, by what it is about; a test that says so itself is believed first. */
const why = (path: string, name: string): string => {
  if (/kcat|compressed/.test(name)) return noKafka() ?? 'no kcat: install the package kcat';
  if (/Alertmanager/.test(name)) return noAlertmanager() ?? 'Alertmanager did not start';
  if (/Kafka with TLS/.test(name)) return noSecureKafka() ?? 'Kafka did not start';
  if (/Kafka/.test(name) || path.includes('/test/live/')) return noKafka() ?? 'Kafka did not start';
  if (path.includes('/test/browser/')) return 'no Chromium: set CHROMIUM_PATH, or install chromium';
  if (path.includes('/cases.test')) return 'no cases: set HEPTAD_CASES to their folder';
  return 'left out by the test itself';
};

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
          skipped.push(`skipped: ${test.fullName} (${note ?? why(module.moduleId, test.fullName)})`);
        }
      }
    }
    process.stdout.write(`${skipped.length > 0 ? `\n${skipped.join('\n')}\n` : ''}\n${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}\n`);
  }
}

export default ClosingLine;
