import { readFileSync } from 'node:fs';
import { damagedText, needsLabelExamples, sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { parseAffWild1, parseAffWild2 } from './parse-aff-wild2.ts';

const nan = Number.NaN;

/** What every result must satisfy. */
function expectLabels({ arousal, valence, missing, outOfRange }: ReturnType<typeof parseAffWild2>) {
  expect(arousal.length).toBe(valence.length);
  for (const [i, value] of arousal.entries()) {
    for (const v of [value, valence[i]!]) expect(Number.isNaN(v) || Math.abs(v) <= 1).toBe(true);
    expect(Number.isNaN(value)).toBe(Number.isNaN(valence[i]!));
  }
  expect(missing).toBe(arousal.filter(Number.isNaN).length);
  expect(missing).toBeLessThan(arousal.length);
  expect(outOfRange).toBeLessThanOrEqual(missing);
}

const lines = fc.array(fc.oneof(fc.constant([-5, -5]), fc.tuple(sixtyFourths(), sixtyFourths())), {
  minLength: 1,
  maxLength: 12,
});
const end = fc.constantFrom('\n', '\r\n', '\r');

const labelError = (message: string) => expect.objectContaining({ name: 'LabelError', message });

describe('parseAffWild2', () => {
  it('reads by the header, one line for each frame, and takes -5 for missing', () => {
    const text = 'valence,arousal\n-0.057,0.027\n-5,-5\n0.5,-1\n';
    const labels = { missing: 1, outOfRange: 0 };
    const [arousal, valence] = [Float64Array.of(0.027, nan, -1), Float64Array.of(-0.057, nan, 0.5)];
    expect(parseAffWild2(text)).toEqual({ ...labels, arousal, valence });
    const other = '\uFEFFArousal, Valence\r\n0.027,-0.057\r\n-5,-5\r\n-1,0.5\r\n\r\n';
    expect(parseAffWild2(other)).toEqual({ ...labels, arousal, valence });
  });

  it('takes any value outside [-1, 1] for missing, and counts those that are not -5', () => {
    const text = 'valence,arousal\n0,0\n-5.0,0.5\n0.5,1.01\n-1.5,0\nnan,0\n';
    const { arousal, valence, missing, outOfRange } = parseAffWild2(text);
    expect([arousal, valence]).toEqual(Array(2).fill(Float64Array.of(0, nan, nan, nan, nan)));
    expect([missing, outOfRange]).toEqual([4, 2]);
  });

  it.each([
    ['', 'is empty: it has no row.'],
    [
      '0.1,0.2\n',
      "line 1: the header must be 'valence,arousal' or 'arousal,valence', got '0.1,0.2'.",
    ],
    [
      '\nvalence,arousal\n0,0',
      "line 2: the header must be 'valence,arousal' or 'arousal,valence', got 'valence,arousal'.",
    ],
    [
      'valence;arousal\n0;0',
      "line 1: the header must be 'valence,arousal' or 'arousal,valence', got 'valence;arousal'.",
    ],
    [
      'valence\n0',
      "line 1: the header must be 'valence,arousal' or 'arousal,valence', got 'valence'.",
    ],
    [
      'valence,arousal,x\n0,0,0',
      "line 1: the header must be 'valence,arousal' or 'arousal,valence', got 'valence,arousal,x'.",
    ],
    ['valence,arousal\n0,0\n\n0,0', 'line 3: must not be empty, because lines count the frames.'],
    ['valence,arousal\n0,0\n0', 'line 3: there must be two values, got 1.'],
    ['valence,arousal\n0,0\n0,x', "line 3: 'arousal' must be a number or empty, got 'x'."],
    ['valence,arousal\n-5,-5\n300,2', 'no frame has a label: there must be numbers from -1 to 1.'],
    ['valence,arousal\n', 'no frame has a label: there must be numbers from -1 to 1.'],
  ])('refuses %j', (text, message) => {
    expect(() => parseAffWild2(text)).toThrow(labelError(message));
  });

  it('reads what is written', () => {
    const written = fc.tuple(lines, fc.boolean(), end);
    fc.assert(
      fc.property(written, ([rows, isArousalFirst, end]) => {
        fc.pre(rows.some(([a]) => a !== -5));
        const header = isArousalFirst ? 'arousal,valence' : 'valence,arousal';
        const line = ([a, v]: readonly number[]) => (isArousalFirst ? `${a},${v}` : `${v},${a}`);
        const labels = parseAffWild2([header, ...rows.map(line), ''].join(end));
        const column = (i: number) =>
          Float64Array.from(rows, (row) => (row[i] === -5 ? nan : row[i]!));
        expect([labels.arousal, labels.valence]).toEqual(
          [column(0), column(1)].map((c) => c.map((x) => x + 0)),
        );
      }),
    );
  });

  it('gives labels or a LabelError, whatever the text', () => {
    const valid = lines.map((rows) =>
      ['valence,arousal', ...rows.map((row) => row.join(','))].join('\n'),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), damagedText(valid)), (text) => {
        try {
          expectLabels(parseAffWild2(text));
        } catch (error) {
          if (!(error instanceof LabelError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  const { skip, title, path } = needsLabelExamples('aff_wild2');
  it.skipIf(skip)(title('reads the example of the documented format'), () => {
    const file = `${path}/Annotations/VA_Estimation_Challenge/Train_Set/10-60-1280x720.txt`;
    const { arousal, valence, missing } = parseAffWild2(readFileSync(file, 'utf8'));
    expect([arousal.length, missing]).toEqual([12, 2]);
    expect([arousal[0], valence[0], arousal[3], valence[4], arousal[11], valence[11]]).toEqual([
      0.027,
      -0.057,
      nan,
      nan,
      0.047,
      0.067,
    ]);
  });
});

describe('parseAffWild1', () => {
  it('reads one number for each frame from two files', () => {
    expect(parseAffWild1('0.095\n-5\n1\n', '-0.095\n0.5\n-1')).toEqual({
      arousal: Float64Array.of(0.095, nan, 1),
      valence: Float64Array.of(-0.095, nan, -1),
      missing: 1,
      outOfRange: 0,
    });
  });

  it.each([
    ['0\n0', '0', 'arousal and valence must have the same number of lines, got 2 and 1.'],
    ['0,1', '0', "line 1: 'arousal' must be one number, got 2 values."],
    ['0', 'valence', "line 1: 'valence' must be a number or empty, got 'valence'."],
    ['0', '\n0', 'line 1: must not be empty, because lines count the frames.'],
    ['80\n-90', '1\n1', 'no frame has a label: there must be numbers from -1 to 1.'],
  ])('refuses %j and %j', (arousal, valence, message) => {
    expect(() => parseAffWild1(arousal, valence)).toThrow(labelError(message));
  });

  it('gives labels or a LabelError, whatever the text', () => {
    const valid = lines.map((rows) => rows.map(([a]) => a).join('\n'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), damagedText(valid)), valid, (arousal, valence) => {
        try {
          expectLabels(parseAffWild1(arousal, valence));
        } catch (error) {
          if (!(error instanceof LabelError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  const { skip, title, path } = needsLabelExamples('aff_wild1');
  it.skipIf(skip)(title('reads the example of the documented format'), () => {
    const read = (name: string) =>
      readFileSync(`${path}/annotations/train/${name}/105.txt`, 'utf8');
    const { arousal, valence } = parseAffWild1(read('arousal'), read('valence'));
    expect(Array.from(arousal)).toEqual([0.095, 0.043, 0.001, -0.243, -0.063, 0.052, 0.019, 0.096]);
    expect(Array.from(valence)).toEqual([
      -0.095, -0.043, -0.001, 0.243, 0.063, -0.052, -0.019, -0.096,
    ]);
  });
});
