/**
 * Keys that lead from page to page, and the list of them: "g" and a letter, "/" for the search of the page, "?" for the list. They rest while somebody types
 * or a dialog is open, and can be turned off for good, for they are single characters (WCAG 2.1.4). Only what the page has is offered.
 */

/** The letter after g, and the address of the link in the bar that it follows. */
const PLACES = [['s', '/'], ['l', '/slos'], ['a', '/alerts'], ['e', '/events'], ['p', '/pipeline'], ['t', '/tiers']] as const;
/** For so long, ms, a letter belongs to the g before it. */
const TOGETHER = 1500;
const KEPT = 'heptad-shortcuts';

/** Without storage (a browser that forbids it) they are on, as for everybody at first. */
const on = (): boolean => {
  try {
    return localStorage.getItem(KEPT) !== 'off';
  } catch {
    return true;
  }
};
const turn = (to: boolean): void => {
  try {
    localStorage.setItem(KEPT, to ? 'on' : 'off');
  } catch {
    // it holds for this page only then, and there is nothing to say about it
  }
};

/** Whatever else it asks for: the zone of the page stands in every address. */
const linkTo = (address: string): HTMLAnchorElement | undefined => [...document.querySelectorAll<HTMLAnchorElement>('#nav a')].find((one) => one.pathname === address);
const searchBox = (): HTMLInputElement | null => document.querySelector<HTMLInputElement>('main input[type="search"]');

const element = <K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
};

/** What this page offers: keys and what they do. */
const offered = (): [string[], string][] => [
  // the first text of a link is its name; what stands behind it counts
  ...PLACES.flatMap(([key, address]): [string[], string][] => (linkTo(address) ? [[['g', key], `Go to ${linkTo(address)?.firstChild?.textContent ?? address}`]] : [])),
  ...(searchBox() ? ([[['/'], 'Search on this page']] as [string[], string][]) : []),
  ...(document.querySelector('.drawn') ? ([[['←', '→'], 'On a chart: move along its points (Shift by ten, Home, End)']] as [string[], string][]) : []),
  [['?'], 'This list'],
];

export const shortcuts = (): void => {
  const list = element('dl', {});
  const box = element('input', { type: 'checkbox', id: 'keys-on' });
  const close = element('button', { type: 'button', class: 'act' }, 'Close');
  const dialog = element('dialog', { id: 'keys-list', 'aria-labelledby': 'keys-title' }, element('h2', { id: 'keys-title' }, 'Keyboard shortcuts'), list, element('p', {}, element('label', {}, box, ' Use them')), close);
  document.body.append(dialog);

  const open = (): void => {
    list.replaceChildren(...offered().map(([keys, text]) => element('div', {}, element('dt', {}, ...keys.flatMap((key, i) => [...(i > 0 ? [' '] : []), element('kbd', {}, key)])), element('dd', {}, text))));
    box.checked = on();
    dialog.showModal();
  };
  close.addEventListener('click', () => dialog.close());
  box.addEventListener('change', () => turn(box.checked));

  const button = element('button', { type: 'button', class: 'icon', id: 'keys', 'aria-haspopup': 'dialog', 'aria-label': 'Keyboard shortcuts' }, element('span', { 'aria-hidden': 'true' }, '?'));
  button.addEventListener('click', open);
  document.getElementById('theme')?.before(button);

  let before = Number.NEGATIVE_INFINITY;
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    const types = target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || types || document.querySelector('dialog[open]') || !on()) return;
    const place = event.timeStamp - before < TOGETHER ? PLACES.find(([letter]) => letter === key) : undefined;
    before = key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (key === '?') open();
    else if (key === '/') {
      const search = searchBox();
      if (!search) return;
      search.focus();
      search.select();
    } else if (place) linkTo(place[1])?.click();
    else return;
    event.preventDefault();
  });
};
