/** The document round every page: head, skip link, top bar, main, and where the built assets are linked. */
import type { VNode } from 'preact';
import type { Fault } from '../../shared/plan/measure.ts';
import { planBanner, storeBanner } from './banner.ts';
import { h, html, type Part } from './markup.ts';
import { sprite } from './state.ts';
import { keepZone, type Zoned, zonePicker } from './zone.ts';

/** Addresses of the built script and style sheet; empty when the web folder was not built. */
export type Assets = { script: string | null; styles: string[] };

export type Page = {
  title: string;
  main: Part[];
  assets: Assets;
  /** what is wrong with the plan folder, said over every page */
  faults?: readonly Fault[];
  /** what is wrong with the store, said there, too */
  store?: { troubles: readonly string[]; damaged: boolean };
  /** fixed by the cookie `theme`, else the system's */
  theme: 'light' | 'dark' | null;
  /** which link of the top bar this page is */
  here: 'scorecard' | 'tiers' | 'slos' | 'events' | 'alerts' | 'pipeline' | null;
  /** rules that fire now; null when that is not known */
  firing?: number | null;
  /** 'stream': repaint on news of tiers; a number: look again every so many seconds; null: a page that does not change */
  live: 'stream' | number | null;
  /** topics of the stream whose news repaint it, with commas between; without it tiers and alerts */
  topics?: string;
  /** in which zone it tells its times */
  zoned?: Zoned | undefined;
  /** 'board': printed lying, as a board page */
  paper?: 'board';
};

const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Cg fill=%22%230b57d0%22%3E%3Cpath d=%22M8 1l1 2H7z%22/%3E%3Cpath d=%22M6.6 4h2.8l.9 2H5.7zM5.2 7h5.6l.9 2H4.3zM3.8 10h8.4l.9 2H2.9zM2.4 13h11.2l1.4 2H1z%22/%3E%3C/g%3E%3C/svg%3E';

const brand = (): VNode =>
  h(
    'a',
    { class: 'brand', href: '/' },
    h('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('path', { d: 'M8 1l1 2H7zM6.6 4h2.8l.9 2H5.7zM5.2 7h5.6l.9 2H4.3zM3.8 10h8.4l.9 2H2.9zM2.4 13h11.2l1.4 2H1z' })),
    'Heptad',
  );

/** Pages that the bar leads to. */
const LINKS = [['scorecard', '/', 'Scorecard'], ['tiers', '/tiers', 'Tiers'], ['slos', '/slos', 'SLOs'], ['alerts', '/alerts', 'Alerts'], ['events', '/events', 'Events'], ['pipeline', '/pipeline', 'Pipeline']] as const;

const fired = (n: number): Part => (n === 0 ? null : h('span', { class: 'tally' }, h('span', { 'aria-hidden': 'true' }, String(n)), h('span', { class: 'vh' }, `, ${n} firing`)));

const zoned = <T>(page: Page, part: T): T => (page.zoned?.asked ? keepZone(part, page.zoned.asked) : part);

/** The whole page as text. What needs JavaScript (live dot, theme) is hidden until the script shows it. */
export const document = (page: Page): string =>
  html(
    h(
      'html',
      { lang: 'en', 'data-theme': page.theme },
      h(
        'head',
        null,
        h('meta', { charset: 'utf-8' }),
        h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
        h('meta', { name: 'color-scheme', content: 'light dark' }),
        h('title', null, `${page.title} – Heptad`),
        h('link', { rel: 'icon', href: ICON }),
        page.assets.styles.map((href) => h('link', { rel: 'stylesheet', href })),
        page.assets.script === null ? null : h('script', { type: 'module', src: page.assets.script }),
      ),
      h(
        'body',
        null,
        sprite(),
        h('a', { class: 'skip', href: '#main' }, 'Skip to the content'),
        h(
          'header',
          { class: 'bar' },
          h(
            'div',
            { class: 'page' },
            zoned(page, brand()),
            h('nav', { 'aria-label': 'Main', id: 'nav', 'data-firing': page.firing ?? 0 }, zoned(page, LINKS.map(([here, href, text]) => h('a', { href, ...(page.here === here ? { 'aria-current': 'page' } : {}) }, text, here === 'alerts' ? fired(page.firing ?? 0) : null)))),
            h(
              'div',
              { class: 'tools' },
              page.live === 'stream'
                ? h('button', { type: 'button', class: 'live', id: 'live', hidden: true, 'data-state': 'connecting', 'aria-pressed': 'false' }, h('span', { class: 'pip' }), h('span', { id: 'live-word' }, 'Connecting'), h('span', { class: 'vh' }, '(pause updates)'))
                : null,
              h(
                'button',
                { type: 'button', class: 'icon', id: 'theme', hidden: true, 'aria-label': 'Change between light and dark' },
                h('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('path', { d: 'M8 1.5v13a6.5 6.5 0 0 0 0-13Z' }), h('circle', { class: 'outline', cx: 8, cy: 8, r: 6.5 })),
              ),
            ),
          ),
        ),
        h('main', { id: 'main', class: page.paper === undefined ? 'page' : `page ${page.paper}`, tabindex: -1, 'data-live': page.live, 'data-topics': page.topics }, storeBanner(page.store ?? { troubles: [], damaged: false }), planBanner(page.faults ?? []), zoned(page, page.main), page.zoned ? zonePicker(page.zoned) : null),
        h('p', { class: 'vh', id: 'said', role: 'status' }),
        h('p', { class: 'vh', id: 'alarm', role: 'alert' }),
      ),
    ),
  );

/** A page that says what is wrong and what to do next. */
export const trouble = (title: string, says: string, next: Part): Part[] => [h('h1', null, title), h('p', { class: 'lead' }, says), h('p', null, next)];
