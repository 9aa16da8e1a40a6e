import { readFileSync } from 'node:fs';
import { damagedText, needsLabelExamples, sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { parseLrs3 } from './parse-lrs3.ts';

const labelError = (message: string) => expect.objectContaining({ name: 'LabelError', message });

const file = [
  'Text:  {LAUGHTER} SO WORD',
  'Conf:  4',
  'Ref:   0AbCdEfGhIj',
  '',
  'FRAME \tX \tY \tW \tH ',
  '005137 \t0.365 \t0.109 \t0.180 \t0.320 ',
  '005138 \t0.366 \t0.109 \t0.180 \t0.320 ',
  '',
  'WORD START END ASDSCORE',
  'SO 0.00 0.12 -2.9',
  'WORD 0.12 0.24 3.1',
  '',
];

it('reads the sections of a file', () => {
  const expected = {
    text: '{LAUGHTER} SO WORD',
    confidence: 4,
    ref: '0AbCdEfGhIj',
    boxes: [
      { frame: 5137, x: 0.365, y: 0.109, width: 0.18, height: 0.32 },
      { frame: 5138, x: 0.366, y: 0.109, width: 0.18, height: 0.32 },
    ],
    words: [
      { word: 'SO', start: 0, end: 0.12, score: -2.9 },
      { word: 'WORD', start: 0.12, end: 0.24, score: 3.1 },
    ],
  };
  expect(parseLrs3(file.join('\n'))).toEqual(expected);
  expect(parseLrs3(`\uFEFF${file.join('\r\n')}\r\n`)).toEqual(expected);
});

it('reads files with fewer sections and no score', () => {
  expect(parseLrs3('Text:  A\n')).toEqual({ text: 'A', confidence: null, ref: null });
  expect(parseLrs3('Text:\nConf: 5\n\n\nWORD START END\nA 0 1\n')).toEqual({
    text: '',
    confidence: 5,
    ref: null,
    words: [{ word: 'A', start: 0, end: 1, score: null }],
  });
});

const words = (...rows: string[]) => ['Text: A', '', 'WORD START END ASDSCORE', ...rows].join('\n');
const boxes = (...rows: string[]) => ['Text: A', '', 'FRAME X Y W H', ...rows].join('\n');
it.each([
  ['', "the first section must have a line 'Text:'."],
  ['\nConf:  4', "line 2: the first section must have a line 'Text:'."],
  ['HELLO', "line 1: must be such as 'Conf:  5', once each, got 'HELLO'."],
  ['Text: A\nText: B', "line 2: must be such as 'Conf:  5', once each, got 'Text: B'."],
  ['Text: A\nConf: high', "line 2: 'Conf' must be a number, got 'high'."],
  [
    'Text: A\nWORD START END ASDSCORE',
    "line 2: must be such as 'Conf:  5', once each, got 'WORD START END ASDSCORE'.",
  ],
  [
    'Text: A\n\nWORD END START',
    "line 3: a section must begin with 'FRAME X Y W H' or 'WORD START END ASDSCORE', once each, got 'WORD END START'.",
  ],
  [
    `${words()}\n\n${'WORD START END ASDSCORE'}`,
    "line 5: a section must begin with 'FRAME X Y W H' or 'WORD START END ASDSCORE', once each, got 'WORD START END ASDSCORE'.",
  ],
  [words('A 0 1'), 'line 4: there must be 4 values, got 3.'],
  [words('A 0 x 1'), "line 4: 'END' must be a number, got 'x'."],
  [words('A 0.5 0.4 1'), "line 4: 'END' must be at or above 'START', from 0, got 0.5 to 0.4."],
  [words('A 0.5 0.6 1', 'B 0.4 0.7 1'), 'line 5: starts of words must ascend, got 0.4 after 0.5.'],
  [boxes('1 0 0 1 1', '1 0 0 1 1'), 'line 5: frames must ascend, got 1 after 1.'],
  [boxes('1.5 0 0 1 1'), "line 4: 'FRAME' must be a number of a frame, got '1.5'."],
  [boxes('1 0 0 1'), 'line 4: there must be 5 values, got 4.'],
])('refuses %j', (text, message) => {
  expect(() => parseLrs3(text)).toThrow(labelError(message));
});

const word = fc.record({
  word: fc.stringMatching(/^[A-Z']{1,6}$/),
  step: sixtyFourths({ min: 0 }),
  length: sixtyFourths({ min: 0 }),
  score: sixtyFourths({ min: -9, max: 9 }),
});
const written = fc.array(word, { maxLength: 6 }).map((words) => {
  let start = 0;
  const timed = words.map(({ word, step, length, score }) => {
    start += step;
    return { word, start, end: start + length, score: score + 0 };
  });
  const rows = timed.map(({ word, start, end, score }) => `${word} ${start} ${end} ${score}`);
  return { timed, text: [...file.slice(0, 9), ...rows, ''].join('\n') };
});

it('reads what is written', () => {
  fc.assert(
    fc.property(written, ({ timed, text }) => {
      expect(parseLrs3(text).words).toEqual(timed);
    }),
  );
});

it('gives a text or a LabelError, whatever the text', () => {
  const text = fc.oneof(fc.string(), damagedText(written.map(({ text }) => text)));
  fc.assert(
    fc.property(text, (text) => {
      try {
        const { words = [], boxes = [], confidence } = parseLrs3(text);
        expect(confidence === null || Number.isFinite(confidence)).toBe(true);
        for (const [i, { start, end }] of words.entries()) {
          expect(end >= start && start >= (words[i - 1]?.start ?? 0) && end < Infinity).toBe(true);
        }
        for (const [i, { frame }] of boxes.entries()) {
          expect(frame > (boxes[i - 1]?.frame ?? -1)).toBe(true);
        }
      } catch (error) {
        if (!(error instanceof LabelError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

const { skip, title, path } = needsLabelExamples('lrs3');
it.skipIf(skip)(title('reads the examples of the documented format'), () => {
  const read = (name: string) => parseLrs3(readFileSync(`${path}/${name}`, 'utf8'));
  const first = read('trainval/0AbCdEfGhIj/50001.txt');
  expect([first.boxes!.length, first.boxes![9]!.frame, first.words!.length]).toEqual([10, 5146, 3]);
  expect(first.words![2]).toEqual({ word: 'BEGIN', start: 0.24, end: 0.4, score: 4.4 });
  const second = read('trainval/0AbCdEfGhIj/50002.txt');
  expect([second.text, second.boxes!.length, second.words]).toEqual([
    'WITHOUT A WORD TABLE',
    4,
    undefined,
  ]);
  const third = read('pretrain/0AbCdEfGhIj/00001.txt');
  expect([third.ref, third.boxes, third.words!.length, third.confidence]).toEqual([
    null,
    undefined,
    7,
    5,
  ]);
  expect(read('test/0ZyXwVuTsRq/00003.txt').text).toBe('THANK YOU');
});
