import { readFileSync } from 'node:fs';
import { damagedText, needsLabelExamples, sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { parseRecolaCentred } from './parse-recola-centred.ts';
import { parseRecolaGold } from './parse-recola-gold.ts';
import { parseRecolaRatings } from './parse-recola-ratings.ts';
import { recolaPartitions } from './splits.ts';

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

/** Whatever the text, `read` finishes or throws a LabelError. */
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
const times = (rows: ArrayLike<unknown>) =>
  Float64Array.from({ length: rows.length }, (_, i) => i / 25);

describe('parseRecolaRatings', () => {
  const header = 'time;FM1 ;FM2 ;FM3 ;FF1 ;FF2 ;FF3';

  it('reads the raters of the header, whose names end in blanks', () => {
    const { times, raters } = parseRecolaRatings(
      `${header}\n0.00;-0.08;0;1;NaN;-1;0.5\n0.04;0;0;0;0;0;\n`,
    );
    expect(times).toEqual(Float64Array.of(0, 0.04));
    expect(raters.map(({ name }) => name)).toEqual(['FM1', 'FM2', 'FM3', 'FF1', 'FF2', 'FF3']);
    expect(raters.map(({ values }) => values[0])).toEqual([-0.08, 0, 1, nan, -1, 0.5]);
    expect(raters[5]!.values[1]).toBe(nan);
  });

  it('finds the time by its name, and reads files of means', () => {
    expect(parseRecolaRatings('FM1;Time\r\n0.5;0.00\r\n')).toEqual({
      times: Float64Array.of(0),
      raters: [{ name: 'FM1', values: Float64Array.of(0.5) }],
    });
    expect(parseRecolaRatings('time;mean value (zero-mean+sync)\n0.00;-0.02\n').raters).toEqual([
      { name: 'mean value (zero-mean+sync)', values: Float64Array.of(-0.02) },
    ]);
  });

  const refusedHeader = (got: string) =>
    `line 1: the header must have the column time and a column with a name for each rater, separated by semicolons, got '${got}'.`;
  it.each([
    ['', 'is empty: it has no row.'],
    ['0.00;0.5\n', refusedHeader('0.00;0.5')],
    ['time,FM1\n0.00,0.5\n', refusedHeader('time,FM1')],
    ['time\n0.00\n', refusedHeader('time')],
    ['time;FM1;FM1\n0.00;0;0\n', refusedHeader('time;FM1;FM1')],
    ['time;FM1;\n0.00;0;0\n', refusedHeader('time;FM1;')],
    [`${header}\n`, 'has a header, but no row.'],
    ['time;FM1\n0.00;0;0\n', 'line 2: there must be 2 cells, as in the header, got 3.'],
    ['time;FM1\n0.00;x\n', "line 2: 'FM1' must be a number or empty, got 'x'."],
    [
      'time;FM1\n0.00;0\n0.04;1.5\n',
      "line 3: 'FM1' must be in [-1, 1], got 1.5: bring the ratings to this range first.",
    ],
    ['time;FM1\n0.04;0\n0.04;0\n', "line 3: 'time' must ascend, got 0.04 after 0.04 (line 2)."],
    ['time;FM1\nNaN;0\n', "line 2: 'time' must be a number >= 0, got 'NaN'."],
  ])('refuses %j', (text, message) => {
    expect(() => parseRecolaRatings(text)).toThrow(labelError(message));
  });

  const written = fc.tuple(
    fc.array(fc.array(value, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
    end,
  );
  const textOf = ([rows, end]: readonly [readonly number[][], string]) =>
    [header, ...rows.map((row, i) => [(i / 25).toFixed(2), ...row].join(';')), ''].join(end);

  it('reads what is written', () => {
    fc.assert(
      fc.property(written, (file) => {
        const ratings = parseRecolaRatings(textOf(file));
        expect(ratings.times).toEqual(times(file[0]));
        for (const [i, { values }] of ratings.raters.entries()) {
          expect(values).toEqual(Float64Array.from(file[0], (row) => row[i]! + 0));
        }
      }),
    );
  });

  it('gives ratings or a LabelError, whatever the text', () => {
    survives(fc.oneof(fc.string(), damagedText(written.map(textOf))), (text) => {
      const { times, raters } = parseRecolaRatings(text);
      expectTraces(
        times,
        raters.map(({ values }) => values),
      );
    });
  });

  const { skip, title, path } = needsLabelExamples('recola_native');
  it.skipIf(skip)(title('reads the examples, with both line ends, and of means'), () => {
    const read = (name: string) => parseRecolaRatings(readFileSync(`${path}/${name}`, 'utf8'));
    const folder = 'RECOLA-Annotation/emotional_behaviour';
    const arousal = read(`${folder}/arousal/P16.csv`);
    const valence = read(`${folder}/valence/P16.csv`);
    expect([arousal.times.length, arousal.times[50], arousal.raters.length]).toEqual([51, 2, 6]);
    expect(arousal.raters.map(({ values }) => values[1])).toEqual([
      -0.08, -0.06, -0.05, 0.07, -0.13, 0,
    ]);
    expect([valence.raters[0]!.values[0], valence.raters[5]!.values[7]]).toEqual([0.06, 0.04]);
    const mean = read('variants/P16_Emotion_dim_arousal_gndtrh_raw.csv');
    expect([mean.raters.length, mean.raters[0]!.values[2]]).toEqual([1, -0.05]);
  });
});

describe('parseRecolaCentred', () => {
  it('reads times and values', () => {
    expect(parseRecolaCentred('0.00,-0.02\r\n0.04,NaN\r\n0.08,1\r\n')).toEqual({
      times: Float64Array.of(0, 0.04, 0.08),
      values: Float64Array.of(-0.02, nan, 1),
    });
  });

  it.each([
    ['0.00;0.5\n', 'line 1: there must be 2 cells, separated by a comma, got 1.'],
    ['0.00,0.5\n0.04,0.5,0\n', 'line 2: there must be 2 cells, separated by a comma, got 3.'],
    ['time,value\n0,0\n', "line 1: 'time' must be a number or empty, got 'time'."],
    ['0.04,0\n0.00,0\n', "line 2: 'time' must ascend, got 0.00 after 0.04 (line 1)."],
    [
      '0,-2\n',
      "line 1: 'value' must be in [-1, 1], got -2: bring the ratings to this range first.",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseRecolaCentred(text)).toThrow(labelError(message));
  });

  const written = fc.tuple(fc.array(value, { minLength: 1, maxLength: 12 }), end);
  const textOf = ([values, end]: readonly [readonly number[], string]) =>
    values.map((value, i) => `${(i / 25).toFixed(2)},${value}`).join(end);

  it('reads what is written', () => {
    fc.assert(
      fc.property(written, (file) => {
        const trace = parseRecolaCentred(textOf(file));
        expect(trace.times).toEqual(times(file[0]));
        expect(trace.values).toEqual(Float64Array.from(file[0], (value) => value + 0));
      }),
    );
  });

  it('gives a trace or a LabelError, whatever the text', () => {
    survives(fc.oneof(fc.string(), damagedText(written.map(textOf))), (text) => {
      const { times, values } = parseRecolaCentred(text);
      expectTraces(times, [values]);
    });
  });

  const { skip, title, path } = needsLabelExamples('recola_ccc_centred');
  it.skipIf(skip)(title('reads the example'), () => {
    const file = `${path}/Ratings_affective_behaviour_CCC_centred/arousal/P16.csv`;
    const { times, values } = parseRecolaCentred(readFileSync(file, 'utf8'));
    expect([times.length, times[50], values[0], values[2]]).toEqual([51, 2, -0.02, -0.05]);
  });
});

describe('parseRecolaGold', () => {
  const header = [
    '@relation GOLDSTANDARD',
    '',
    '@attribute Instance_name string',
    '@attribute frameTime numeric',
    '@attribute GoldStandard numeric',
    '',
    '@data',
    '',
  ];
  const file = (...rows: readonly string[]) => [...header, ...rows].join('\r\n');

  it('reads both spellings', () => {
    const expected = {
      name: 'train_1',
      times: Float64Array.of(0, 0.04, 0.2),
      values: Float64Array.of(0.005391, -0.000027, nan),
    };
    expect(
      parseRecolaGold(file('train_1,0,0.005391', 'train_1,0.04,-2.7e-05', 'train_1,0.2,?')),
    ).toEqual({ ...expected, dimension: null });
    const other = [
      '% made by hand',
      '@RELATION GOLDSTANDARD_AROUSAL',
      "@ATTRIBUTE 'Instance_name' string",
      '@attribute "frameTime" numeric',
      '@attribute GoldStandard numeric',
      '@DATA',
      "'train_1',0.00,0.005391",
      '% a comment',
      "'train_1',0.04,-0.000027",
      "'train_1',0.20,?",
      '',
    ].join('\n');
    expect(parseRecolaGold(other)).toEqual({ ...expected, dimension: 'arousal' });
  });

  it('finds the columns by the names of the attributes', () => {
    const lines = ['@attribute GoldStandard numeric', '@attribute x numeric'];
    const others = ['@attribute frameTime numeric', '@attribute Instance_name string', '@data'];
    const text = ['@relation valence', ...lines, ...others, '0.5,7,0.04,dev_2'].join('\n');
    expect(parseRecolaGold(text)).toEqual({
      name: 'dev_2',
      dimension: 'valence',
      times: Float64Array.of(0.04),
      values: Float64Array.of(0.5),
    });
  });

  it.each([
    ['train_1,0,0\n', "must have a line '@data' before its rows: it is no ARFF file."],
    [
      '@attribute frameTime numeric\n@data\n0\n',
      "must declare the attributes Instance_name, frameTime, GoldStandard, got 'frametime'.",
    ],
    [file(), "line 7: has no row after '@data'."],
    [file('train_1,0'), 'line 9: there must be 3 cells, separated by commas, got 2.'],
    [file('train_1;0;0'), 'line 9: there must be 3 cells, separated by commas, got 1.'],
    [
      file('train_1,0,0', 'train_2,0.04,0'),
      "line 10: 'Instance_name' must be 'train_1', as in line 9, got 'train_2'.",
    ],
    [
      file('train_1,0.04,0', '', 'train_1,0,0'),
      "line 11: 'frameTime' must ascend, got 0 after 0.04 (line 9).",
    ],
    [file('train_1,0,x'), "line 9: 'GoldStandard' must be a number or empty, got 'x'."],
    [
      file('train_1,0,1.01'),
      "line 9: 'GoldStandard' must be in [-1, 1], got 1.01: bring the ratings to this range first.",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseRecolaGold(text)).toThrow(labelError(message));
  });

  const written = fc.tuple(fc.array(value, { minLength: 1, maxLength: 8 }), fc.boolean(), end);
  const textOf = ([values, isQuoted, end]: readonly [readonly number[], boolean, string]) => {
    const name = isQuoted ? "'dev_3'" : 'dev_3';
    const cell = (value: number) => (Number.isNaN(value) ? '?' : value);
    const rows = values.map((value, i) => `${name},${i / 25},${cell(value)}`);
    return [...header, ...rows, ''].join(end);
  };

  it('reads what is written', () => {
    fc.assert(
      fc.property(written, (file) => {
        expect(parseRecolaGold(textOf(file))).toEqual({
          name: 'dev_3',
          dimension: null,
          times: times(file[0]),
          values: Float64Array.from(file[0], (value) => value + 0),
        });
      }),
    );
  });

  it('gives a trace or a LabelError, whatever the text', () => {
    survives(fc.oneof(fc.string(), damagedText(written.map(textOf))), (text) => {
      const { times, values } = parseRecolaGold(text);
      expectTraces(times, [values]);
    });
  });

  const { skip, title, path } = needsLabelExamples('avec2016_recola');
  it.skipIf(skip)(title('reads the examples'), () => {
    const read = (name: string) =>
      parseRecolaGold(readFileSync(`${path}/ratings_gold_standard/${name}.arff`, 'utf8'));
    const train = read('arousal/train_1');
    expect([train.name, train.dimension, train.times.length, train.times[50]]).toEqual([
      'train_1',
      null,
      51,
      2,
    ]);
    expect(Array.from(train.values).slice(0, 3)).toEqual([0.005391, -0.00083, -0.000027]);
    const dev = read('arousal/dev_1');
    expect([dev.name, dev.dimension, dev.values[4]]).toEqual(['dev_1', 'arousal', 0.003521]);
  });
});

describe('recolaPartitions', () => {
  it('has 46 and 27 people, each in one split', () => {
    const sizes = Object.values(recolaPartitions).map((people) =>
      ['train', 'validation', 'test'].map(
        (split) => [...people.values()].filter((other) => other === split).length,
      ),
    );
    expect(sizes).toEqual([
      [16, 15, 15],
      [9, 9, 9],
    ]);
  });

  it('moves nobody between splits', () => {
    for (const [person, split] of recolaPartitions.avec) {
      expect([person, recolaPartitions['recola-46'].get(person)]).toEqual([person, split]);
    }
  });
});
