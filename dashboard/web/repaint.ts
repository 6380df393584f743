/** Fetches the page's address again and changes what differs inside main. One at a time; a newer ask waits for the running one. */
import { morph } from './morph.ts';

/** What each KPI or SLO of the page is said to be. */
const states = (): Map<string, string> => new Map([...document.querySelectorAll('tr.kpi, .slos > tbody > tr')].map((row) => [row.querySelector('.label a')?.textContent ?? '', row.querySelector('.status')?.textContent ?? '']));

/** The bar takes over its count; more that fire than before is said at once, fewer is said politely. */
const countFiring = (page: Document): void => {
  const [nav, next] = [document.getElementById('nav'), page.getElementById('nav')];
  if (!nav || !next) return;
  const [before, now] = [Number(nav.dataset.firing), Number(next.dataset.firing)];
  morph(nav, next);
  const says = document.getElementById(now > before ? 'alarm' : 'said');
  if (says && now !== before) says.textContent = now === 0 ? 'No alert fires any more' : `${now} ${now === 1 ? 'alert fires' : 'alerts firing'}`;
};

/** Says politely, once, which of them changed their state. */
const announce = (before: Map<string, string>): void => {
  const said = document.getElementById('said');
  const changed = [...states()].filter(([name, state]) => before.has(name) && before.get(name) !== state);
  if (!said || changed.length === 0) return;
  const first = changed.slice(0, 3).map(([name, state]) => `${name}: ${state}`);
  said.textContent = changed.length > 3 ? `${first.join('; ')}; and ${changed.length - 3} more changed` : first.join('; ');
};

let running: Promise<boolean> | null = null;

const fetchPage = async (address: string, unless: () => boolean): Promise<boolean> => {
  const response = await fetch(address, { headers: { Accept: 'text/html' } });
  if (!response.ok && response.status !== 404) return false;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const [main, next] = [document.querySelector('main'), page.querySelector('main')];
  if (!main || !next) return false;
  if (unless()) return true;
  const before = states();
  morph(main, next);
  announce(before);
  countFiring(page);
  document.title = page.title;
  document.dispatchEvent(new Event('heptad:repaint'));
  return true;
};

/**
 * True when the page is up to date; false when the server did not answer as it should (what is shown stays). With an address the page becomes
 * that one, and so does the address bar, before anybody who waits paints the old one again. `unless` is asked when the page has come: true leaves
 * all as it is.
 */
export const repaint = async (address?: string, unless: () => boolean = () => false): Promise<boolean> => {
  while (running) await running;
  running = fetchPage(address ?? location.href, unless).then((done) => {
    if (done && address !== undefined) history.pushState(null, '', address);
    return done;
  }, () => false);
  const done = await running;
  running = null;
  return done;
};
