import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { parseLandmarks } from './parse-landmarks.ts';

const numbers = (frame: number) => Array.from({ length: 136 }, (_, i) => 1000 * frame + i);
const names = (base: number, cut: string) => [
  ...Array.from({ length: 68 }, (_, i) => `x${cut}${i + base}`),
  ...Array.from({ length: 68 }, (_, i) => `y${cut}${i + base}`),
];
/** x of all points, then y of all points, as OpenFace writes them. */
const apart = (frame: number) => {
  const values = numbers(frame);
  return [...values.filter((_, i) => i % 2 === 0), ...values.filter((_, i) => i % 2 === 1)];
};

describe('parseLandmarks', () => {
  it('reads rows of x and y in turn', () => {
    const { frames, points } = parseLandmarks(`${numbers(0).join()}\n${numbers(1).join()}\n`);
    expect(frames).toBe(2);
    expect([...points]).toEqual([...numbers(0), ...numbers(1)]);
  });

  it("reads OpenFace's columns, counted from 1, with frames that are missing", () => {
    const header = ['frame', 'timestamp', 'confidence', 'success', ...names(0, '_')].join(', ');
    const row = (frame: number, success: number) =>
      [frame, 0, 0.9, success, ...apart(frame)].join(', ');
    const { frames, points } = parseLandmarks([header, row(1, 1), row(2, 0), row(4, 1)].join('\n'));
    expect(frames).toBe(4);
    const none = new Array(136).fill(Number.NaN);
    expect([...points]).toEqual([...numbers(1), ...none, ...none, ...numbers(4)]);
  });

  it('reads columns x1 to y68, and missing numbers', () => {
    const [first, ...rest] = apart(0);
    const { points } = parseLandmarks(`${names(1, '').join()}\n${['', ...rest].join()}\n`);
    expect(points[0]).toBeNaN();
    expect([first, points[1]]).toEqual([0, 1]);
  });

  it('gives landmarks or a LabelError for any text', () => {
    const cell = fc.constantFrom('x_0', 'frame', '1', '2.5', 'NaN', '', 'a', '-3');
    const row = fc.array(cell, { minLength: 1, maxLength: 4 });
    const valid = fc.constant(numbers(0).map(String));
    fc.assert(
      fc.property(fc.array(fc.oneof(row, valid), { maxLength: 4 }), (rows) => {
        try {
          const { frames, points } = parseLandmarks(rows.map((cells) => cells.join()).join('\n'));
          expect(points).toHaveLength(136 * frames);
        } catch (error) {
          expect(error).toBeInstanceOf(LabelError);
        }
      }),
    );
  });

  it.each([
    ['1,2,3\n', 'line 1: must have 136 numbers (68 points) or columns x_0 to y_67, got 3 cells.'],
    ['x_0,y_0\n1,2\n', "line 1: has no column 'x_1'."],
    [
      `frame,${names(0, '_').join()}\n2,${apart(0).join()}\n2,${apart(0).join()}\n`,
      "line 3: 'frame' must ascend, got 2 after 2.",
    ],
    [
      `frame,${names(0, '_').join()}\n99999999999,${apart(0).join()}\n`,
      "line 2: 'frame' must be at most 10368000, got 99999999999.",
    ],
  ])('refuses a file (%#)', (text, message) => {
    expect(() => parseLandmarks(text)).toThrow(
      expect.objectContaining({ name: 'LabelError', message }),
    );
  });
});
