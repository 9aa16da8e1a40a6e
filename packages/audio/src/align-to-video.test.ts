import { sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlignToVideoOptions, alignToVideo } from './index.ts';

const ramp = (rows: number) => Float32Array.from({ length: rows }, (_, i) => i + 1);
const hows = fc.constantFrom('mean', 'stack', 'stride') as fc.Arbitrary<
  'mean' | 'stack' | 'stride'
>;
/** A rate and a frame rate of integers, so that time can be counted in ticks of 1 / (rate fps). */
const clocks = fc
  .integer({ min: 1, max: 9 })
  .chain((fps) => fc.tuple(fc.integer({ min: fps, max: 30 }), fc.constant(fps)));
const exactly = { tolerance: 0 };

/** The clip's rows that overlap frames `start .. start + frames - 1`: `audioSpan` of @ssvaerr/data. */
const spanOf = (start: number, frames: number, rate: number, fps: number) =>
  [Math.floor((start * rate) / fps), Math.ceil(((start + frames) * rate) / fps)] as const;

describe('alignToVideo', () => {
  it('gives each frame its 4 rows at 25 fps and 100 Hz', () => {
    const features = Float32Array.from({ length: 16 }, (_, i) => i); // 8 rows of 2
    const clip = { width: 2, rate: 100, fps: 25, frames: 2 };
    expect([...alignToVideo(features, clip)]).toEqual([3, 4, 11, 12]);
    expect([...alignToVideo(features, { ...clip, how: 'stack' })]).toEqual([...features]);
    expect([...alignToVideo(features, { ...clip, how: 'stride' })]).toEqual([0, 1, 8, 9]);
  });

  it('divides a row between two frames by time', () => {
    const clip = { width: 1, rate: 3, fps: 2, frames: 2, ...exactly };
    const expected = [(1 + 2 / 2) / 1.5, (2 / 2 + 3) / 1.5];
    expect(alignToVideo(ramp(3), clip)).toBeAllclose(expected);
    expect([...alignToVideo(ramp(3), { ...clip, how: 'stride' })]).toEqual([1, 2]);
    const second = { ...clip, start: 1, frames: 1 };
    expect(alignToVideo(ramp(3).subarray(1), second)).toBeAllclose([expected[1]!]);
  });

  it('is the mean over the ticks of a frame', () => {
    fc.assert(
      fc.property(clocks, fc.integer({ min: 1, max: 12 }), ([rate, fps], frames) => {
        const rows = Math.ceil((frames * rate) / fps);
        const features = ramp(rows).map((x) => Math.sin(x));
        const expected = Array.from({ length: frames }, (_, i) => {
          let sum = 0;
          // Row r lasts from tick r fps to (r + 1) fps, frame i from i rate to (i + 1) rate.
          for (let t = i * rate; t < (i + 1) * rate; t++) sum += features[Math.floor(t / fps)]!;
          return sum / rate;
        });
        const options = { width: 1, rate, fps, frames, ...exactly };
        expect(alignToVideo(features, options)).toBeAllclose(expected);
      }),
    );
  });

  it('strides to the row in which the frame begins, and stacks all of the frame', () => {
    fc.assert(
      fc.property(
        clocks,
        fc.integer({ min: 1, max: 12 }),
        fc.nat(50),
        ([rate, fps], frames, start) => {
          const [from, to] = spanOf(start, frames, rate, fps);
          const features = ramp(to).subarray(from);
          const strided = alignToVideo(features, {
            ...{ width: 1, rate, fps, frames, start, how: 'stride' },
            ...exactly,
          });
          const first = Array.from({ length: frames }, (_, i) =>
            Math.floor(((start + i) * rate) / fps),
          );
          expect([...strided]).toEqual(first.map((row) => row + 1));
          const perFrame = { width: 1, rate: rate * fps, fps, frames, start, ...exactly };
          const all = ramp(frames * rate);
          expect(alignToVideo(all, { ...perFrame, how: 'stack' })).toEqual(all);
        },
      ),
    );
  });

  it('gives a segment what it gives the clip, to the last bit', () => {
    const frameRates = fc.constantFrom(25, 24, 30, 29.97, 30_000 / 1001, 50, 7.3);
    fc.assert(
      fc.property(
        frameRates,
        fc.nat(40),
        fc.integer({ min: 1, max: 20 }),
        hows,
        (fps, start, frames, how) => {
          const rate = how === 'stack' ? 4 * fps : 100;
          const span = (i: number) => (i * rate) / fps;
          const rows = Math.ceil(span(start + frames) - 1e-6);
          const features = Float32Array.from({ length: rows * 2 }, (_, i) => Math.sin(i));
          const options = { width: 2, rate, fps, how, ...exactly };
          const whole = alignToVideo(features, { ...options, frames: start + frames });
          const segment = features.subarray(Math.floor(span(start) + 1e-6) * 2);
          const width = whole.length / (start + frames);
          expect(alignToVideo(segment, { ...options, start, frames })).toEqual(
            whole.slice(start * width),
          );
        },
      ),
    );
  });

  it('keeps each dimension to itself', () => {
    fc.assert(
      fc.property(
        sixtyFourthsArray({ length: 20 }),
        sixtyFourthsArray({ length: 20 }),
        hows,
        (x, y, how) => {
          const options = { rate: 50, fps: 12.5, frames: 5, how, ...exactly };
          const both = Float32Array.from({ length: 40 }, (_, i) => (i % 2 ? y : x)[i >> 1]!);
          const of = (values: number[]) => [
            ...alignToVideo(Float32Array.from(values), { ...options, width: 1 }),
          ];
          const together = [...alignToVideo(both, { ...options, width: 2 })];
          expect(together.filter((_, i) => i % 2 === 0)).toEqual(of(x));
          expect(together.filter((_, i) => i % 2 === 1)).toEqual(of(y));
        },
      ),
    );
  });

  it('repeats the last row of short audio and drops excess audio, within the tolerance', () => {
    const clip = { width: 1, rate: 100, fps: 25, frames: 10 }; // 40 rows
    expect([...alignToVideo(ramp(30), { ...clip, how: 'stack' })]).toEqual([...heldRamp(30, 40)]);
    expect([...alignToVideo(ramp(30), clip)].slice(-3)).toEqual([29.75, 30, 30]);
    expect(alignToVideo(ramp(50), clip)).toEqual(alignToVideo(ramp(40), clip));
    for (const rows of [29, 51]) {
      expect(() => alignToVideo(ramp(rows), clip)).toThrow(
        new RangeError(
          `alignToVideo: 'features' must hold 40 rows to within 0.1 s at 100 Hz, got ${rows}.`,
        ),
      );
      expect(alignToVideo(ramp(rows), { ...clip, tolerance: 0.11 }).length).toBe(10);
    }
    expect(() => alignToVideo(ramp(0), { ...clip, tolerance: 9 })).toThrow(
      "'features' must hold 40 rows to within 9 s at 100 Hz, got 0.",
    );
  });

  it('does not enter a row for a rounding error', () => {
    // 3 x 29.97 Hz: (i * rate) / fps is not 3 i for some i.
    const clip = { width: 1, rate: 3 * 29.97, fps: 29.97, frames: 1000, ...exactly };
    const means = alignToVideo(ramp(3000), clip);
    expect(means).toBeAllclose(Array.from(means, (_, i) => 3 * i + 2));
    // Not for 1e-13 of its length either, which a loud neighbor would show.
    const loudNext = Float32Array.from({ length: 3000 }, (_, r) => (r % 6 < 3 ? 1 : 1e20));
    expect(alignToVideo(loudNext, clip).filter((_, i) => i % 2 === 0)).toEqual(
      new Float32Array(500).fill(1),
    );
    const strided = alignToVideo(ramp(3000), { ...clip, how: 'stride' });
    expect([...strided]).toEqual(Array.from(means, (_, i) => 3 * i + 1));
  });

  it('refuses bad input by name', () => {
    const clip = { width: 1, rate: 100, fps: 25, frames: 2 };
    const cases: [Partial<Record<keyof AlignToVideoOptions, unknown>>, string][] = [
      [{ width: 0 }, "'width' must be an integer >= 1, got 0."],
      [{ width: 3 }, "'features' must hold whole rows of 3, got 8 numbers."],
      [{ fps: 0 }, "'fps' must be positive, got 0."],
      [{ rate: Number.NaN }, "'rate' must be positive, got NaN."],
      [{ rate: 24.9 }, "'rate' must be at least fps (25), got 24.9."],
      [{ frames: 0 }, "'frames' must be an integer >= 1, got 0."],
      [{ start: -1 }, "'start' must be an integer >= 0, got -1."],
      [{ tolerance: -1 }, "'tolerance' must be finite and >= 0, got -1."],
      [{ how: 'max' }, "'how' must be 'mean', 'stack' or 'stride', got 'max'."],
      [
        { how: 'stack', fps: 30 },
        "'how' must be 'mean' or 'stride' unless fps divides rate, got 'stack' for 100 and 30.",
      ],
    ];
    for (const [bad, message] of cases) {
      expect(() => alignToVideo(ramp(8), { ...clip, ...bad } as AlignToVideoOptions)).toThrow(
        new RangeError(`alignToVideo: ${message}`),
      );
    }
    expect(() => alignToVideo(new Float32Array([0, Number.NaN]), clip)).toThrow(
      new RangeError("alignToVideo: 'features' must be finite, got NaN at 1."),
    );
    // @ts-expect-error a plain array
    expect(() => alignToVideo([1, 2], clip)).toThrow(
      new TypeError("alignToVideo: 'features' must be a Float32Array, got Array."),
    );
  });
});

/** `ramp(rows)` with its last row held up to `length`. */
function heldRamp(rows: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.min(i + 1, rows));
}
