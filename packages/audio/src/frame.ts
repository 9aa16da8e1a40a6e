import * as tf from '@tensorflow/tfjs-core';
import { assertInteger, assertSamples, mustBe } from './_checks.ts';

/** Options of {@link frame}. */
export interface FrameOptions {
  /** Samples per frame, an integer >= 1. */
  readonly length: number;
  /** Samples from the start of one frame to the next, an integer >= 1. */
  readonly hop: number;
}

/**
 * Divides samples into overlapping frames: row `r` is samples `r hop .. r hop + length - 1`. It returns whole frames only
 * and does not pad.
 *
 * @param samples float32 `[samples]` or `[batch, samples]`, at least `length` samples.
 * @returns float32 `[rows, length]` or `[batch, rows, length]`, `rows = 1 + floor((samples - length) / hop)`.
 * @throws TypeError if `samples` is not float32; RangeError if its rank is not 1 or 2, there are too few samples or an
 *   option is out of range.
 * @example
 * ```ts
 * import { frame } from '@ssvaerr/audio';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(frame(tf.tensor1d([0, 1, 2, 3, 4]), { length: 3, hop: 2 }).arraySync().join(' | ')); // 0,1,2 | 2,3,4
 * ```
 */
export function frame(samples: tf.Tensor1D, options: FrameOptions): tf.Tensor2D;
export function frame(samples: tf.Tensor2D, options: FrameOptions): tf.Tensor3D;
export function frame(samples: tf.Tensor, { length, hop }: FrameOptions): tf.Tensor {
  assertSamples('frame', samples);
  assertInteger('frame', 'length', length, 1);
  assertInteger('frame', 'hop', hop, 1);
  const count = samples.shape.at(-1)!;
  if (count < length) throw mustBe('frame', 'samples', `hold at least ${length} samples`, count);
  return tf.tidy(() => {
    const batch = samples.rank === 2 ? samples.shape[0]! : 1;
    const frames = framesOf(tf.reshape(samples, [batch, count]), { length, hop });
    return samples.rank === 2 ? frames : tf.squeeze(frames, [0]);
  });
}

/** Frames a batch that has been checked. See {@link frame}. */
export function framesOf(samples: tf.Tensor2D, { length, hop }: FrameOptions): tf.Tensor3D {
  const [batch, count] = samples.shape;
  const rows = 1 + Math.floor((count - length) / hop);
  // With blocks whose length divides both, a frame is `perFrame` consecutive blocks: one gather of whole blocks.
  const block = greatestCommonDivisor(length, hop);
  const [perFrame, perHop] = [length / block, hop / block];
  const used = ((rows - 1) * perHop + perFrame) * block;
  const blocks = tf.reshape(tf.slice(samples, [0, 0], [batch, used]), [batch, -1, block]);
  const indices = Int32Array.from(
    { length: rows * perFrame },
    (_, i) => Math.floor(i / perFrame) * perHop + (i % perFrame),
  );
  return tf.reshape(tf.gather(blocks, tf.tensor1d(indices, 'int32'), 1), [batch, rows, length]);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
