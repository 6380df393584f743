/** Sixty-four texts that somebody may put into a name or a label: formulas for spreadsheets, markup and script for pages, and what breaks out of a cell. */

const CALLS = [`cmd|' /C calc'!A0`, '1+1', 'HYPERLINK("http://evil.example","click")', 'SUM(1;2)', 'IMPORTXML("http://evil.example","//a")', 'WEBSERVICE("http://evil.example")'];
const BEGINNINGS = ['=', '+', '-', '@', '\t=', '\r=', '\n=', ' ='];

export const HOSTILE: readonly string[] = [
  ...BEGINNINGS.flatMap((beginning) => CALLS.map((call) => `${beginning}${call}`)),
  '＝1+1', '＠SUM(1)', 'a,=1+1', 'a;=1+1', 'a\t=1+1', 'a"=1+1', 'a\r\n=1+1', '","=1+1', '";"=1+1',
  '<img src=x onerror=globalThis.hurt=1>', '<script>globalThis.hurt=1</script>', '"><svg onload=globalThis.hurt=1>', "' onmouseover='globalThis.hurt=1", 'javascript:globalThis.hurt=1', '</title><script>globalThis.hurt=1</script>', '{{constructor.constructor("globalThis.hurt=1")()}}',
];
