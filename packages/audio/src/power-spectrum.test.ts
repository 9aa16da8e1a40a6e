import { expectNoLeak, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerSpectrum } from './index.ts';

const hann = (n: number, length: number) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length);

/** The definition, in float64. */
function direct(frame: readonly number[], fftSize: number): number[] {
  return Array.from({ length: Math.floor(fftSize / 2) + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    frame.forEach((x, n) => {
      const angle = (2 * Math.PI * k * n) / fftSize;
      re += hann(n, frame.length) * x * Math.cos(angle);
      im -= hann(n, frame.length) * x * Math.sin(angle);
    });
    return re * re + im * im;
  });
}

const spectrumOf = (frame: number[], fftSize: number) =>
  tf.tidy(() => powerSpectrum(tf.tensor1d(frame), { fftSize }).arraySync()) as number[];

/** Frames of 2 to 24 samples, even and odd, and a DFT of no fewer points. */
const cases = fc
  .integer({ min: 2, max: 24 })
  .chain((length) => fc.tuple(sixtyFourthsArray({ length }), fc.integer({ min: length, max: 40 })));

describe('powerSpectrum', () => {
  it('of examples, under the window 0, 1/2, 1, 1/2', () => {
    const frames = tf.tensor2d([
      [9, 1, 1, 1],
      [0, 2, 0, 0],
      [0, 2, 0, -2],
    ]);
    const expected = [
      [4, 1, 0],
      [1, 1, 1],
      [0, 4, 0],
    ];
    expect(powerSpectrum(frames, { fftSize: 4 })).toBeAllclose(tf.tensor2d(expected));
    expect(powerSpectrum(tf.zeros([2, 3, 4]), { fftSize: 7 }).shape).toEqual([2, 3, 4]);
  });

  it('is the definition, up to float32 rounding', () => {
    fc.assert(
      fc.property(cases, ([frame, fftSize]) => {
        const energy = frame.reduce((sum, x) => sum + x * x, 0);
        // Of the frame, not of the bin: what cancels in a weak bin was as large as the rest.
        expect(spectrumOf(frame, fftSize)).toBeAllclose(direct(frame, fftSize), {
          atol: 1e-6 * energy + 1e-9,
          rtol: 1e-6,
        });
      }),
    );
  });

  it("sums to the windowed frame's energy times the points of the DFT (Parseval)", () => {
    fc.assert(
      fc.property(cases, ([frame, fftSize]) => {
        const power = spectrumOf(frame, fftSize);
        // Bins 1 .. (fftSize - 1) / 2 stand for their negative frequencies, too.
        const sum = power.reduce((s, p, k) => s + (k === 0 || 2 * k === fftSize ? p : 2 * p), 0);
        const energy = frame.reduce((s, x, n) => s + (hann(n, frame.length) * x) ** 2, 0);
        expect(sum).toBeAllclose(fftSize * energy, { atol: 1e-6, rtol: 1e-5 });
      }),
    );
  });

  it('finds a tone of 1000 Hz at 1000 / 31.25', () => {
    const tone = Array.from({ length: 400 }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / 16_000));
    const power = spectrumOf(tone, 512);
    expect(power.indexOf(Math.max(...power))).toBe(32);
    expect(power[32]).toBeAllclose(10_000, { rtol: 1e-4 }); // (amplitude / 2 x sum of the window)^2
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const frames = tf.zeros([3, 400]);
    expectNoLeak(() => powerSpectrum(frames, { fftSize: 512 }));
    expect(() => powerSpectrum(tf.zeros([3, 4], 'int32'), { fftSize: 512 })).toThrow(
      new TypeError("powerSpectrum: 'frames' must be a tensor of dtype float32, got int32 tensor."),
    );
    expect(() => powerSpectrum(tf.zeros([3, 1]), { fftSize: 512 })).toThrow(
      new RangeError("powerSpectrum: 'frames' must have 2 or more samples, got [3,1]."),
    );
    expect(() => powerSpectrum(tf.scalar(1), { fftSize: 512 })).toThrow(
      new RangeError("powerSpectrum: 'frames' must have 2 or more samples, got []."),
    );
    expect(() => powerSpectrum(frames, { fftSize: 256 })).toThrow(
      new RangeError("powerSpectrum: 'fftSize' must be an integer >= 400, got 256."),
    );
  });
});
