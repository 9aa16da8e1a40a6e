import * as tf from '@tensorflow/tfjs-core';
import { assertFrameSize, assertOneOf, assertShape } from './_checks.ts';
import type { Pass } from './_pass.ts';
import { stem } from './_stem.ts';
import { trunk } from './_trunk.ts';
import { unrecorded } from './_unrecorded.ts';

/** Options that exclude a part of the network from training. */
export interface FreezeOptions {
  /**
   * Frozen part. `'stem'` is the paper's "Frozen": the 3-D convolution with its batch norm. `'backbone'` is stem and
   * trunk. Default `'none'`.
   */
  readonly freeze?: 'none' | 'stem' | 'backbone';
  /**
   * Batch norm of the frozen part. With `'hold'` it runs in evaluation mode. With `'move'` it normalizes by the batch
   * and updates its running statistics, as in the authors' code. Default `'hold'`.
   */
  readonly frozenStatistics?: 'hold' | 'move';
}

export function resolveFreeze(
  where: string,
  { freeze = 'none', frozenStatistics = 'hold' }: FreezeOptions,
): Required<FreezeOptions> {
  assertOneOf(where, 'freeze', freeze, ['none', 'stem', 'backbone']);
  assertOneOf(where, 'frozenStatistics', frozenStatistics, ['hold', 'move']);
  return { freeze, frozenStatistics };
}

export function isFrozen(name: string, { freeze = 'none' }: FreezeOptions): boolean {
  return freeze === 'backbone' || (freeze === 'stem' && name.startsWith('frontend3D.'));
}

/** Encodes a clip `[batch, time, height, width, 1]` to features `[batch, time, 8 * width]`. */
export function encode(
  where: string,
  clip: tf.Tensor5D,
  { freeze, frozenStatistics, ...pass }: Pass & Required<FreezeOptions>,
): tf.Tensor3D {
  assertShape(where, 'clip', clip, ['batch', 'time', 'height', 'width', 1]);
  assertFrameSize(where, 'clip', clip);
  const held = pass.training && frozenStatistics === 'hold' ? freeze : 'none';
  if (pass.training && held !== 'backbone') assertVaries(where, clip);

  const [batch, time] = clip.shape;
  const evaluated: Pass = { ...pass, training: false };
  return tf.tidy(() => {
    let features: tf.Tensor2D;
    if (held === 'backbone') {
      features = unrecorded(clip, `${where}: a frozen backbone`, (clip) =>
        trunk(stem(clip, evaluated), evaluated),
      );
    } else if (held === 'stem') {
      const frames = unrecorded(clip, `${where}: a frozen stem`, (clip) => stem(clip, evaluated));
      features = trunk(frames, pass);
    } else {
      features = trunk(stem(clip, pass), pass);
    }
    return tf.reshape(features, [batch, time, -1]);
  });
}

/** Refuses inputs with one value per channel, which have no variance. PyTorch refuses them, too. */
function assertVaries(where: string, clip: tf.Tensor5D): void {
  const [batch, time, height, width] = clip.shape;
  if (batch * time * Math.ceil(height / 32) * Math.ceil(width / 32) === 1) {
    throw new RangeError(
      `${where}: 'clip' must have more than one frame, or one larger than 32 x 32, for batch norm in training, got [${clip.shape.join(', ')}].`,
    );
  }
}
