import { DownstreamModel } from '@ssvaerr/backbone';
import { tableIII } from '@ssvaerr/losses';
import { AdamW } from '@ssvaerr/optim';
import * as tf from '@tensorflow/tfjs';
import { downstreamStep } from './downstream-step.ts';

const [batch, time, size] = [2, 8, 48];
const seconds = 2;

/**
 * Times training steps of a narrow network on the engine at hand: two warm ones, then a few seconds.
 *
 * @returns frames per second; or, where the engine cannot train, why.
 */
export async function measureEngine(): Promise<{ framesPerSecond?: number; problem?: string }> {
  const model = new DownstreamModel({ seed: 1, width: 8, hidden: 16 });
  const optimizer = new AdamW({ learningRate: 1e-3 });
  const wave = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i) / 2 + 0.5);
  const data = {
    clips: { shape: [batch, time, size, size, 1], values: wave(batch * time * size * size) },
    labels: { shape: [batch, time, 2], values: wave(batch * time * 2) },
    mask: { shape: [batch, time], values: new Float32Array(batch * time).fill(1) },
    lengths: Int32Array.from([time, time]),
  };
  const options = {
    loss: { weights: tableIII.cccCeMse },
    pixel: { mean: 0.5, std: 0.25 },
    clipNorm: null,
  };
  const step = async () => {
    const read = downstreamStep(model, optimizer, data, [1, 2], options);
    await read.data();
    read.dispose();
  };
  try {
    await step();
    await step();
    const start = performance.now();
    let steps = 0;
    do {
      await step();
      steps++;
    } while (performance.now() - start < 1000 * seconds);
    return { framesPerSecond: (steps * batch * time * 1000) / (performance.now() - start) };
  } catch (error) {
    return { problem: `cannot train: ${String((error as Error).message).split('\n')[0]}` };
  } finally {
    tf.dispose(Object.values(model.variables));
    optimizer.dispose();
  }
}
