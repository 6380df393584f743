/** What people call a measure on the command line: its name, or tier/name. */
import { HeptadError } from '../shared/errors.ts';

/** The tiers and names that an ID may mean, in the order of `tiers`. */
export const meanings = <T extends string>(id: string, tiers: readonly T[]): { tier: T; name: string }[] => {
  const cut = id.indexOf('/');
  const tier = tiers.find((one) => one === id.slice(0, cut));
  return tier ? [{ tier, name: id.slice(cut + 1) }] : tiers.map((one) => ({ tier: one, name: id }));
};

/** There is none. */
export const nobody = (id: string): HeptadError => new HeptadError('USAGE', `there is no measure named ${id}`, { hint: 'heptad status lists them all' });
