/** Fetches the page's address again and changes what differs inside main. One at a time; a newer ask waits for the running one. */
import { morph } from './morph.ts';

let running: Promise<boolean> | null = null;

const fetchPage = async (address: string): Promise<boolean> => {
  const response = await fetch(address, { headers: { Accept: 'text/html' } });
  if (!response.ok && response.status !== 404) return false;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const [main, next] = [document.querySelector('main'), page.querySelector('main')];
  if (!main || !next) return false;
  morph(main, next);
  document.title = page.title;
  document.dispatchEvent(new Event('heptad:repaint'));
  return true;
};

/** True when the page is up to date; false when the server did not answer as it should (what is shown stays). */
export const repaint = async (address: string = location.href): Promise<boolean> => {
  while (running) await running;
  running = fetchPage(address).catch(() => false);
  const done = await running;
  running = null;
  return done;
};
