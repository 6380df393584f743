/** What a reader reads of a piece of markup: its texts, a blank for every element between them. */
export const words = (html: string): string =>
  html.replaceAll(/<[^>]+>/g, ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll(/\s+/g, ' ').trim();
