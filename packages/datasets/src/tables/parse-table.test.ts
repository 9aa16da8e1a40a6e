import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { type Delimiter, parseTable } from './parse-table.ts';
import { parseValue } from './parse-value.ts';

const cell = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .map((text) => text.trim())
  .filter((text) => text !== '' && !/["'\uFEFF\r\n\t;,]/u.test(text));

/** An error with this message and no other. */
const exactly = (message: string) => expect.objectContaining({ name: 'LabelError', message });

describe('parseTable', () => {
  it('reads back what was written, with any delimiter, line end and byte-order mark', () => {
    const row = fc.array(cell, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 5 }),
        fc.constantFrom<Delimiter>(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom('', '\uFEFF'),
        fc.boolean(),
        (rows, delimiter, end, mark, isQuoted) => {
          const text = rows.map((cells) =>
            cells.map((cell) => (isQuoted ? `"${cell}"` : cell)).join(delimiter),
          );
          const table = parseTable(mark + text.join(end) + end);
          expect(table.delimiter).toBe(delimiter);
          expect(table.rows).toEqual(rows.map((cells, i) => ({ line: i + 1, cells })));
        },
      ),
    );
  });

  it('counts empty lines and line ends inside quotes', () => {
    const { rows } = parseTable('a,b\n\n"x\ny",2\n\n3,4');
    expect(rows.map(({ line }) => line)).toEqual([1, 3, 6]);
    expect(rows[1]!.cells).toEqual(['x\ny', '2']);
  });

  it('takes single quotes and blanks off', () => {
    expect(parseTable("'Train_01'; 0.1 ;x").rows[0]!.cells).toEqual(['Train_01', '0.1', 'x']);
  });

  it('reads columns that blanks separate', () => {
    const { delimiter, rows } = parseTable('# time arousal\n 0.0   0.5\n');
    expect(delimiter).toBe(' ');
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['#', 'time', 'arousal'],
      ['0.0', '0.5'],
    ]);
  });

  it('gives rows or a LabelError for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a1,;\t"\' \n\r\uFEFF-.') }), (text) => {
        try {
          const { rows } = parseTable(text);
          const lines = text.split(/\r\n?|\n/).length;
          for (const { line } of rows) expect(line >= 1 && line <= lines).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(LabelError);
        }
      }),
    );
  });

  it.each([
    ['', 'is empty: it has no row.'],
    [' \n\n', 'is empty: it has no row.'],
    ['a,b\n"x,1\ny,2', 'line 2: a quote that is opened there is not closed.'],
  ])('refuses %j', (text, message) => {
    expect(() => parseTable(text)).toThrow(exactly(message));
  });
});

describe('parseValue', () => {
  it('reads numbers with a point or a comma', () => {
    fc.assert(
      fc.property(fc.double({ min: -10, max: 10, noNaN: true }), (value) => {
        const text = value.toFixed(6);
        expect(parseValue(text, 'x', 1)).toBe(Number(text));
        expect(parseValue(text.replace('.', ','), 'x', 1)).toBe(Number(text));
      }),
    );
    expect(parseValue('+1.5e-2', 'x', 1)).toBe(0.015);
  });

  it.each(['', 'NaN', 'nan', 'NA', 'N/A', '?', 'null', 'None'])('reads %j as missing', (cell) => {
    expect(parseValue(cell, 'x', 1)).toBeNaN();
  });

  it.each(['abc', '1.2.3', '1,234,5', '--1', 'Infinity', '0x10', '1e999', '1 2'])(
    'refuses %j',
    (cell) => {
      expect(() => parseValue(cell, 'arousal', 7)).toThrow(
        exactly(`line 7: 'arousal' must be a number or empty, got '${cell}'.`),
      );
    },
  );
});
