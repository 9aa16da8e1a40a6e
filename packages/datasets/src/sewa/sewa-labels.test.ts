import { readFileSync } from 'node:fs';
import { damagedText, needsLabelExamples, sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { parseSewaAligned } from './parse-sewa-aligned.ts';
import { parseSewaAvec } from './parse-sewa-avec.ts';
import { parseSewaSegment } from './parse-sewa-segment.ts';

const nan = Number.NaN;
const labelError = (message: string) => expect.objectContaining({ name: 'LabelError', message });

/** What the times and values of every result must satisfy. */
function expectTraces(times: ArrayLike<number>, traces: readonly ArrayLike<number>[]) {
  expect(times.length).toBeGreaterThan(0);
  for (let i = 0; i < times.length; i++) {
    expect(Number.isFinite(times[i]) && times[i]! >= 0).toBe(true);
    if (i > 0) expect(times[i]!).toBeGreaterThan(times[i - 1]!);
  }
  expect(traces.length).toBeGreaterThan(0);
  for (const values of traces) {
    expect(values.length).toBe(times.length);
    for (const value of Array.from(values)) {
      expect(Number.isNaN(value) || Math.abs(value) <= 1).toBe(true);
    }
  }
}

/** Whatever the text, `read` gives what `expectTraces` asks for or throws a LabelError. */
function survives(texts: fc.Arbitrary<string>, read: (text: string) => void) {
  fc.assert(
    fc.property(texts, (text) => {
      try {
        read(text);
      } catch (error) {
        if (!(error instanceof LabelError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
}

const end = fc.constantFrom('\n', '\r\n', '\r');
const value = fc.oneof({ weight: 9, arbitrary: sixtyFourths() }, fc.constant(nan));
const cell = (value: number) => (Number.isNaN(value) ? 'NaN' : String(value));
/** `[rows][columns]` */
const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.array(fc.array(value, { minLength: width, maxLength: width }), {
    minLength: 2,
    maxLength: 8,
  }),
);
const column = (rows: readonly number[][], i: number) =>
  Float64Array.from(rows, (row) => row[i]! + 0);

describe('parseSewaAligned', () => {
  it('reads seconds and one column for each annotator', () => {
    const text = 'timestamp,annotator1,annotator2\n0.00,0.5,-1\n0.02,,0.25\n0.04,1,NaN\n';
    expect(parseSewaAligned(text)).toEqual({
      unit: 'seconds',
      times: Float64Array.of(0, 0.02, 0.04),
      annotators: [Float64Array.of(0.5, nan, 1), Float64Array.of(-1, 0.25, nan)],
    });
  });

  it('takes the first column for frames if it counts, or its header says so', () => {
    const read = (text: string, firstFrame?: number) => {
      const { unit, times } = parseSewaAligned(
        text,
        firstFrame === undefined ? {} : { firstFrame },
      );
      return `${unit} ${times.join(' ')}`;
    };
    expect(read('0,0.5\n1,0.5\n')).toBe('frames 0 1');
    expect(read('0,0.5\n20,0.5\n')).toBe('seconds 0 20');
    expect(read('0,0.5\n0.02,0.5\n')).toBe('seconds 0 0.02');
    expect(read('Frame number,a\n0,0.5\n2,0.5\n')).toBe('frames 0 2');
    expect(read('1,0.5\n2,0.5\n')).toBe('frames 0 1');
    expect(read('2,0.5\n3,0.5\n')).toBe('frames 2 3');
    expect(read('4321,0.5\n4322,0.5\n', 4321)).toBe('frames 0 1');
    expect(read('0,0.5\n1,0.5\n', 4321)).toBe('frames 0 1');
  });

  it('takes any words for a header, but no numbers', () => {
    for (const header of ['timestamp,1,2', ',x,y', 'Zeit (s),"A, B",C', 'time']) {
      expect(parseSewaAligned(`${header}\n0.5,0,0\n`).times).toEqual(Float64Array.of(0.5));
    }
    expect(() => parseSewaAligned('x0.00,0.5,0.25\n0.02,0,0\n')).toThrow(
      labelError("line 1: 'time' must be a number or empty, got 'x0.00'."),
    );
  });

  const oneHot = ['0', ...Array(19).fill('0'), '1', '0.9'].join();
  it.each([
    ['', 'is empty: it has no row.'],
    ['time,a\n', "there must be rows of numbers, got 'time,a' only."],
    [
      'time;a\n0;0.5\n',
      "line 2: there must be a time and at least one rating, separated by commas, got '0;0.5'.",
    ],
    ['0,0.5,1\n0.02,0.5\n', 'line 2: there must be 3 cells, as in line 1, got 2.'],
    ['time,a\n0,0.5\n\n0.02,x\n', "line 4: 'annotator 1' must be a number or empty, got 'x'."],
    [
      'time,a,b\n0,0.5,7.5\n',
      "line 2: 'annotator 2' must be in [-1, 1], got 7.5: bring the ratings to this range first.",
    ],
    ['0.00,0\n0.04,0\n0.02,0\n', "line 3: 'time' must ascend, got 0.02 after 0.04 (line 2)."],
    ['0.00,0\n0.00,0\n', "line 2: 'time' must ascend, got 0.00 after 0.00 (line 1)."],
    ['-0.02,0\n0,0\n', "line 1: 'time' must be a number >= 0, got '-0.02'."],
    ['0,0\n,0\n', "line 2: 'time' must be a number >= 0, got ''."],
    ['frame,a\n0,0\n0.5,0\n', "line 3: 'frame' must be a whole number, got '0.5'."],
    [
      `${oneHot}\n`,
      "holds 20 columns of 0 and 1 beside the rating, as the authors' segments do: read it in the layout 'segments'.",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseSewaAligned(text)).toThrow(labelError(message));
  });

  const step = fc.constantFrom(0.02, 0.1, 2);
  const written = fc
    .tuple(table, step, fc.constantFrom('', 't,x', 'frame'), end)
    .map(([rows, step, header, end]) => {
      const lines = rows.map((row, i) =>
        [cell(header === 'frame' ? i : i * step), ...row.map(cell)].join(),
      );
      return { rows, step, header, text: [...(header ? [header] : []), ...lines, ''].join(end) };
    });

  it('reads what is written', () => {
    fc.assert(
      fc.property(written, ({ rows, step, header, text }) => {
        const { unit, times, annotators } = parseSewaAligned(text);
        expect(unit).toBe(header === 'frame' ? 'frames' : 'seconds');
        expect(times).toEqual(
          Float64Array.from(rows, (_, i) => (header === 'frame' ? i : i * step)),
        );
        expect(annotators).toEqual(rows[0]!.map((_, i) => column(rows, i)));
      }),
    );
  });

  it('gives ratings or a LabelError, whatever the text', () => {
    survives(fc.oneof(fc.string(), damagedText(written.map(({ text }) => text))), (text) => {
      const { times, annotators } = parseSewaAligned(text, { firstFrame: 3 });
      expectTraces(times, annotators);
    });
  });

  const { skip, title, path } = needsLabelExamples('sewa_native');
  it.skipIf(skip)(title('reads the example of the documented format'), () => {
    const clip = 'SAH_C1_S009_P018_VC1_004321_004345';
    const file = `${path}/${clip}/arousal/${clip}_Arousal_V_Aligned.csv`;
    const { unit, times, annotators } = parseSewaAligned(readFileSync(file, 'utf8'));
    expect([unit, times.length, times[1], times[24], annotators.length]).toEqual([
      'seconds',
      25,
      0.02,
      0.48,
      6,
    ]);
    expect([annotators[0]![0], annotators[5]![0], annotators[2]![5]]).toEqual([
      0.098417, -0.049853, 0.18274,
    ]);
  });
});

describe('parseSewaSegment', () => {
  const row = (frame: number | string, value: number | string, bin = 3) =>
    [frame, ...Array.from({ length: 20 }, (_, i) => (i === bin ? 1 : 0)), value].join();

  it('reads frames and values', () => {
    expect(parseSewaSegment(`${row(0, 0.5)}\n${row(1, -0.25)}\n${row(3, 'NaN')}\n`)).toEqual({
      frames: Float64Array.of(0, 1, 3),
      values: Float64Array.of(0.5, -0.25, nan),
    });
  });

  it.each([
    ['0,0.5', 'line 1: there must be 22 cells, separated by commas, got 2.'],
    [row(0, 0).replaceAll(',', ';'), 'line 1: there must be 22 cells, separated by commas, got 1.'],
    [row('x', 0), "line 1: 'frame' must be a number or empty, got 'x'."],
    [row(0.5, 0), "line 1: 'frame' must be a whole number, got '0.5'."],
    [`${row(1, 0)}\n${row(1, 0)}`, "line 2: 'frame' must ascend, got 1 after 1 (line 1)."],
    [row(0, 0).replace(',1,', ',2,'), "line 1: cells 2 to 21 must be 0 or 1, got '2'."],
    [
      row(0, 0).replace('0,0,0,1', '0,1,0,1'),
      'line 1: at most one of cells 2 to 21 must be 1, got 2.',
    ],
    [
      row(0, -1.5),
      "line 1: 'value' must be in [-1, 1], got -1.5: bring the ratings to this range first.",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseSewaSegment(text)).toThrow(labelError(message));
  });

  const written = fc.tuple(fc.array(value, { minLength: 1, maxLength: 8 }), end);
  const textOf = ([values, end]: readonly [readonly number[], string]) =>
    values.map((value, i) => row(i, cell(value), i)).join(end);

  it('reads what is written', () => {
    fc.assert(
      fc.property(written, (file) => {
        const { frames, values } = parseSewaSegment(textOf(file));
        expect(frames).toEqual(Float64Array.from(file[0].keys()));
        expect(values).toEqual(Float64Array.from(file[0], (value) => value + 0));
      }),
    );
  });

  it('gives ratings or a LabelError, whatever the text', () => {
    survives(fc.oneof(fc.string(), damagedText(written.map(textOf))), (text) => {
      const { frames, values } = parseSewaSegment(text);
      expectTraces(frames, [values]);
    });
  });

  const { skip, title, path } = needsLabelExamples('sewa_authors_loader');
  it.skipIf(skip)(title('reads the example of the documented format'), () => {
    const clip = 'SAH_C1_S009_P018_VC1_004321_004345';
    const file = `${path}/train/${clip}/${clip}_Arousal_V_Aligned_0.csv`;
    const { frames, values } = parseSewaSegment(readFileSync(file, 'utf8'));
    expect([frames.length, frames[24], values[0], values[8]]).toEqual([
      25, 24, 0.115416, -0.079305,
    ]);
  });
});

describe('parseSewaAvec', () => {
  const rows = "'Train_01';0.0;0;0;0\n'Train_01';0.1;0.25;-0.5;0.75\n'Train_01';0.2;0;0;0\n";
  const series = {
    name: 'Train_01',
    times: Float64Array.of(0, 0.1, 0.2),
    arousal: Float64Array.of(0, 0.25, 0),
    valence: Float64Array.of(0, -0.5, 0),
  };

  it('reads files with and without a header, and keeps the zeros at both ends', () => {
    expect(parseSewaAvec(rows)).toEqual(series);
    expect(parseSewaAvec(`name;timestamp;arousal;valence;liking\r\n${rows}`)).toEqual(series);
  });

  it('finds the columns of a header by their names', () => {
    const text = 'Timestamp;valence;arousal;name\n0.0;-0.5;0.25;Train_01\n';
    expect(parseSewaAvec(text)).toMatchObject({
      arousal: Float64Array.of(0.25),
      valence: Float64Array.of(-0.5),
    });
  });

  const header = 'name;timestamp;arousal;valence;liking\n';
  it.each([
    ['', 'is empty: it has no row.'],
    [header, 'has a header, but no row.'],
    [
      'name;timestamp;arousal;liking\nx;0;0;0\n',
      "line 1: the header must have the columns name, timestamp, arousal, valence, got 'name;timestamp;arousal;liking'.",
    ],
    [
      'name;timestamp;arousal;valence;arousal\nx;0;0;0;0\n',
      "line 1: the header must have the columns name, timestamp, arousal, valence, got 'name;timestamp;arousal;valence;arousal'.",
    ],
    ["'Train_01',0.0,0,0,0\n", 'line 1: there must be 5 cells, separated by semicolons, got 1.'],
    [`${header}'a';0;0;0\n`, 'line 2: there must be 5 cells, separated by semicolons, got 4.'],
    ["'a';0;0;0;0\n'b';0.1;0;0;0\n", "line 2: 'name' must be 'a', as in line 1, got 'b'."],
    ["'a';0.1;0;0;0\n'a';0;0;0;0\n", "line 2: 'timestamp' must ascend, got 0 after 0.1 (line 1)."],
    ["'a';zero;0;0;0\n", "line 1: 'timestamp' must be a number or empty, got 'zero'."],
    [
      `${header}'a';0;0;-1.01;0\n`,
      "line 2: 'valence' must be in [-1, 1], got -1.01: bring the ratings to this range first.",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseSewaAvec(text)).toThrow(labelError(message));
  });

  const written = fc.tuple(
    fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 8 }),
    fc.constantFrom('', header),
    end,
  );
  const textOf = ([rows, header, end]: readonly [readonly number[][], string, string]) =>
    header.replace('\n', end) +
    rows
      .map((row, i) => [`'Devel_HU_02'`, (i / 10).toFixed(6), ...row.map(cell)].join(';'))
      .join(end);

  it('reads what is written', () => {
    fc.assert(
      fc.property(written, (file) => {
        expect(parseSewaAvec(textOf(file))).toEqual({
          name: 'Devel_HU_02',
          times: Float64Array.from(file[0], (_, i) => i / 10),
          arousal: column(file[0], 0),
          valence: column(file[0], 1),
        });
      }),
    );
  });

  it('gives labels or a LabelError, whatever the text', () => {
    survives(fc.oneof(fc.string(), damagedText(written.map(textOf))), (text) => {
      const { times, arousal, valence } = parseSewaAvec(text);
      expectTraces(times, [arousal, valence]);
    });
  });

  const examples = [
    ['avec2017_sewa', 'Train_01', 0.013984, 0.019394],
    ['avec2018_sewa', 'Train_DE_01', -0.021208, 0.024001],
    ['avec2019_sewa', 'Train_DE_01', 0.008707, 0.003616],
    ['avec2019_sewa', 'Devel_HU_01', -0.002583, -0.026431],
  ] as const;
  for (const [set, name, arousal, valence] of examples) {
    const { skip, title, path } = needsLabelExamples(set);
    it.skipIf(skip)(title(`reads the example ${set}/${name}`), () => {
      const series = parseSewaAvec(readFileSync(`${path}/labels/${name}.csv`, 'utf8'));
      expect([series.name, series.times.length, series.times[29]]).toEqual([name, 30, 2.9]);
      const values = [series.arousal[0], series.arousal[3], series.valence[3]];
      expect(values).toEqual([0, arousal, valence]);
    });
  }
});
