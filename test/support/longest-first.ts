/** Files that take minutes begin first: one that began last would run alone at the end, with a core idle beside it. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONGEST = ['chaos/chaos', 'whole/airline', 'whole/cases', 'chaos/liveness'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((one) => moduleId.endsWith(`/test/${one}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
