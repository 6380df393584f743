/** Figures in the sentences that alerts give as their reason. Pure. */

export const short = (n: number | null | undefined): string => (typeof n === 'number' ? String(Number(n.toPrecision(3))) : '-');
export const percent = (share: number): string => `${short(share * 100)} %`;
/** ms as "1 h 5 min" or "40 s". */
export const span = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  const [h, m, s] = [Math.floor(minutes / 60), minutes % 60, Math.floor((ms % 60_000) / 1000)];
  return [h ? `${h} h` : '', m ? `${m} min` : '', s && !h ? `${s} s` : ''].filter((one) => one !== '').join(' ') || '0 s';
};
