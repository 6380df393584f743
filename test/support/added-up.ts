/** Whether an explanation adds up to its row: parts to good and total (or sum, or contributions), time to the window. Answers what does not, in words. */
import type { Explanation, Part } from '../../shared/tiers/explanation.ts';

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
const sum = (list: readonly (number | null | undefined)[]): number => list.reduce<number>((all, one) => all + (one ?? 0), 0);

/** Every figure of `one` that is not what its row says. */
export const misfits = (one: Explanation): string[] => {
  const { row, parts, time } = one;
  const out: string[] = [];
  const same = (what: string, found: number, wanted: number | null): void => void (wanted !== null && !close(found, wanted) && out.push(`${one.tier}/${one.name} at ${one.at}: ${what} is ${found}, not ${wanted}`));
  const of = (key: keyof Part): number => sum(parts.map((part) => part[key] as number | null | undefined));
  const weighted = parts.some((part) => part.contribution !== undefined);
  // a figure that somebody entered speaks for an instant
  const placed = parts.filter((part) => part.from !== null && part.from !== part.to);
  if (weighted) {
    const known = parts.some((part) => part.contribution !== null);
    if (known !== (row.value !== null || row.score !== null) && one.tier !== 'kpi') out.push(`${one.tier}/${one.name}: contributions without a figure, or a figure without contributions`);
    if (known) same('Σ contributions', of('contribution'), one.tier === 'vma' || one.tier === 'kpt' ? row.value : row.score);
  } else if (parts.every((part) => part.from === null && part.label !== null) && one.tier === 'kpt' && parts.length === 2) {
    const [top, bottom] = parts.map((part) => part.value);
    if (row.value !== null) same('the quotient of the parts', (top as number) / (bottom as number), row.value);
  } else {
    if (row.good !== null) same('Σ good', of('good'), row.good);
    if (row.total !== null) same('Σ total', of('total'), row.total);
    const [n, all] = [of('total'), of('sum')];
    if (parts.some((part) => part.sum !== undefined) && row.value !== null) {
      const statistic = String(one.inputs.find((each) => each.name === 'measure')?.value ?? 'mean').split(' ').at(-1);
      const values = parts.flatMap((part) => (part.value === null ? [] : [part.value]));
      // outages are counted in seconds and told in the target's unit
      const unit = { ms: 0.001, s: 1, min: 60, h: 3600 }[row.unit] ?? 1;
      if (statistic === 'mean' || statistic === 'nps') same('Σ sum ÷ Σ n', all / n, row.value);
      else if (statistic === 'mttr' || statistic === 'mtbf') same('Σ seconds ÷ Σ outages', all / n / unit, row.value);
      else if (statistic === 'sum') same('Σ sum', all, row.value);
      else if (statistic === 'count') same('Σ n', n, row.value);
      else if (statistic === 'max') same('the greatest part', Math.max(...values), row.value);
      else if (statistic === 'min') same('the least part', Math.min(...values), row.value);
      else if (statistic === 'last') same('the newest part', values.at(placed.length === 0 ? 0 : -1) as number, row.value);
      else if (!one.formula.numbers.includes(` of ${n} values`)) out.push(`${one.tier}/${one.name}: ${one.formula.numbers} is not of the ${n} values of the parts`);
    }
  }
  // pieces follow one another, from the first slice to the last
  placed.forEach((part, i) => void (i > 0 && part.from !== placed[i - 1]?.to && out.push(`${one.tier}/${one.name}: a hole before ${part.from}`)));
  if (placed.length > 0 && (placed[0]?.from !== time.counted?.from || placed.at(-1)?.to !== time.counted?.to)) out.push(`${one.tier}/${one.name}: parts do not cover ${time.counted?.from} to ${time.counted?.to}`);
  if (time.elapsed !== null) same('scheduled + excluded', (time.scheduled ?? 0) + sum(time.excluded.map((each) => each.seconds)), time.elapsed);
  if (time.expected !== null) {
    same('measured + unmeasured', (time.measured ?? 0) + sum(time.unmeasured.map((each) => each.seconds)) + time.more.seconds + time.partly, time.expected);
    if (row.coverage !== null) same('coverage', ((time.measured ?? 0) + (time.filled?.seconds ?? 0)) / time.expected, row.coverage);
  }
  if (one.shares) same('bad minutes by party', sum(one.shares.map((each) => each.minutes)), (row.total ?? 0) - (row.good ?? 0));
  for (const step of one.steps) {
    if (step.what === 'score' && step.value !== row.score) out.push(`${one.tier}/${one.name}: the score of the steps is ${step.value}`);
    if (step.what === 'status' && step.value !== row.status) out.push(`${one.tier}/${one.name}: the status of the steps is ${step.value}`);
  }
  return out;
};
