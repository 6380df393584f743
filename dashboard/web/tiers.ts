/**
 * The tier map under hand: pointing at one lights what is above and below it, arrows walk within and across columns, Enter opens, Space chooses, and
 * filters apply as they are typed. Without a script a click chooses, the sentence above opens, and Enter in a filter applies it.
 */
import { repaint } from './repaint.ts';

const nodesOf = (map: HTMLElement): HTMLElement[] => [...map.querySelectorAll<HTMLElement>('.node')];
const idsBelow = (node: HTMLElement): string[] => (node.dataset.below ?? '').split(' ').filter(Boolean);

/** Ids of a node and of all above and below it. */
const kinOf = (map: HTMLElement, self: HTMLElement): Set<string> => {
  const below = new Map(nodesOf(map).map((node) => [node.dataset.id ?? '', idsBelow(node)]));
  const above = new Map<string, string[]>();
  for (const [id, children] of below) for (const child of children) above.set(child, [...(above.get(child) ?? []), id]);
  const found = new Set<string>();
  for (const way of [below, above]) {
    const walk = (id: string): void => {
      for (const next of way.get(id) ?? []) {
        if (found.has(next)) continue;
        found.add(next);
        walk(next);
      }
    };
    walk(self.dataset.id ?? '');
  }
  return found.add(self.dataset.id ?? '');
};

/** Lights a node and its kin; null puts out all. */
const light = (map: HTMLElement, self: HTMLElement | null): void => {
  const kin = self ? kinOf(map, self) : new Set<string>();
  map.classList.toggle('lit', self !== null);
  for (const node of nodesOf(map)) {
    node.classList.toggle('self', node === self);
    node.classList.toggle('kin', node !== self && kin.has(node.dataset.id ?? ''));
  }
  for (const wire of map.querySelectorAll<SVGPathElement>('.wire')) wire.classList.toggle('kin', kin.has(wire.dataset.from ?? '') && kin.has(wire.dataset.to ?? ''));
};

const chosen = (map: HTMLElement): HTMLElement | null => map.querySelector<HTMLElement>('.node[aria-current]');

/** One tab stop a column: the node that was last in focus, else the one that is chosen, else the first. */
const stops = (map: HTMLElement, focused: HTMLElement | null): void => {
  for (const column of map.querySelectorAll('.tier-column')) {
    const all = [...column.querySelectorAll<HTMLElement>('.node')];
    const stop = all.find((node) => node === focused) ?? all.find((node) => node.dataset.stop !== undefined) ?? all.find((node) => node.hasAttribute('aria-current')) ?? all[0];
    for (const node of all) {
      node.tabIndex = node === stop ? 0 : -1;
      if (node === stop && node === focused) node.dataset.stop = '';
      else if (focused && column.contains(focused)) delete node.dataset.stop;
    }
  }
};

const height = (node: HTMLElement): number => node.getBoundingClientRect().top;
const nearest = (nodes: readonly HTMLElement[], to: HTMLElement): HTMLElement | undefined => [...nodes].sort((a, b) => Math.abs(height(a) - height(to)) - Math.abs(height(b) - height(to)))[0];

/** Where an arrow leads: up and down within the column; sideways to the nearest one that is tied, else to the nearest of the next column. */
const step = (map: HTMLElement, from: HTMLElement, key: string): HTMLElement | undefined => {
  const columns = [...map.querySelectorAll('.tier-column')].map((column) => [...column.querySelectorAll<HTMLElement>('.node')]);
  const at = columns.findIndex((column) => column.includes(from));
  const column = columns[at] ?? [];
  const i = column.indexOf(from);
  if (key === 'ArrowUp') return column[i - 1];
  if (key === 'ArrowDown') return column[i + 1];
  if (key === 'Home') return column[0];
  if (key === 'End') return column.at(-1);
  const onward = key === 'ArrowRight' ? columns.slice(at + 1) : columns.slice(0, at).reverse();
  const mine = new Set(idsBelow(from));
  const tied = (node: HTMLElement): boolean => (key === 'ArrowRight' ? mine.has(node.dataset.id ?? '') : idsBelow(node).includes(from.dataset.id ?? ''));
  const way = onward.map((one) => one.filter(tied)).find((one) => one.length > 0) ?? onward.find((one) => one.length > 0) ?? [];
  return nearest(way, from);
};

const nodeAt = (event: Event): HTMLElement | null => (event.target instanceof Element ? event.target.closest<HTMLElement>('.node') : null);

export const tiers = (): void => {
  const map = document.getElementById('tiers');
  const form = document.getElementById('tier-filters') as HTMLFormElement | null;
  if (!map || !form) return;
  // what is pointed at by the mouse goes before what is in focus, and that before what is chosen
  let over: HTMLElement | null = null;
  let focused: HTMLElement | null = null;
  const show = (): void => light(map, over ?? focused ?? chosen(map));
  map.addEventListener('mouseover', (event) => {
    over = nodeAt(event);
    show();
  });
  map.addEventListener('mouseleave', () => {
    over = null;
    show();
  });
  map.addEventListener('focusin', (event) => {
    focused = nodeAt(event);
    if (focused) stops(map, focused);
    show();
  });
  map.addEventListener('focusout', () => {
    focused = null;
    show();
  });
  map.addEventListener('keydown', (event) => {
    const node = nodeAt(event);
    if (!node || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter') location.assign(node.dataset.open ?? '');
    else if (event.key === ' ') node.click();
    else if (event.key === 'Escape') document.getElementById('clear')?.click();
    else if (['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) step(map, node, event.key)?.focus();
    else return;
    event.preventDefault();
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  const filter = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const query = new URLSearchParams([...new FormData(form)].flatMap(([name, value]) => (value === '' ? [] : [[name, String(value)]])));
      history.replaceState(null, '', `/tiers${query.size === 0 ? '' : `?${query}`}`);
      void repaint();
    }, 150);
  };
  for (const input of form.elements) input.addEventListener('input', filter);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    filter();
  });
  document.addEventListener('heptad:repaint', () => {
    // a filter that was taken away by its chip goes from its box, too
    for (const input of form.elements) if (input instanceof HTMLInputElement && input.type === 'search' && input !== document.activeElement) input.value = input.defaultValue;
    stops(map, null);
    show();
  });
  stops(map, null);
};
