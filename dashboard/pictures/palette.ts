/** The colours of the pages for pictures that are made on the server: read from the same file of tokens, light or dark. */
import { readFileSync } from 'node:fs';

export type Theme = 'light' | 'dark';

/** `rgb(132 5 6 / .10)` in the form that every reader of SVG knows. */
const plain = (value: string): string => {
  const found = /^rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)$/.exec(value);
  return found ? `rgba(${found[1]},${found[2]},${found[3]},${Number(found[4])})` : value;
};

const block = (css: string, selector: string): Map<string, string> => {
  const from = css.indexOf(`${selector} {`);
  const text = css.slice(from, css.indexOf('}', from)).replaceAll(/\/\*.*?\*\//gs, '');
  return new Map([...text.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name as string, plain((value as string).trim())]));
};

let read: Record<Theme, Map<string, string>> | null = null;

/** The value of a token in a theme. */
export const palette = (theme: Theme): ((name: string) => string) => {
  if (read === null) {
    const css = readFileSync(new URL('../web/tokens.css', import.meta.url), 'utf8');
    const light = block(css, ':root');
    read = { light, dark: new Map([...light, ...block(css, '[data-theme="dark"]')]) };
  }
  const tokens = read[theme];
  return (name) => tokens.get(name) ?? '';
};
