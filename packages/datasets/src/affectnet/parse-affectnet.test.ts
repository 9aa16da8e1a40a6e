import { readFileSync } from 'node:fs';
import { damagedText, needsLabelExamples, sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { affectNetLines, parseAffectNet } from './parse-affectnet.ts';

const nan = Number.NaN;
const labelError = (message: string) => expect.objectContaining({ name: 'LabelError', message });
const header =
  'subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal';
const points = Array.from({ length: 136 }, (_, i) => i / 2);
const cell = points.map((x) => x.toFixed(2)).join(';');

const first = {
  line: 2,
  path: '689/73.jpg',
  faceWidth: 899,
  landmarks: Float32Array.from(points),
  expression: 1,
  arousal: -0.25,
  valence: 0.75,
};

it('reads a table by its header, and -2 as not rated', () => {
  const text = `\uFEFF${header}\r\n689/73.jpg,134,135,899,900,${cell},1,0.75,-0.25\r\n1/ff.JPG,20,22,-1,180,,10,-2,-2\r\n`;
  expect(parseAffectNet(text)).toEqual([
    first,
    {
      line: 3,
      path: '1/ff.JPG',
      faceWidth: -1,
      landmarks: null,
      expression: 10,
      arousal: nan,
      valence: nan,
    },
  ]);
});

it('reads other columns, an index, quotes, and tables without a header', () => {
  const row = `689/73.jpg,134,135,899,900,${cell},1,0.75,-0.25`;
  expect(parseAffectNet(`,${header}\n17,${row}\n`)).toEqual([first]);
  expect(parseAffectNet(`\n${row}\n`)).toEqual([first]);
  expect(parseAffectNet(`\n17,${row}\n`)).toEqual([first]);
  const short = '"arousal","valence","subDirectory_filePath"\n"-0.25","0.75","689\\73.jpg"\n';
  expect(parseAffectNet(short)).toEqual([
    { ...first, faceWidth: nan, landmarks: null, expression: null },
  ]);
  expect(parseAffectNet('')).toEqual([]);
});

it('goes on after a line that it cannot read, if the columns are known', () => {
  const read = affectNetLines();
  expect(read('subDirectory_filePath,valence,arousal')).toBeNull();
  expect(() => read('a.jpg,0.5')).toThrow(labelError('line 2: there must be 3 values, got 2.'));
  expect(read('')).toBeNull();
  expect(read('a.jpg,0.5,0')).toMatchObject({ line: 4, valence: 0.5 });
  const refused = affectNetLines();
  expect(() => refused('subDirectory_filePath,valence')).toThrow(LabelError);
  expect(() => refused(`a,1,1,1,1,,1,0,0`)).toThrow(
    labelError('line 2: the first line could not be read.'),
  );
});

const row = (cells: string) =>
  `subDirectory_filePath,face_width,facial_landmarks,expression,valence,arousal\n${cells}`;
it.each([
  ['subDirectory_filePath,valence\n', "line 1: the header must have one column 'arousal', got 0."],
  [
    'subDirectory_filePath,valence,arousal,valence\n',
    "line 1: the header must have one column 'valence', got 2.",
  ],
  [
    'subDirectory_filePath,valence,arousal,face_x,face_x\n',
    "line 1: the header must have at most one column 'face_x', got 2.",
  ],
  [
    'a.jpg,0,0\n',
    'line 1: there must be a header, or 9 values with or without an index before them, got 3 values.',
  ],
  [
    'subDirectory_filePath;valence;arousal',
    'line 1: there must be a header, or 9 values with or without an index before them, got 1 values.',
  ],
  [row('a.jpg,1,,0,0'), 'line 2: there must be 6 values, got 5.'],
  [
    row('../a.jpg,1,,0,0,0'),
    "line 2: 'subDirectory_filePath' must be a path below the folder of pictures, got '../a.jpg'.",
  ],
  [
    row('/a.jpg,1,,0,0,0'),
    "line 2: 'subDirectory_filePath' must be a path below the folder of pictures, got '/a.jpg'.",
  ],
  [row('a.jpg,x,,0,0,0'), "line 2: 'face_width' must be a number or empty, got 'x'."],
  [
    row('a.jpg,1,1;2,0,0,0'),
    "line 2: 'facial_landmarks' must be 136 numbers with semicolons between them, got '1;2'.",
  ],
  [row('a.jpg,1,,11,0,0'), "line 2: 'expression' must be an integer from 0 to 10, got '11'."],
  [
    row('a.jpg,1,,0,1.5,0'),
    "line 2: 'valence' must be from -1 to 1, or -2 if not rated, got '1.5'.",
  ],
  [row('a.jpg,1,,0,0,-5'), "line 2: 'arousal' must be from -1 to 1, or -2 if not rated, got '-5'."],
])('refuses %j', (text, message) => {
  expect(() => parseAffectNet(text)).toThrow(labelError(message));
});

const picture = fc.record({
  path: fc.stringMatching(/^[1-9][0-9]{0,2}\/[0-9a-f]{8}[.]jpg$/),
  valence: fc.oneof(sixtyFourths(), fc.constant(-2)),
  arousal: sixtyFourths(),
});
const written = fc
  .tuple(fc.array(picture, { minLength: 1, maxLength: 5 }), fc.boolean(), fc.boolean())
  .map(([pictures, hasHeader, hasIndex]) => {
    const rows = pictures.map(
      ({ path, valence, arousal }, i) =>
        `${hasIndex ? `${i},` : ''}${path},1,2,3,4,,5,${valence},${arousal}`,
    );
    const top = hasHeader ? [`${hasIndex ? ',' : ''}${header}`] : [];
    return { pictures, text: [...top, ...rows, ''].join('\n') };
  });

it('reads what is written', () => {
  fc.assert(
    fc.property(written, ({ pictures, text }) => {
      const rated = (value: number, { valence }: { valence: number }) =>
        valence === -2 ? nan : value + 0;
      expect(
        parseAffectNet(text).map(({ path, valence, arousal }) => ({ path, valence, arousal })),
      ).toEqual(
        pictures.map((p) => ({
          path: p.path,
          valence: rated(p.valence, p),
          arousal: rated(p.arousal, p),
        })),
      );
    }),
  );
});

it('gives pictures or a LabelError, whatever the text', () => {
  const text = fc.oneof(fc.string(), damagedText(written.map(({ text }) => text)));
  fc.assert(
    fc.property(text, (text) => {
      try {
        for (const { path, arousal, valence, landmarks } of parseAffectNet(text)) {
          expect(path).not.toMatch(/^[/]|(^|[/])[.][.]([/]|$)/);
          expect(Number.isNaN(arousal)).toBe(Number.isNaN(valence));
          for (const v of [arousal, valence])
            expect(Number.isNaN(v) || Math.abs(v) <= 1).toBe(true);
          expect(landmarks?.length ?? 136).toBe(136);
        }
      } catch (error) {
        if (!(error instanceof LabelError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

const { skip, title, path } = needsLabelExamples('affectnet');
it.skipIf(skip)(title('reads the example of the documented format'), () => {
  const [rated, notRated] = parseAffectNet(readFileSync(`${path}/training.csv`, 'utf8'));
  expect(rated).toMatchObject({
    faceWidth: 899,
    expression: 1,
    valence: 0.785714,
    arousal: -0.055556,
  });
  expect(Array.from(rated!.landmarks!.subarray(0, 3))).toEqual([210, 150, 209.74].map(Math.fround));
  expect(notRated).toMatchObject({ expression: 10, valence: nan, arousal: nan });
});
