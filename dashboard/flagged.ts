/** Rows are told with what speaks against them: `damaged` while the store is known not to hold what it held, `stale` while nothing new can be written to it. */
import type { Condition } from '../shared/store/condition.ts';
import type { Answer, Flag, Row } from '../shared/tiers/row.ts';

export const flagged = (answer: Answer, condition: Condition): Answer => {
  const told = <T extends Pick<Row, 'flags'>>(row: T): T => {
    const more: Flag[] = [...(condition.findings().length > 0 ? (['damaged'] as const) : []), ...(condition.stuck() ? (['stale'] as const) : [])];
    return more.length === 0 ? row : { ...row, flags: [...row.flags, ...more] };
  };
  return {
    ...answer,
    rows: async (ask) => (await answer.rows(ask)).map(told),
    async explain(ask) {
      const found = await answer.explain(ask);
      return found && { ...found, row: told(found.row) };
    },
  };
};
