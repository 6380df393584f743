/** Reads what the address of the scorecard asks for; what is no such level, view, comparison or state is said, not passed over. */
import type { Request } from 'express';
import { COMPARED, LEVELS, type Query, USUAL, VIEWS } from '../cards/asked.ts';
import { STATES } from '../cards/state.ts';
import { Problem } from '../problem.ts';

const one = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const several = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string' && item !== '').slice(0, 50);

/** Throws Problem 400. */
export const queryOf = (given: Request['query']): Query => {
  const among = <T extends string>(name: string, all: readonly T[], what: string): T | null => {
    const value = one(given[name]);
    const found = all.find((item) => item === value) ?? null;
    if (value !== null && found === null) throw new Problem(400, `No such ${what}`, `“${value}” is not a ${what}; there are ${all.join(', ')}.`);
    return found;
  };
  return {
    scorecard: one(given.scorecard),
    level: among('level', LEVELS, 'level') ?? USUAL.level,
    view: among('view', VIEWS, 'view') ?? USUAL.view,
    period: one(given.period),
    // in which zone a time was typed is known where its scorecard is
    at: null,
    compare: among('cmp', COMPARED, 'comparison') ?? USUAL.compare,
    asReported: given.asReported !== undefined && given.asReported !== 'false',
    status: among('status', STATES, 'state'),
    open: several(given.open),
  };
};
