import { uniforms } from '@ssvaerr/random';
import { describe, expect, it } from 'vitest';
import { ConcordanceMetric } from './concordance-metric.ts';
import { linearProbe } from './linear-probe.ts';
import type { ProbeClip } from './probe-clip.ts';

/** A clip of `time` frames of `size` random features, labelled by `label`. */
function clip(
  seed: number,
  time: number,
  size: number,
  label: (x: number[]) => [number, number],
): ProbeClip & { labels: number[]; features: Float32Array } {
  const features = uniforms(seed, time * size, { low: -1, high: 1 });
  const labels = Array.from({ length: time }, (_, t) =>
    label([...features.subarray(t * size, (t + 1) * size)]),
  ).flat();
  return { features, labels };
}

const linear = ([a, b]: number[]): [number, number] => [0.5 * a! - 0.25 * b! + 0.1, -0.125 * b!];

/** Without the function, which no comparison finds equal. */
const figures = async (...args: Parameters<typeof linearProbe>) => {
  const { predict: _, ...rest } = await linearProbe(...args);
  return rest;
};

/** Ridge by gradient descent on its own definition: no closed form, no streaming. */
function descend(x: number[][], y: number[], ridge: number) {
  const n = x.length;
  const size = x[0]!.length;
  const mean = Array.from({ length: size }, (_, i) => x.reduce((s, row) => s + row[i]! / n, 0));
  const std = mean.map((m, i) => Math.sqrt(x.reduce((s, row) => s + (row[i]! - m) ** 2 / n, 0)));
  const standard = (row: number[]) => row.map((v, i) => (v - mean[i]!) / std[i]!);
  const z = x.map(standard);
  const w = new Array(size).fill(0);
  let b = 0;
  for (let step = 0; step < 3000; step++) {
    const errors = z.map((row, r) => row.reduce((s, v, i) => s + v * w[i], b) - y[r]!);
    w.forEach((weight, i) => {
      const slope = errors.reduce((s, e, r) => s + (2 * e * z[r]![i]!) / n, 0);
      w[i] -= 0.1 * (slope + 2 * ridge * weight);
    });
    b -= 0.1 * errors.reduce((s, e) => s + (2 * e) / n, 0);
  }
  return (row: number[]) => standard(row).reduce((s, v, i) => s + v * w[i], b);
}

describe('linearProbe', () => {
  it('by hand: one feature of standard deviation 1, one frame of two; ridge 1 halves the slope', async () => {
    const train = [{ features: [-1, 1], labels: [-0.5, 1, 0.5, 1] }];
    const test = [{ features: [-1, 1, 0], labels: [-0.25, 1, 0.25, 0, 0, -1] }];
    const { arousal, valence } = await linearProbe({ train, test }, { ridge: 1 });
    expect(arousal.ccc).toBeAllclose(1, { atol: 1e-6 });
    expect(arousal.mse).toBeAllclose(0, { atol: 1e-12 });
    // Valence was constant, so it is predicted as 1.
    expect(valence.count).toBe(3);
    expect(valence.mse).toBeAllclose((0 + 1 + 4) / 3);
  });

  it('reads a linear map off the features, however they are scaled and shifted', async () => {
    const seeds = [1, 2, 3];
    const [a, b, c] = seeds.map((seed) => clip(seed, 40, 4, linear));
    const moved = (one: ProbeClip) => ({
      ...one,
      features: Array.from(one.features, (v, i) => v * [1, 1e4, 1e-3, 1][i % 4]! + (i % 4)),
    });
    for (const [train, test] of [
      [[a!, b!], [c!]],
      [[moved(a!), moved(b!)], [moved(c!)]],
    ] as const) {
      const { arousal, valence } = await linearProbe({ train, test }, { ridge: 1e-9 });
      expect(arousal.count).toBe(40);
      expect(arousal.ccc).toBeGreaterThan(0.999999);
      expect(valence.ccc).toBeGreaterThan(0.999999);
    }
  });

  it('is ridge regression as defined, found by gradient descent', async () => {
    const noisy = clip(4, 30, 3, ([a, b, c]) => [a! * b! + c!, Math.sin(5 * a!)]);
    const rows = Array.from({ length: 30 }, (_, t) => [
      ...noisy.features.subarray(t * 3, t * 3 + 3),
    ]);
    for (const ridge of [0.01, 0.5]) {
      const predictions = [0, 1].map((dimension) => {
        const y = rows.map((_, t) => noisy.labels[t * 2 + dimension]!);
        return rows.map(descend(rows, y, ridge));
      });
      const labels = rows.flatMap((_, t) => [predictions[0]![t]!, predictions[1]![t]!]);
      const test = [{ features: noisy.features, labels }];
      const { arousal, valence } = await linearProbe({ train: [noisy], test }, { ridge });
      expect(arousal.rmse).toBeLessThan(1e-8);
      expect(valence.rmse).toBeLessThan(1e-8);
    }
  });

  it('gives the same for any cut into clips, sync or async', async () => {
    const whole = clip(5, 60, 3, ([a, b]) => [a! * b!, a! + b! * b!]);
    const test = [clip(6, 20, 3, ([a, b]) => [a! * b!, a! + b! * b!])];
    const part = (from: number, to: number): ProbeClip => ({
      features: whole.features.subarray(from * 3, to * 3),
      labels: whole.labels.slice(from * 2, to * 2),
    });
    async function* stream() {
      yield part(0, 1);
      yield part(1, 17);
      yield part(17, 60);
    }
    const once = await linearProbe({ train: [whole], test });
    const cut = await linearProbe({ train: stream(), test });
    expect(cut.arousal.ccc).toBeAllclose(once.arousal.ccc, { atol: 1e-12 });
    expect(cut.valence.ccc).toBeAllclose(once.valence.ccc, { atol: 1e-12 });
    expect(once.arousal.ccc).toBeLessThan(0.9); // no linear map fits: not a trivial agreement
  });

  it('predicts what it was scored on', async () => {
    const [a, b] = [clip(5, 30, 3, linear), clip(6, 20, 3, linear)];
    const probe = await linearProbe({ train: [a], test: [b] }, { ridge: 0.1 });
    const predicted = probe.predict(b.features);
    for (const [dimension, name] of (['arousal', 'valence'] as const).entries()) {
      const metric = new ConcordanceMetric();
      const target = Array.from({ length: 20 }, (_, t) => b.labels[2 * t + dimension]!);
      metric.update(predicted[name], target);
      expect(metric.compute()[0].ccc).toBeAllclose(probe[name].ccc, { atol: 1e-6 });
    }
    expect(() => probe.predict([1, 2])).toThrow(
      "LinearMap.predict: 'features' must have 3 entries a frame, got 2 entries.",
    );
  });

  it('chooses among several ridges on the validation clips, not on the test clips', async () => {
    const noise = (seed: number) => clip(seed, 12, 8, ([a]) => [Math.sin(40 * a!), a! / 2]);
    const [train, validation, test] = [[noise(7)], [noise(8)], [noise(9)]];
    const ridges = [1e-6, 0.3, 1e4];
    const alone = await Promise.all(
      ridges.map(async (ridge) => {
        const { arousal, valence } = await linearProbe({ train, test: validation }, { ridge });
        return arousal.ccc + valence.ccc;
      }),
    );
    const best = ridges[alone.indexOf(Math.max(...alone))]!;
    const splits = { train, validation, test };
    const chosen = await linearProbe(splits, { ridge: ridges });
    expect(chosen.ridge).toBe(best);
    const { arousal } = await linearProbe({ train, test }, { ridge: best });
    expect(chosen.arousal).toEqual(arousal);
    await expect(linearProbe({ train, test }, { ridge: ridges })).rejects.toThrow(
      "linearProbe: 'validation' must be given to choose among several ridges.",
    );
    await expect(linearProbe(splits, { ridge: [] })).rejects.toThrow('got none.');
  });

  it('drops masked frames of both splits, whatever they hold', async () => {
    const [a, b] = [clip(7, 30, 2, linear), clip(8, 10, 2, linear)];
    const spoilt = (one: ReturnType<typeof clip>) => ({
      features: [...one.features, Number.NaN, 9],
      labels: [...one.labels, Number.NaN, 5],
      mask: [...one.labels.filter((_, i) => i % 2 === 0).map(() => true), false],
    });
    const plain = await figures({ train: [a], test: [b] });
    const masked = await figures({ train: [spoilt(a)], test: [spoilt(b)] });
    expect(masked).toEqual(plain);
    const numbers = { ...spoilt(a), mask: spoilt(a).mask.map(Number) };
    expect(await figures({ train: [numbers], test: [b] })).toEqual(plain);
    const none = { ...b, mask: new Array(10).fill(false) };
    expect(await figures({ train: [none, a, none], test: [none, b] })).toEqual(plain);
  });

  it('leaves out features that are constant, to the rounding of float32', async () => {
    const own = clip(9, 30, 2, ([a, b]) => [a! * b!, a! - b! * b!]);
    const withThird = (third: (t: number) => number): ProbeClip => ({
      labels: own.labels,
      features: Array.from({ length: 90 }, (_, i) => {
        const [t, column] = [Math.floor(i / 3), i % 3];
        return column === 2 ? third(t) : own.features[t * 2 + column]!;
      }),
    });
    const probe = async (one: ProbeClip) =>
      (await linearProbe({ train: [one], test: [one] })).arousal.ccc;
    const plain = await probe(own);
    expect(plain).toBeLessThan(0.9);
    expect(await probe(withThird(() => 0.5))).toBeAllclose(plain, { atol: 1e-9 });
    // A tenth of float32's rounding, though it tells the label: no.
    expect(await probe(withThird((t) => 100 + 1e-6 * own.labels[2 * t]!))).toBeAllclose(plain);
    expect(await probe(withThird((t) => 100 + own.labels[2 * t]!))).toBeGreaterThan(0.999);
  });

  it('shrinks to the mean as ridge grows', async () => {
    const own = clip(9, 30, 2, linear);
    const { arousal } = await linearProbe({ train: [own], test: [own] }, { ridge: 1e9 });
    expect(arousal.ccc).toBeAllclose(0, { atol: 1e-6 });
  });

  it('refuses', async () => {
    const good = { features: [1, 2], labels: [0, 0, 1, 1] };
    const both = (bad: ProbeClip) => [
      { train: [bad], test: [good] },
      { train: [good], test: [bad] },
    ];
    const refusal = async (bad: ProbeClip, message: (split: string) => string) => {
      for (const [i, clips] of both(bad).entries()) {
        const split = ['train', 'test'][i]!;
        await expect(linearProbe(clips)).rejects.toThrow(
          new RangeError(`linearProbe: ${message(split)}`),
        );
      }
    };
    for (const ridge of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(linearProbe({ train: [good], test: [good] }, { ridge })).rejects.toThrow(
        new RangeError(`linearProbe: 'ridge' must be finite and > 0, got ${ridge}.`),
      );
    }
    const refusals: [ProbeClip, (split: string) => string][] = [
      [
        { features: [1, 2], labels: [] },
        (split) => `'${split}.labels' must hold a frame, got none.`,
      ],
      [
        { features: [1, 2], labels: [0, 0, 1] },
        (split) => `'${split}.labels' must have 2 entries a frame, got 3 entries.`,
      ],
      [
        { ...good, features: [1, 2, 3] },
        (split) => `'${split}.features' must have 2 entries, got 3.`,
      ],
      [{ ...good, mask: [1] }, (split) => `'${split}.mask' must have 2 entries, got 1.`],
      [{ ...good, mask: [1, 0.5] }, (split) => `'${split}.mask' must hold 0 and 1, got 0.5 at 1.`],
      [
        { ...good, features: [1, Number.NaN] },
        (split) => `'${split}.features' must be finite where it is not masked, got NaN at 1.`,
      ],
      [
        { ...good, labels: [0, 0, Number.NaN, 0] },
        (split) => `'${split}.labels' must be finite where it is not masked, got NaN at 2.`,
      ],
    ];
    for (const [bad, message] of refusals) await refusal(bad, message);
    const wide = { features: [1, 2, 3, 4], labels: [0, 0, 1, 1] };
    for (const [clips, split] of [
      [{ train: [good, wide], test: [good] }, 'train'],
      [{ train: [good], test: [wide] }, 'test'],
    ] as const) {
      await expect(linearProbe(clips)).rejects.toThrow(
        new RangeError(`linearProbe: '${split}.features' must have 2 entries, got 4.`),
      );
    }
    const single = { features: [1], labels: [0, 0] };
    for (const [train, count] of [
      [[], 0],
      [[single], 1],
    ] as const) {
      await expect(linearProbe({ train, test: [good] })).rejects.toThrow(
        new RangeError(`linearProbe: 'train' must hold 2 frames that count, got ${count}.`),
      );
    }
    await expect(linearProbe({ train: [good], test: [] })).rejects.toThrow(
      new RangeError("linearProbe: 'test' must hold a frame that counts, got none."),
    );
    const twins = { features: [1, 1, 2, 2], labels: [0, 0, 1, 1] };
    await expect(linearProbe({ train: [twins], test: [twins] }, { ridge: 1e-300 })).rejects.toThrow(
      new RangeError("RidgeRegression.fit: 'ridge' must outweigh rounding errors, got 1e-300."),
    );
  });
});
