/**
 * Keeps the page current: one event stream, at most one repaint a second, paused while the page is hidden or when the reader says so.
 * The dot says where it stands: live, paused, reconnecting, stale. A page without a stream (first run) is looked at again every few seconds.
 */
import { repaint } from './repaint.ts';

const STREAM = '/api/v1/stream?topics=';
const WORDS = { connecting: 'Connecting', live: 'Live', paused: 'Paused', reconnecting: 'Reconnecting', stale: 'Stale' } as const;

type State = keyof typeof WORDS;

export const live = (): void => {
  const { live: mode, topics = 'tiers,alerts' } = document.querySelector('main')?.dataset ?? {};
  if (!mode) return;
  if (mode !== 'stream') {
    setInterval(async () => {
      if (document.hidden) return;
      await repaint();
      // a plan has come: the page is another one now
      if (document.querySelector('main')?.dataset.live !== mode) location.reload();
    }, Number(mode) * 1000);
    return;
  }
  const button = document.getElementById('live');
  const word = document.getElementById('live-word');
  const said = document.getElementById('said');
  let source: EventSource | null = null;
  let paused = false;
  let due = false;
  let last = 0;
  let failed = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = (state: State): void => {
    if (!button || !word || button.dataset.state === state) return;
    if (said && (state === 'reconnecting' || state === 'stale' || button.dataset.state === 'reconnecting')) said.textContent = `Updates: ${WORDS[state]}`;
    button.dataset.state = state;
    word.textContent = WORDS[state];
  };
  /** What is read must not move away under the pointer or the focus: a page that follows events waits, and says so. */
  const held = (): boolean => {
    const holds = document.querySelector('[data-still]:is(:hover, :focus-within)') !== null;
    document.getElementById('held')?.toggleAttribute('hidden', !holds);
    return holds;
  };
  const soon = (): void => {
    due = true;
    if (timer !== undefined) return;
    timer = setTimeout(async () => {
      timer = undefined;
      if (!due || !source) return;
      last = performance.now();
      if (held()) return soon();
      due = false;
      failed = (await repaint(undefined, held)) ? 0 : failed + 1;
      if (held()) due = true;
      show(failed > 2 ? 'stale' : 'live');
      if (due) soon();
    }, Math.max(0, last + 1000 - performance.now()));
  };
  const open = (): void => {
    if (source || paused || document.hidden) return;
    source = new EventSource(`${STREAM}${topics}`);
    source.addEventListener('open', () => {
      show('live');
      // what was missed while away
      soon();
    });
    source.addEventListener('error', () => {
      if (!source) return;
      show('reconnecting');
      if (source.readyState === EventSource.CLOSED) {
        close();
        setTimeout(open, 3000);
      }
    });
    for (const name of ['message']) source.addEventListener(name, soon);
  };
  const close = (): void => {
    source?.close();
    source = null;
  };

  // the dot in the bar, and on a page that follows events a button of its own
  const pauses = [button, document.querySelector<HTMLElement>('[data-pause]')].filter((one) => one !== null);
  const words = pauses.map((one) => one.textContent);
  const toggle = (): void => {
    paused = !paused;
    pauses.forEach((one, i) => {
      one.setAttribute('aria-pressed', String(paused));
      if (one.dataset.pause) one.textContent = paused ? one.dataset.pause : (words[i] ?? '');
    });
    if (paused) {
      close();
      show('paused');
    } else open();
  };
  for (const one of pauses) {
    one.hidden = false;
    one.addEventListener('click', toggle);
  }
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      close();
      show('paused');
    } else open();
  });
  addEventListener('pagehide', close);
  open();
};
