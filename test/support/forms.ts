/** Links and forms of a page as a browser without a script has them: where they lead, and what they send. */
const decoded = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag);
  return found ? decoded(found[1] ?? '') : null;
};

/** A form: `fields` = what it sends when nothing is typed, `typed` = names of what somebody types, with the kind of each. */
export type Form = { method: string; action: string; fields: [string, string][]; typed: [name: string, kind: string][]; /** submit buttons that have a name */ buttons: [string, string][] };

const formOf = (html: string): Form => {
  const [open = ''] = /^<form[^>]*>/.exec(html) ?? [];
  const out: Form = { method: attribute(open, 'method') ?? 'get', action: attribute(open, 'action') ?? '', fields: [], typed: [], buttons: [] };
  for (const [tag = ''] of html.matchAll(/<(?:input|textarea|select|button)[^>]*>/g)) {
    const name = attribute(tag, 'name');
    if (name === null) continue;
    const [value, type] = [attribute(tag, 'value') ?? '', attribute(tag, 'type') ?? ''];
    if (tag.startsWith('<button')) out.buttons.push([name, value]);
    else if (type === 'hidden') out.fields.push([name, value]);
    else if (type === 'checkbox' || type === 'radio') {
      if (attribute(tag, 'checked') !== null) out.fields.push([name, value]);
    } else if (tag.startsWith('<select')) out.fields.push([name, attribute(/<option[^>]*>/.exec(html.slice(html.indexOf(tag)))?.[0] ?? '', 'value') ?? '']);
    else {
      out.fields.push([name, value]);
      out.typed.push([name, type || 'text']);
    }
  }
  return out;
};

/** Addresses of pages that a page links to; not of files and of the API. */
export const linksOf = (html: string): string[] => [...new Set([...html.matchAll(/<a\s[^>]*>/g)].map(([tag]) => attribute(tag, 'href') ?? '').filter((href) => /^\/(?!\/|api\/|assets\/)/.test(href)).map((href) => href.replace(/#.*$/, '')))];

/** The forms of a page. */
export const formsOf = (html: string): Form[] => [...html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => formOf(form));
