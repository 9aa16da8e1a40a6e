import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { parseRatings, type RatingsOptions } from './parse-ratings.ts';

const read = (text: string, options?: RatingsOptions) =>
  parseRatings(text, options).map(({ times, values, ...rest }) => ({
    ...rest,
    times: [...times],
    values: [...values],
  }));
const brief = (text: string, options?: RatingsOptions) =>
  read(text, options).map(
    ({ video, rater, dimension, unit, times, values }) =>
      `${[video, rater, dimension, unit].map((word) => word ?? '-').join(' ')} ${times.join()} ${values.join()}`,
  );

/** An error with this message and no other. */
const exactly = (message: string) => expect.objectContaining({ name: 'LabelError', message });

describe('parseRatings', () => {
  it.each([
    [
      'columns in any order',
      'valence,time,arousal\n1,0,-1\n0.5,0.04,0\n',
      ['- - valence seconds 0,0.04 1,0.5', '- - arousal seconds 0,0.04 -1,0'],
    ],
    [
      'decimal commas',
      'time;arousal;valence\r\n0,5;0,25;-0,5\r\n',
      ['- - arousal seconds 0.5 0.25', '- - valence seconds 0.5 -0.5'],
    ],
    [
      'a byte-order mark, tabs and Mac line ends',
      '\uFEFFTime\tArousal\tValence\r0\t0\t1\r',
      ['- - arousal seconds 0 0', '- - valence seconds 0 1'],
    ],
    [
      'milliseconds by name',
      'time_ms,arousal,valence\n5,0,0\n10,0,0\n',
      ['- - arousal seconds 0.005,0.01 0,0', '- - valence seconds 0.005,0.01 0,0'],
    ],
    [
      'milliseconds by size',
      'timestamp,arousal,valence\n0,0,0\n500,1,1\n',
      ['- - arousal seconds 0,0.5 0,1', '- - valence seconds 0,0.5 0,1'],
    ],
    [
      'whole seconds',
      'time,arousal,valence\n0,0,0\n1,1,1\n',
      ['- - arousal seconds 0,1 0,1', '- - valence seconds 0,1 0,1'],
    ],
    [
      'clock times',
      'time,arousal,valence\n00:00:01.500,0,0\n00:01:02,1,1\n',
      ['- - arousal seconds 1.5,62 0,1', '- - valence seconds 1.5,62 0,1'],
    ],
    [
      'frames from 0',
      'frame,arousal,valence\n0,0,0\n1,1,1\n',
      ['- - arousal frames 0,1 0,1', '- - valence frames 0,1 0,1'],
    ],
    [
      'frames from 1',
      'Frame Number,arousal,valence\n1,0,0\n2,1,1\n',
      ['- - arousal frames 0,1 0,1', '- - valence frames 0,1 0,1'],
    ],
    [
      'raters as columns',
      'time,arousal_anna,valence_anna,arousal_ben,valence_ben\n0,0,1,0.5,1\n',
      [
        '- anna arousal seconds 0 0',
        '- anna valence seconds 0 1',
        '- ben arousal seconds 0 0.5',
        '- ben valence seconds 0 1',
      ],
    ],
    [
      'raters in front',
      'time,anna.arousal,anna.valence\n0,0,1\n',
      ['- anna arousal seconds 0 0', '- anna valence seconds 0 1'],
    ],
    [
      'raters as rows',
      'time,rater,arousal,valence\n0,anna,0,1\n0,ben,1,0\n1,anna,0,1\n',
      [
        '- anna arousal seconds 0,1 0,0',
        '- anna valence seconds 0,1 1,1',
        '- ben arousal seconds 0 1',
        '- ben valence seconds 0 0',
      ],
    ],
    [
      'recordings as rows',
      'video,time,arousal,valence\na.mp4,0,0,1\nb.mp4,0,1,0\n',
      [
        'a.mp4 - arousal seconds 0 0',
        'a.mp4 - valence seconds 0 1',
        'b.mp4 - arousal seconds 0 1',
        'b.mp4 - valence seconds 0 0',
      ],
    ],
    [
      'one label for a recording',
      'video,arousal,valence\na.mp4,0.5,1\n',
      ['a.mp4 - arousal recordings 0 0.5', 'a.mp4 - valence recordings 0 1'],
    ],
    [
      'one dimension, raters as columns (RECOLA)',
      'time;FM1 ;FF1 \n0.00;0.07;-0.18\n',
      ['- FM1 - seconds 0 0.07', '- FF1 - seconds 0 -0.18'],
    ],
    ['MuSe', 'timestamp,value,segment_id\n0,0.1,1\n500,,1\n', ['- - - seconds 0,0.5 0.1,NaN']],
    [
      'numpy',
      '# time,arousal,valence\n0.0,0.5,0.25\n',
      ['- - arousal seconds 0 0.5', '- - valence seconds 0 0.25'],
    ],
    [
      'numpy with blanks',
      '# time arousal valence\n0.0e+00 5.0e-01 0.25\n',
      ['- - arousal seconds 0 0.5', '- - valence seconds 0 0.25'],
    ],
    [
      'missing ratings',
      'time,arousal,valence\n0,NaN,NA\n1,?,\n',
      ['- - arousal seconds 0,1 NaN,NaN', '- - valence seconds 0,1 NaN,NaN'],
    ],
    [
      'other columns',
      'time,happy,arousal,valence,note\n0,3,0,1,hello\n',
      ['- - arousal seconds 0 0', '- - valence seconds 0 1'],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(brief(text)).toEqual(expected);
  });

  it('reads CARMA: its scale, and times in the middle of bins', () => {
    const text =
      '"media_start","2026/01/01"\n"Multimedia File","talk.mp4"\n"Lower Label","neg"\n"Upper Label","pos"\n"Minimum Value",-100\n"Maximum Value",100\n"Number of Steps",9\n"Second","Rating"\n"%%%%%%","%%%%%%"\n0.5,50\n1,-100\n1.5,""\n';
    expect(brief(text)).toEqual(['- - - seconds 0.25,0.75,1.25 0.5,-1,NaN']);
  });

  it('reads DARMA: magnitude, and axes by name', () => {
    const text =
      '"Time of Rating","2026-01-01 10:00:00","",""\n"Multimedia File","talk.mp4",12.5,""\n"Magnitude",1000,"",""\n"Second","Valence","Arousal","Button"\n"%%%%%%","%%%%%%","%%%%%%","%%%%%%"\n1,500,-250,0\n2,0,1000,1\n';
    expect(brief(text)).toEqual([
      '- - valence seconds 0.5,1.5 0.5,0',
      '- - arousal seconds 0.5,1.5 -0.25,1',
    ]);
  });

  it('reads FaceReader: lines before the header, CR line ends, FIT_FAILED', () => {
    const text =
      'Video analysis detailed log\rFace Model:\tGeneral\rStart time:\t1/1/2026 10:00:00\r\rVideo Time\tNeutral\tHappy\tValence\tArousal\r00:00:00.000\t0.9\t0.1\t0.25\t0.5\r00:00:00.033\tFIT_FAILED\tFIT_FAILED\tFIT_FAILED\tFIT_FAILED\r';
    expect(brief(text)).toEqual([
      '- - valence seconds 0,0.033 0.25,NaN',
      '- - arousal seconds 0,0.033 0.5,NaN',
    ]);
  });

  it('reads NOVA and other files without a header by the names that are given', () => {
    const columns = ['time', 'value', 'confidence'];
    expect(brief('0,00;0,50;1,0\n0,04;-0,25;1,0\n', { columns })).toEqual([
      '- - - seconds 0,0.04 0.5,-0.25',
    ]);
  });

  it('maps a scale to [-1, 1], after missing numbers are taken out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (a, v) => {
        const text = `time,arousal,valence\n0,${a},${v}\n1,99,99\n`;
        const [arousal, valence] = parseRatings(text, { scale: [1, 9], missing: [99] });
        expect([...arousal!.values]).toEqual([(a - 5) / 4, Number.NaN]);
        expect([...valence!.values]).toEqual([(v - 5) / 4, Number.NaN]);
      }),
    );
  });

  it('takes subject and split from a common table', () => {
    const text = 'video,subject,split,arousal,valence\na,P1,dev,0,0\n';
    expect(read(text)[0]).toMatchObject({ video: 'a', subject: 'P1', split: 'dev' });
  });

  it('reads back what was written', () => {
    const sample = fc.record({
      arousal: fc.integer({ min: -1000, max: 1000 }),
      valence: fc.integer({ min: -1000, max: 1000 }),
    });
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1 }),
        fc.constantFrom(',', ';', '\t'),
        (samples, cut) => {
          const lines = samples.map(({ arousal, valence }, i) =>
            [i / 25, arousal / 1000, valence / 1000].join(cut),
          );
          const [arousal, valence] = parseRatings(
            [['time', 'arousal', 'valence'].join(cut), ...lines].join('\n'),
          );
          expect([...arousal!.times]).toEqual(samples.map((_, i) => i / 25));
          expect([...arousal!.values]).toEqual(samples.map(({ arousal }) => arousal / 1000));
          expect([...valence!.values]).toEqual(samples.map(({ valence }) => valence / 1000));
        },
      ),
    );
  });

  it('gives ratings in range or a LabelError for any text', () => {
    const words = [
      'time',
      'frame',
      'arousal',
      'valence',
      'video',
      'rater',
      '%%%%%%',
      'x',
      '1',
      '0.5',
      '-5',
      '9',
      'NaN',
      '',
      '00:00:01',
      '"',
      ',',
      ';',
      '\t',
      ' ',
      '\n',
      '\r\n',
    ];
    const text = fc
      .array(fc.constantFrom(...words), { maxLength: 40 })
      .map((parts) => parts.join(''));
    const mutated = fc.tuple(fc.nat(60), fc.constantFrom(...words)).map(([at, word]) => {
      const valid = 'time,arousal,valence\n0,0,0.5\n0.04,0.1,-0.5\n0.08,,1\n';
      return valid.slice(0, at) + word + valid.slice(at + 1);
    });
    fc.assert(
      fc.property(fc.oneof(text, mutated, fc.string()), (text) => {
        try {
          for (const { times, values } of parseRatings(text)) {
            expect(values.length).toBe(times.length);
            times.forEach((time, i) => {
              expect(Number.isFinite(time) && (i === 0 || time > times[i - 1]!)).toBe(true);
            });
            for (const value of values)
              expect(Number.isNaN(value) || Math.abs(value) <= 1).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(LabelError);
        }
      }),
    );
  });

  it.each([
    [
      '0,0.5,0.5\n1,0.5,0.5\n',
      "has no header: its first row must name the columns, such as time,arousal,valence (or state the columns' names).",
    ],
    [
      'time,arousal,valence\n0,5,0.5\n',
      "line 2: 'arousal' must be in [-1, 1], got 5. State the scale of the ratings, such as 1..9.",
    ],
    [
      'time,arousal,valence\n0,0,5,0,5\n',
      "line 2: must have 3 cells as the header has, got 5. A decimal comma needs ';' or a tab between the cells.",
    ],
    ['time,arousal,valence\n0,0\n', 'line 2: must have 3 cells as the header has, got 2.'],
    [
      'time,arousal,valence\n0,high,0\n',
      "line 2: 'arousal' must be a number or empty, got 'high'.",
    ],
    ['time,arousal,valence\n0,0,0\n0,1,1\n', "line 3: 'time' must ascend, got 0 after 0 (line 2)."],
    [
      'time,arousal,valence\n\n1,0,0\n0.5,1,1\n',
      "line 4: 'time' must ascend, got 0.5 after 1 (line 3).",
    ],
    [
      'time,arousal,valence\n,0,0\n',
      "line 2: 'time' must be a number or a time such as 00:01:02.500, got ''.",
    ],
    [
      'time,arousal,valence\n00:61:00,0,0\n',
      "line 2: 'time' must be a number or a time such as 00:01:02.500, got '00:61:00'.",
    ],
    ['frame,arousal,valence\n1.5,0,0\n', "line 2: 'frame' must be a frame number, got '1.5'."],
    [
      'video,arousal,valence\na,0,0\na,1,1\n',
      "line 3: is a second row of one recording, which needs a column 'time' or 'frame', got video, arousal, valence.",
    ],
    ['time,arousal,arousal\n0,0,0\n', "has two columns 'arousal'."],
    [
      'time,video\n0,a\n',
      "has no column for ratings: name them 'arousal' and 'valence', got time, video.",
    ],
    ['video,time,arousal,valence\n,0,0,0\n', "line 2: 'video' must not be empty."],
  ])('refuses %j', (text, message) => {
    expect(() => parseRatings(text)).toThrow(exactly(message));
  });
});
