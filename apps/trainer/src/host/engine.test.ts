import { DownstreamModel } from '@ssvaerr/backbone';
import { tableIII } from '@ssvaerr/losses';
import { AdamW } from '@ssvaerr/optim';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { downstreamStep } from '../tasks/downstream-step.ts';
import { startEngine } from './engine.ts';
import { type EngineName, engineNames } from './engine-names.ts';

/** Steps of a narrow network: losses, gradient norms, and a weight after them. */
async function train(steps: number) {
  const model = new DownstreamModel({ seed: 1, width: 2, hidden: 3 });
  const optimizer = new AdamW({ learningRate: 1e-3 });
  const [batch, time, size] = [2, 3, 32];
  const wave = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i) / 2 + 0.5);
  const data = {
    clips: { shape: [batch, time, size, size, 1], values: wave(batch * time * size * size) },
    labels: { shape: [batch, time, 2], values: wave(batch * time * 2) },
    mask: { shape: [batch, time], values: Float32Array.of(1, 1, 1, 1, 1, 0) },
    lengths: Int32Array.of(3, 2),
  };
  const options = {
    loss: { weights: tableIII.cccCeMse },
    pixel: { mean: 0.5, std: 0.25 },
    clipNorm: 1,
  };
  const figures: number[] = [];
  for (let step = 0; step < steps; step++) {
    const read = downstreamStep(model, optimizer, data, [1, 2], options);
    figures.push(...(await read.data()));
    read.dispose();
  }
  const weight = await model.variables['trunk.layer1.0.conv1.weight']!.data();
  model.dispose();
  optimizer.dispose();
  return { figures, weight: Array.from(weight) };
}

let reference: Awaited<ReturnType<typeof train>>;
beforeAll(async () => {
  tf.env().set('IS_TEST', false); // wasm: see wasm-filter-gradient.test.ts
  await startEngine('cpu');
  reference = await train(2);
}, 60_000);
afterAll(() => tf.setBackend('cpu'));

/** What every engine must do. `tensorflow` comes with no install: it is skipped, with the reason in its name. */
const missing = new Map<EngineName, string>();
await startEngine('tensorflow').catch((error: Error) => missing.set('tensorflow', error.message));

describe.each(engineNames)('engine %s', (name) => {
  const why = missing.get(name);
  const test = why === undefined ? it : it.skip;
  const suffix = why === undefined ? '' : ` (${why})`;

  test(`trains as TF.js's cpu backend does${suffix}`, async () => {
    await startEngine(name);
    const { figures, weight } = await train(2);
    expect(figures).toBeAllclose(reference.figures, { rtol: 1e-3, atol: 1e-4 });
    expect(weight).toBeAllclose(reference.weight, { atol: 2e-3 }); // two steps of AdamW, each 1e-3
  });

  test(`gives the same numbers twice, and keeps nothing${suffix}`, async () => {
    await startEngine(name);
    const before = tf.memory().numTensors;
    expect(await train(2)).toEqual(await train(2));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('startEngine', () => {
  it('takes the first that is here', async () => {
    const { name } = await startEngine('auto');
    expect(name).toBe(engineNames.find((candidate) => !missing.has(candidate)));
  });
});
