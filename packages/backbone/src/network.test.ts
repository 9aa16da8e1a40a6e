import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DownstreamModel, type Network } from './index.ts';

/** What every implementation of `Network` must keep. Add a line for a new one. */
const networks: readonly (readonly [string, (seed: number) => Network])[] = [
  ['DownstreamModel', (seed) => new DownstreamModel({ width: 1, hidden: 2, bins: 3, seed })],
];

describe.each(networks)('%s keeps the contract of Network', (_, make) => {
  let network: Network;
  beforeAll(() => {
    network = make(1);
  });
  afterAll(() => network.dispose());

  const clipsOf = (time: number, batch = 1) => {
    const { size, channels } = network.inputs;
    const shape: [number, number, number, number, number] = [batch, time, size ?? 32, size ?? 32, channels]; // biome-ignore format: one line
    return tf.randomUniform<tf.Rank.R5>(shape, -1, 1, 'float32', time);
  };

  it('gives raw outputs per frame: for each dimension the logits of the bins and a value', () => {
    tf.tidy(() => {
      const { shape } = network.forward(clipsOf(3, 2));
      expect(shape.slice(0, 2)).toEqual([2, 3]);
      expect(shape[2]! % 2).toBe(0);
      expect(shape[2]).toBeGreaterThanOrEqual(2 * (2 + 1)); // two bins and a value, twice
    });
  });

  it('gives for a video in pieces what it gives for the whole clip', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(lengths, async (times) => {
        const total = times.reduce((sum, time) => sum + time, 0);
        const clip = clipsOf(total);
        const frames = tf.squeeze<tf.Tensor4D>(clip, [0]);
        const pieces = tf.split(frames, times) as tf.Tensor4D[];
        const [whole, divided] = [
          network.forward(clip),
          await network.forwardVideo(pieces, { chunk: 2 }),
        ];
        expect(divided).toBeAllclose(whole, { atol: 1e-5 });
        tf.dispose([clip, frames, pieces, whole, divided]);
      }),
      { numRuns: 8 },
    );
  });

  it('trains some of its variables, all of which are in its state dict', () => {
    const variables = new Set(Object.values(network.variables));
    expect(network.trainableVariables.length).toBeGreaterThan(0);
    for (const variable of network.trainableVariables) expect(variables).toContain(variable);
    for (const variable of Object.values(network.encoder?.variables ?? {})) {
      expect(variables).toContain(variable);
    }
  });

  it('takes over every value of another one, or none', () => {
    const [target, other] = [make(2), make(3)];
    const clip = clipsOf(2);
    const outputOf = (of: Network) => Array.from(tf.tidy(() => of.forward(clip).dataSync()));
    const [before, wanted] = [outputOf(target), outputOf(other)];
    expect(wanted).not.toEqual(before);
    const names = Object.keys(other.variables);
    const last = names[names.length - 1]!;
    const odd = tf.zeros([9, 9]);
    expect(() => target.assign({ ...other.variables, [last]: odd })).toThrow(RangeError);
    expect(outputOf(target)).toEqual(before);
    target.assign(other.variables);
    expect(outputOf(target)).toEqual(wanted);
    expect(outputOf(other)).toEqual(wanted);
    tf.dispose([clip, odd]);
    for (const one of [target, other]) one.dispose();
  });

  it('leaks nothing', () => {
    const clip = clipsOf(2);
    expectNoLeak(() => network.forward(clip).dispose());
    expectNoLeak(() => make(4).dispose());
    clip.dispose();
  });
});
