/**
 * The outline under hand: one tab stop, arrows walk from line to line and fold and unfold, Enter opens. What is folded stays so when the page is painted
 * anew. Without a script every line is there and its name is a link.
 */

/** More lines than this begin folded, but for the first two levels. */
const MANY = 120;
const OPEN_LEVELS = 2;

const levelOf = (row: HTMLElement): number => Number(row.getAttribute('aria-level'));

export const outline = (): void => {
  const grid = document.getElementById('outline');
  if (!grid) return;
  const rows = (): HTMLElement[] => [...grid.querySelectorAll<HTMLElement>('tbody > tr')];
  const folded = new Set<string>();
  let stop = '';

  /** Hides what is below a folded line; one line is the tab stop. */
  const show = (): void => {
    const all = rows();
    let under = Number.POSITIVE_INFINITY;
    for (const row of all) {
      const level = levelOf(row);
      if (level <= under) under = Number.POSITIVE_INFINITY;
      row.hidden = level > under;
      if (!row.hasAttribute('aria-expanded')) continue;
      const shut = folded.has(row.id);
      row.setAttribute('aria-expanded', String(!shut));
      if (shut && !row.hidden) under = level;
    }
    const tab = all.find((row) => row.id === stop && !row.hidden) ?? all[0];
    for (const row of all) {
      row.tabIndex = row === tab ? 0 : -1;
      const link = row.querySelector('a');
      if (link) link.tabIndex = -1;
      const fold = row.querySelector<HTMLElement>('.fold');
      if (fold) fold.hidden = false;
    }
    document.getElementById('outline-keys')?.removeAttribute('hidden');
  };
  const go = (row: HTMLElement | undefined): void => {
    if (!row) return;
    stop = row.id;
    show();
    row.focus();
  };
  const fold = (row: HTMLElement, shut: boolean): void => {
    if (shut) folded.add(row.id);
    else folded.delete(row.id);
    show();
  };

  grid.addEventListener('click', (event) => {
    const row = event.target instanceof Element && event.target.closest('.fold') ? event.target.closest<HTMLElement>('tbody > tr') : null;
    if (!row) return;
    fold(row, !folded.has(row.id));
    go(row);
  });
  grid.addEventListener('focusin', (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('tbody > tr') : null;
    if (row && row.id !== stop) {
      stop = row.id;
      show();
    }
  });
  grid.addEventListener('keydown', (event) => {
    const row = event.target instanceof HTMLElement && event.target.matches('tbody > tr') ? event.target : null;
    if (!row || event.altKey || event.metaKey || (event.ctrlKey && event.key !== 'Home' && event.key !== 'End')) return;
    const seen = rows().filter((one) => !one.hidden);
    const at = seen.indexOf(row);
    const parts = row.hasAttribute('aria-expanded');
    const shut = folded.has(row.id);
    if (event.key === 'ArrowDown') go(seen[at + 1]);
    else if (event.key === 'ArrowUp') go(seen[at - 1]);
    else if (event.key === 'Home') go(seen[0]);
    else if (event.key === 'End') go(seen.at(-1));
    else if (event.key === 'ArrowRight') {
      if (parts && shut) fold(row, false);
      else if (parts) go(seen[at + 1]);
    } else if (event.key === 'ArrowLeft') {
      if (parts && !shut) fold(row, true);
      else go(seen.slice(0, at).findLast((one) => levelOf(one) < levelOf(row)));
    } else if (event.key === 'Enter') location.assign(row.dataset.open ?? '');
    else return;
    event.preventDefault();
  });
  document.addEventListener('heptad:repaint', show);

  const all = rows();
  if (all.length > MANY) for (const row of all) if (row.hasAttribute('aria-expanded') && levelOf(row) > OPEN_LEVELS) folded.add(row.id);
  show();
};
