/** How burn rates and shares of an error budget are written: pages, files of charts and the sentences of alerts all write them through this file, so that one figure reads alike everywhere. Pure. */
import { cut, exact, figure, type Spec, text } from './figure.ts';

/** A burn rate: "19.0×", under ten "4.93×". */
export const times = (value: number | null): string => (value === null ? '–' : `${text(cut(exact(value), Math.abs(value) < 10 ? 2 : 1, 'half'))}×`);

/** A threshold as it was set: "14.4×". */
export const threshold = (value: number): string => `${text(cut(exact(value), 4, 'half')).replace(/\.?0+$/, '')}×`;

const LEFT: Spec = { kind: 'ratio', unit: '', whole: true, polarity: 'higher', adequate: null, desired: null };
/** The share of the budget that is left, to its worse side: "28 %", under ten per cent "4.2 %"; what is left of it is never written as 0. */
export const leftShare = (ratio: number | null): string => {
  if (ratio === null) return '–';
  if (Math.abs(ratio) >= 0.1) return figure(ratio, LEFT);
  return ratio > 0 && ratio < 0.001 ? '< 0.1 %' : figure(ratio, { ...LEFT, whole: false, adequate: 0, desired: 0 });
};

/** The share that is spent when so much is left: what both say makes up the whole. */
export const spentShare = (left: number): string => {
  const { m, e } = exact(left);
  return `${text(cut({ m: (10n ** BigInt(e) - m) * 100n, e }, Math.abs(left) >= 0.1 || left === 0 ? 0 : 1, 'up'))} %`;
};
