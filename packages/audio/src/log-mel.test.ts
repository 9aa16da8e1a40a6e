import { expectNoLeak, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogMelOptions, logMel, melToHertz } from './index.ts';

/**
 * The definition in float64, from the samples alone: `[rows][bands]` energies before the floor.
 * Windows of 400 every 160 samples, the first from sample -120; 512 points at 16 kHz; 80 bands to 8000 Hz.
 */
function reference(samples: Float32Array): number[][] {
  const cosine = Array.from({ length: 512 }, (_, i) => Math.cos((Math.PI * i) / 256));
  const point = (i: number) => 700 * ((1 + 8000 / 700) ** (i / 81) - 1);
  return Array.from({ length: Math.ceil(samples.length / 160) }, (_, row) => {
    const power = Array.from({ length: 257 }, (_, k) => {
      let [re, im] = [0, 0];
      for (let n = 0; n < 400; n++) {
        const x = (samples[row * 160 - 120 + n] ?? 0) * Math.sin((Math.PI * n) / 400) ** 2;
        re += x * cosine[(k * n) % 512]!;
        im += x * cosine[(k * n + 128) % 512]!;
      }
      return re * re + im * im;
    });
    return Array.from({ length: 80 }, (_, band) => {
      const [from, peak, to] = [point(band), point(band + 1), point(band + 2)];
      return power.reduce((sum, p, k) => {
        const hertz = k * 31.25;
        const up = (hertz - from) / (peak - from);
        const down = (to - hertz) / (to - peak);
        return sum + p * Math.max(0, Math.min(up, down));
      }, 0);
    });
  });
}

/** Vowel-like audio: harmonics of a gliding pitch, and some noise. */
function vowel(count: number): Float32Array {
  let noise = 1;
  return Float32Array.from({ length: count }, (_, i) => {
    noise = (noise * 16_807) % 2_147_483_647;
    const phase = (2 * Math.PI * (120 + i / 200) * i) / 16_000;
    const voice = 0.5 * Math.sin(phase) + 0.2 * Math.sin(5 * phase) + 0.05 * Math.sin(20 * phase);
    return 0.8 * voice + (noise / 2_147_483_647 - 0.5) * 0.01;
  });
}

const rowsOf = (samples: ArrayLike<number>, options?: LogMelOptions) =>
  tf.tidy(() => logMel(tf.tensor1d(Float32Array.from(samples)), options).arraySync());

describe.each(['cpu', 'wasm'])('logMel on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  it('is the definition', () => {
    const samples = vowel(2000);
    const expected = reference(samples);
    const rows = rowsOf(samples);
    expect([rows.length, rows[0]!.length]).toEqual([13, 80]);
    rows.forEach((row, r) => {
      // Sums of float32 err by a part of the loudest amplitude (worst seen: 3.2e-7, on wasm), not of each.
      const amplitudes = expected[r]!.map((energy) => Math.sqrt(Math.max(energy, 1e-10)));
      expect(row.map((x) => Math.exp(x / 2))).toBeAllclose(amplitudes, {
        atol: 1e-6 * Math.max(...amplitudes),
        rtol: 0,
      });
    });
  });

  it('centers its window on the row: a click in the middle of row 1 is all there', () => {
    const click = new Float32Array(480);
    click[240] = 1;
    const rows = rowsOf(click);
    // The window is 1 there, so the power is 1 in each bin: what is left is the sum of each filter.
    const filters = reference(Float32Array.from({ length: 160 }, (_, i) => (i === 80 ? 1 : 0)))[0]!;
    expect(rows[1]).toBeAllclose(filters.map(Math.log), { atol: 1e-5, rtol: 0 });
    // 160 samples to either side of the middle it is the same number: w(40) = w(360).
    const weight = Math.sin((Math.PI * 40) / 400) ** 4;
    for (const row of [rows[0], rows[2]]) {
      expect(row).toBeAllclose(
        filters.map((f) => Math.log(weight * f)),
        { atol: 1e-4, rtol: 0 },
      );
    }
  });

  it('has its peak in the band of a tone', () => {
    // From band 16 (below, the window is wider than a band): 1.5 windows of the tone at the peak.
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 79 }),
        fc.integer({ min: 0, max: 63 }),
        (band, phase) => {
          const hertz = melToHertz(((band + 1) * 2840.0230467) / 81);
          const tone = Float32Array.from({ length: 640 }, (_, i) =>
            Math.sin(2 * Math.PI * ((hertz * i) / 16_000 + phase / 64)),
          );
          const row = rowsOf(tone)[1]!;
          expect(row.indexOf(Math.max(...row))).toBe(band);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('adds 2 log a for audio a times as loud, and is the floor in silence', () => {
    const samples = vowel(500);
    const quiet = rowsOf(samples).flat();
    fc.assert(
      fc.property(sixtyFourths({ min: 1 / 64, max: 1 }), (a) => {
        const loud = rowsOf(samples.map((x) => a * x)).flat();
        expect(loud).toBeAllclose(
          quiet.map((x) => x + 2 * Math.log(a)),
          // Half a unit in the last place of each sample.
          { atol: 2e-4, rtol: 0 },
        );
      }),
      { numRuns: 10 },
    );
    expect(rowsOf(new Float32Array(10)).flat()).toBeAllclose(new Array(80).fill(Math.log(1e-10)));
    const floored = rowsOf(samples, { floor: 0.5 }).flat();
    expect(floored).toBeAllclose(quiet.map((x) => Math.max(x, Math.log(0.5))));
  });

  it('shifts by a row when the audio shifts by a hop, and ignores silence after it', () => {
    const silence = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), fc.nat(3), silence, (count, hops, behind) => {
        const samples = vowel(count);
        const rows = rowsOf(samples);
        expect(rows.length).toBe(Math.ceil(count / 160));
        const late = new Float32Array(hops * 160 + count + behind);
        late.set(samples, hops * 160);
        expect(rowsOf(late).slice(hops, hops + rows.length)).toEqual(rows);
      }),
      { numRuns: 20 },
    );
  });

  it('treats each recording of a batch as if alone', () => {
    const batch = [vowel(700), vowel(900).subarray(200)];
    const together = tf.tidy(() => {
      const samples = tf.stack(batch.map((x) => tf.tensor1d(x))) as tf.Tensor2D;
      return logMel(samples).arraySync();
    });
    expect(together).toEqual(batch.map((samples) => rowsOf(samples)));
  });

  it('makes NaN of the windows that hold a NaN, and of no others', () => {
    const samples = vowel(960);
    samples[480] = Number.NaN; // in the windows of rows 2 (from 200), 3 (from 360)
    const bad = rowsOf(samples).map((row) => row.filter(Number.isNaN).length);
    expect(bad).toEqual([0, 0, 80, 80, 0, 0]);
  });

  it('leaks nothing', () => {
    const samples = tf.tensor1d(vowel(500));
    const batch = tf.tensor2d(vowel(500), [2, 250]);
    expectNoLeak(() => logMel(samples));
    expectNoLeak(() => logMel(batch));
    tf.dispose([samples, batch]);
  });
});

describe('logMel', () => {
  it('takes other windows, hops and bands', () => {
    const options = { windowLength: 25, hopLength: 8, fftSize: 27, bands: 3, sampleRate: 800 };
    const click = Float32Array.from({ length: 16 }, (_, i) => (i === 12 ? 1 : 0));
    const rows = rowsOf(click, options);
    expect([rows.length, rows[0]!.length]).toEqual([2, 3]);
    // Row 1's window begins at sample 8 - floor((25 - 8) / 2) = 0; row 0's at -8.
    const weight = (n: number) => 2 * Math.log(Math.sin((Math.PI * n) / 25) ** 2);
    const step = weight(12) - weight(20);
    expect(rows[1]!.map((x, b) => x - rows[0]![b]!)).toBeAllclose([step, step, step], {
      atol: 1e-4,
    });
  });

  it('refuses bad input by name', () => {
    const samples = tf.zeros([500]) as tf.Tensor1D;
    const call = logMel as (samples: unknown, options?: LogMelOptions) => unknown;
    const cases: [unknown, LogMelOptions, string][] = [
      [samples, { windowLength: 1 }, "'windowLength' must be an integer >= 2, got 1."],
      [samples, { windowLength: 513 }, "'windowLength' must be at most fftSize (512), got 513."],
      [samples, { hopLength: 0 }, "'hopLength' must be an integer >= 1, got 0."],
      [samples, { hopLength: 401 }, "'hopLength' must be at most windowLength (400), got 401."],
      [samples, { floor: 0 }, "'floor' must be positive, got 0."],
      [samples, { floor: Number.POSITIVE_INFINITY }, "'floor' must be positive, got Infinity."],
      [samples, { bands: 0 }, "'bands' must be an integer >= 1, got 0."],
      [tf.zeros([0]), {}, "'samples' must hold at least one sample, got [0]."],
      [tf.zeros([0, 9]), {}, "'samples' must hold at least one sample, got [0,9]."],
      [
        tf.zeros([1, 2, 3]),
        {},
        "'samples' must have shape [samples] or [batch,samples], got [1,2,3].",
      ],
      [new Float32Array(9), {}, "'samples' must be a tensor of dtype float32, got Float32Array."],
    ];
    for (const [bad, options, message] of cases) {
      expect(() => call(bad, options)).toThrow(`logMel: ${message}`);
    }
  });
});
