/** What the columns of a CSV file mean: fields from columns, fixed texts and rows; slips are named with what was probably meant. */
import { expect, test } from 'vitest';
import { messagesBy, readMapping } from '../../../ingest/sources/mapping.ts';

const header = ['row', 'Date', 'delay', 'status', 'a, b', 'origin', 'unit'];
const cells = ['7', '2001-01-10T18:20:00Z', '5.50', 'late', 'x', 'SEA', ''];
const by = (map: string, defaults = {}) => messagesBy(readMapping(map), header, defaults, 'data/flights.csv');

test('columns become fields, numbers where the field is one; an empty cell is an absent field; other columns are left out', () => {
  expect(by('id=row, time="Date",value=delay,state=status,labels.origin=origin,labels.both="a, b"', { kind: 'flight', service: 'airline' })(cells, 2)).toEqual({
    id: '7', time: '2001-01-10T18:20:00Z', value: 5.5, state: 'late', service: 'airline', kind: 'flight', labels: { origin: 'SEA', both: 'x' },
  });
});

test("single quotes give a fixed text, # the file's name and the line, which is also the id when none is given", () => {
  expect(by("id=#,time=Date,service='the ''air'' line',kind='f'")(cells, 12)).toEqual({ id: 'flights.csv:12', time: '2001-01-10T18:20:00Z', service: "the 'air' line", kind: 'f' });
  expect(by('time=Date', { kind: 'k', service: 's' })(cells, 3)).toMatchObject({ id: 'flights.csv:3' });
});

test('columns that are named like fields need no mapping; what --map says comes first', () => {
  const message = messagesBy(readMapping('value=b'), ['id', 'time', 'sli', 'service', 'value', 'b', 'labels.eu'], {}, 'f.csv');
  expect(message(['1', '1793491200000', 'x', 's', '1', '2', 'yes'], 2)).toEqual({ id: '1', time: 1_793_491_200_000, sli: 'x', service: 's', value: 2, labels: { eu: 'yes' } });
});

test('what is no number goes along as it stands, to be refused for it; a row in which nothing stands is no message', () => {
  const message = by('time=Date,value=delay', { kind: 'k', service: 's' });
  const value = (text: string): unknown => message(['', '1', text, '', '', '', ''], 2)?.['value'];
  expect(['1,5', 'NaN', '1e999', '-.5', '+3', '0x10'].map(value)).toEqual(['1,5', 'NaN', 'Infinity', -0.5, 3, '0x10']);
  expect(message(['7', ' ', '', 'late', '', '', ''], 2)).toBeNull();
});

test.each([
  ['time=Date,vlaue=delay', /a message has no field vlaue; did you mean value\?/],
  ['time=Dat', /flights\.csv has no column Dat; did you mean Date\?/],
  ['time=Date,time=row', /time is given twice/],
  ['time', /time is not field=column/],
  ['time=Date,value=#', /can only be an id/],
  ['time=Date,value=', /value names no column/],
  ['id=row', /no column gives the time; say which with --map time=COLUMN; its columns are row, Date/],
  ['time=Date', /no column gives the service; say which with --map service=COLUMN or --service NAME/],
  ["time=Date,service='s'", /no column gives the kind; say which with --map kind=COLUMN or --kind KIND/],
])('%s is refused in words', (map, said) => {
  expect(() => by(map)).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error);
  try {
    by(map);
  } catch (error) {
    const { message, hint } = error as { message: string; hint?: string };
    expect(`${message}; ${hint}`).toMatch(said);
  }
});
