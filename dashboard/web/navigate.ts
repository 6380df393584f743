/** Filters and opening rows without a reload: links that lead to this same page change the address and repaint. Without a script they are plain links. */
import { repaint } from './repaint.ts';

const plain = (event: MouseEvent): boolean => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

export const navigate = (): void => {
  document.addEventListener('click', async (event) => {
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    if (!anchor || event.defaultPrevented || !plain(event) || anchor.target) return;
    const to = new URL(anchor.href);
    // an instant of the past is another page: it is not live
    if (to.searchParams.get('at') !== new URLSearchParams(location.search).get('at')) return;
    // only filters and opened rows: another scorecard or another page is loaded as a whole
    if (to.origin !== location.origin || to.pathname !== location.pathname || (to.search === location.search && to.hash !== '') || !anchor.closest('main') || anchor.closest('.sheets, .path, .views')) return;
    event.preventDefault();
    to.hash = '';
    if (!(await repaint(to.href))) location.assign(anchor.href);
    // a list that the link was chosen from has done its work; the focus goes back to its button
    anchor.closest<HTMLElement>('[popover]')?.hidePopover();
  });
  addEventListener('popstate', () => void repaint());
};
