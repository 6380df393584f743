/** Makes one tree of elements equal another by changing only what differs, so that focus, scroll, open details and selection stay. */

const attributes = (from: Element, to: Element): void => {
  for (const { name } of Array.from(from.attributes)) if (!to.hasAttribute(name) && !(name === 'open' && from.tagName === 'DETAILS')) from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value && !(name === 'open' && from.tagName === 'DETAILS')) from.setAttribute(name, value);
};

const alike = (a: Node, b: Node): boolean => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a as Element).id === (b as Element).id;

/** `from` becomes like `to`; elements marked data-keep (charts) keep their inside and take over new data only. */
export const morph = (from: Element, to: Element): void => {
  // most of a page is as it was: the browser tells that faster than a walk through both
  if (from.isEqualNode(to)) return;
  attributes(from, to);
  let here = from.firstChild;
  for (const there of to.childNodes) {
    let match: ChildNode | null = here;
    const id = there instanceof Element ? there.id : '';
    if (match && !alike(match, there)) {
      match = null;
      for (let next = here; next; next = next.nextSibling) if (id ? (next as Element).id === id && next.nodeName === there.nodeName : alike(next, there) && !(next as Element).id) { match = next; break; }
    }
    if (!match) {
      from.insertBefore(document.importNode(there, true), here);
      continue;
    }
    // what stands between has gone
    while (here && here !== match) {
      const gone: ChildNode = here;
      here = here.nextSibling;
      gone.remove();
    }
    if (match instanceof Element && there instanceof Element) {
      if (!match.hasAttribute('data-keep')) morph(match, there);
      else for (const { name, value } of there.attributes) if (name.startsWith('data-')) match.setAttribute(name, value);
    } else if (match.nodeValue !== there.nodeValue) match.nodeValue = there.nodeValue;
    here = match.nextSibling;
  }
  while (here) {
    const gone: ChildNode = here;
    here = here.nextSibling;
    gone.remove();
  }
};
