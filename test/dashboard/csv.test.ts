import { describe, expect, it } from 'vitest';
import { listTable, sloTable } from '../../dashboard/cards/3-slo-tables.ts';
import type { Listed } from '../../dashboard/cards/3-slo-list.ts';
import type { SloFacts } from '../../dashboard/cards/3-slo-page.ts';
import { csv, defused, objects } from '../../dashboard/csv.ts';
import { CsvFile } from '../../dashboard/file.ts';
import type { Cell } from '../../dashboard/table.ts';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import { HOSTILE } from '../support/hostile.ts';
import { SLOS } from '../support/northwind-slos.ts';

/** Cells as a spreadsheet reads them that splits at `by`. */
const cells = (text: string, by: string): string[][] => {
  const out: string[][] = [[]];
  let [cell, quoted] = ['', false];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quoted && c === '"' && text[i + 1] === '"') {
      cell += c;
      i++;
    } else if (c === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && c === by) {
      out.at(-1)?.push(cell);
      cell = '';
    } else if (!quoted && (c === '\n' || c === '\r')) {
      if (c === '\r' && text[i + 1] === '\n') i++;
      out.at(-1)?.push(cell);
      out.push([]);
      cell = '';
    } else cell += c;
  }
  return out.slice(0, -1);
};
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

const measure = SLOS[0] as SloMeasure;
const listed = (text: string): Listed => ({ measure: { ...measure, name: text, service: text, owner: text }, title: text, row: null, spec: { kind: 'ratio', unit: '', whole: false, polarity: 'higher', adequate: null, desired: null }, firing: 0, blind: 0 });
const facts = { measure, charts: null, spent: { bad: 64, counted: 64, minutes: 1, every: 1, dimensions: [{ field: 'labels.route', values: HOSTILE.map((value) => ({ value, bad: 1, counted: 1 })) }] }, facts: { row: null, below: [], events: { side: '', after: null, next: null, items: HOSTILE.map((text) => ({ stream: 'event', minute: 0, time: 0, service: text, id: text, source: text, kind: text, state: text, component: text, severity: text, unit: text, value: '-1', ownGood: null, ownTotal: null, labels: { [text]: text }, good: false })) } } } as unknown as SloFacts;

describe('a table as CSV', () => {
  it('has sixty-four hostile texts to withstand', () => expect(new Set(HOSTILE).size).toBe(64));

  it('holds no cell that a spreadsheet would compute, wherever it splits the line', () => {
    for (const table of [listTable(HOSTILE.map(listed)), sloTable('spent', facts, null), sloTable('events', facts, null)]) {
      const text = csv(table);
      const read = cells(text, ',');
      expect(read.length).toBe(65);
      for (const row of read) expect(row.length).toBe(table.columns.length);
      for (const by of [',', ';', '\t']) for (const cell of cells(text, by).flat()) if (!/^-?[\d.]+$/.test(cell)) expect(cell).not.toMatch(FORMULA);
    }
  });

  it('keeps a label that is called like a column, or like what every object has, in a column of its own', () => {
    for (const [label, head] of [['bad', 'label bad'], ['toString', 'toString'], ['__proto__', '__proto__']] as const) {
      const named = { ...facts, spent: { ...facts.spent, dimensions: [{ field: `labels.${label}`, values: [{ value: 'x', bad: 64, counted: 64 }] }] } } as unknown as SloFacts;
      expect(csv(sloTable('spent', named, null)).split('\r\n').slice(0, 2)).toEqual([`${head},bad,counted,ofBad (share of 1),ofCounted (share of 1),ofBudget (share of 1)`, 'x,64,64,1,1,']);
    }
  });

  it('leaves what is harmless as it was, and numbers as numbers', () => {
    for (const text of ['Shop answers', 'a-b', '/checkout/pay', 'x = y', '2026-11-22T09:41:00Z', "it's", 'a,b', '']) expect(defused(text)).toBe(text);
    const row: Cell[] = ['a,b', 'say "no"', -1.5, 0, null, true, 'two\nlines', ' blank '];
    expect(csv({ columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], rows: [row] })).toBe('a,b,c,d,e,f,g,h\r\n"a,b","say ""no""",-1.5,0,,true,"two\nlines"," blank "\r\n');
    expect(cells(csv({ columns: ['a'], rows: HOSTILE.map((one) => [one]) }), ',').slice(1).map(([one]) => one)).toEqual(HOSTILE.map(defused));
  });

  it('is named after what it holds, without what a file name must not have', () => {
    expect(new CsvFile('../x "y"\r\nz-spent', { columns: [], rows: [] }).name).toBe('..-x-y-z-spent.csv');
    expect(objects({ columns: ['a', 'b'], rows: [[1, null]] })).toEqual([{ a: 1, b: null }]);
  });
});
