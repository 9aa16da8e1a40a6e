import { readFileSync } from 'node:fs';
import { damagedText, needsLabelExamples, sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { parseAfewVa } from './parse-afew-va.ts';

const nan = Number.NaN;
const labelError = (message: string) => expect.objectContaining({ name: 'LabelError', message });
const points = Array.from({ length: 68 }, (_, i) => [i, 100 + i / 2]);

it('reads a clip: values divided by 10, frames by number, landmarks', () => {
  const text = `{
 "actor": " Jane  Doe",
 "frames": {
  "10": { "arousal": -10.0, "landmarks": [], "valence": 10 },
  "00002": { "arousal": 5.0, "landmarks": ${JSON.stringify(points)}, "valence": 7.0 },
  "00000": { "annotator": "x", "arousal": null, "comment": "", "emotion": "happy", "valence": null }
 },
 "video_id": "some_movie_0000"
}`;
  const { actor, videoId, frames, arousal, valence, landmarks } = parseAfewVa(text);
  expect([actor, videoId, frames]).toEqual(['Jane Doe', 'some_movie_0000', 11]);
  const gap = Array(7).fill(nan);
  expect(Array.from(arousal)).toEqual([nan, nan, 0.5, ...gap, -1]);
  expect(Array.from(valence)).toEqual([nan, nan, 0.7, ...gap, 1]);
  expect(landmarks!.length).toBe(11 * 136);
  expect(Array.from(landmarks!.subarray(2 * 136, 3 * 136))).toEqual(points.flat());
  expect(landmarks!.filter(Number.isNaN).length).toBe(10 * 136);
});

it('reads a file without landmarks, actor and video', () => {
  const clip = parseAfewVa('{"frames":{"0":{"arousal":1,"valence":-1}}}');
  expect(clip).toEqual({
    actor: null,
    videoId: null,
    frames: 1,
    arousal: Float64Array.of(0.1),
    valence: Float64Array.of(-0.1),
    landmarks: null,
  });
});

const withFrame = (frame: object, key = '00003') => JSON.stringify({ frames: { [key]: frame } });

it.each([
  ['', 'must be a JSON file, which it is not, or not completely.'],
  ['{"frames":{', 'must be a JSON file, which it is not, or not completely.'],
  ['null', 'the content must be an object, got null.'],
  ['{}', "'frames' must be an object, got nothing."],
  ['{"frames":[1]}', "'frames' must be an object, got [1]."],
  ['{"frames":{}}', "'frames' must not be empty."],
  ['{"frames":{"3":7}}', 'frame 3 must be an object, got 7.'],
  [withFrame({}, 'a'), "a frame must be named by a number of up to five digits, got 'a'."],
  [
    withFrame({}, '100000'),
    "a frame must be named by a number of up to five digits, got '100000'.",
  ],
  [
    withFrame({ valence: 0 }),
    "frame 00003: 'arousal' must be a number from -10 to 10 or null, got nothing.",
  ],
  [
    withFrame({ arousal: 10.5, valence: 0 }),
    "frame 00003: 'arousal' must be a number from -10 to 10 or null, got 10.5.",
  ],
  [
    withFrame({ arousal: 0, valence: '1' }),
    `frame 00003: 'valence' must be a number from -10 to 10 or null, got "1".`,
  ],
  [
    withFrame({ arousal: 0, valence: 0, landmarks: [[1, 2]] }),
    "frame 00003: 'landmarks' must be 68 pairs of numbers.",
  ],
  [
    withFrame({ arousal: 0, valence: 0, landmarks: points.with(3, [1]) }),
    "frame 00003: 'landmarks' must be 68 pairs of numbers.",
  ],
  [
    '{"frames":{"1":{"arousal":0,"valence":0},"01":{"arousal":0,"valence":0}}}',
    'frame 01 must occur once only.',
  ],
  ['{"actor":7,"frames":{"1":{"arousal":0,"valence":0}}}', "'actor' must be a text, got 7."],
])('refuses %j', (text, message) => {
  expect(() => parseAfewVa(text)).toThrow(labelError(message));
});

const rating = fc.option(sixtyFourths({ min: -10, max: 10 }));
const frames = fc.uniqueArray(fc.tuple(fc.nat({ max: 30 }), rating, rating), {
  selector: ([index]) => index,
  minLength: 1,
  maxLength: 8,
});
const written = fc
  .tuple(frames, fc.boolean(), fc.boolean())
  .map(([frames, isPadded, hasPoints]) => {
    const entries = frames.map(([index, arousal, valence]) => [
      isPadded ? `${index}`.padStart(5, '0') : `${index}`,
      { arousal, ...(hasPoints && { landmarks: points }), valence },
    ]);
    const text = JSON.stringify(
      { actor: 'A', frames: Object.fromEntries(entries), video_id: 'v' },
      null,
      1,
    );
    return { frames, text };
  });

it('reads what is written', () => {
  fc.assert(
    fc.property(written, ({ frames, text }) => {
      const clip = parseAfewVa(text);
      const values = new Map(frames.map(([index, ...values]) => [index, values]));
      for (const [column, name] of (['arousal', 'valence'] as const).entries()) {
        const read = Array.from(clip[name]);
        expect(read.length).toBe(Math.max(...values.keys()) + 1);
        expect(read).toEqual(read.map((_, i) => (values.get(i)?.[column] ?? nan) / 10));
      }
    }),
  );
});

it('gives labels or a LabelError, whatever the text', () => {
  const text = fc.oneof(fc.string(), fc.json(), damagedText(written.map(({ text }) => text)));
  fc.assert(
    fc.property(text, (text) => {
      try {
        const { frames, arousal, valence, landmarks } = parseAfewVa(text);
        expect([arousal.length, valence.length]).toEqual([frames, frames]);
        for (const value of [...arousal, ...valence]) {
          expect(Number.isNaN(value) || Math.abs(value) <= 1).toBe(true);
        }
        if (landmarks) expect(landmarks.length).toBe(136 * frames);
      } catch (error) {
        if (!(error instanceof LabelError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});

const { skip, title, path } = needsLabelExamples('afew_va');
it.skipIf(skip)(title('reads the example of the documented format'), () => {
  const { actor, frames, arousal, valence, landmarks } = parseAfewVa(
    readFileSync(`${path}/01/001/001.json`, 'utf8'),
  );
  expect([actor, frames, arousal[0], landmarks!.length]).toEqual(['Jane Doe', 3, 0.5, 3 * 136]);
  expect(valence[2]).toBe(0.7);
  expect([landmarks![0], landmarks![3]]).toEqual([240, 174.6134179731651].map(Math.fround));
});
