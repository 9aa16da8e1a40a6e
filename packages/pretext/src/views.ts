import type * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/** Required length of the clips of a pretext method. */
export interface TimeOptions {
  /**
   * Whether clips have one frame, as in the original image methods. The stem's other temporal slices then see only
   * padding; export with {@link centralSlice}. Default false: clips have 5 frames or more.
   */
  readonly perFrame?: boolean;
}

/** Frames that the stem's kernel covers. */
const KERNEL_FRAMES = 5;

/**
 * Throws unless a batch of views suits a joint-embedding method.
 *
 * @param where name of the calling function, for the message.
 * @param views clips `[batch, time, height, width, channels]`, one tensor per view. Their frame sizes may differ, the
 *   batch size may not.
 * @param options `least`: the smallest number of views.
 * @throws TypeError if a view is not a float32 tensor; RangeError if there are too few views, or one has another rank,
 *   another batch size, or a length that `perFrame` does not allow.
 * @example
 * ```ts
 * import { assertViews } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * try {
 *   assertViews('MyMethod', [tf.zeros([2, 1, 32, 32, 1])], { least: 1 }); // clips of one frame
 * } catch (error) {
 *   console.log(error instanceof RangeError); // true
 * }
 * ```
 */
export function assertViews(
  where: string,
  views: readonly tf.Tensor5D[],
  { least, perFrame = false }: TimeOptions & { readonly least: number },
): void {
  const count = Array.isArray(views) ? views.length : 0;
  if (count < least) {
    throw new RangeError(`${where}: 'views' must hold at least ${least} views, got ${count}.`);
  }
  views.forEach((view, i) => {
    const argument = `views[${i}]`;
    assertShape(where, argument, view, ['batch', 'time', 'height', 'width', 'channels']);
    const [batch, time] = view.shape;
    const [first] = views[0]!.shape;
    if (batch !== first) {
      throw new RangeError(
        `${where}: '${argument}' must have the batch size of the first view (${first}), got ${batch}.`,
      );
    }
    if (perFrame ? time !== 1 : time < KERNEL_FRAMES) {
      const rule = perFrame ? '1 frame' : `at least ${KERNEL_FRAMES} frames`;
      throw new RangeError(`${where}: '${argument}' must have ${rule}, got ${time}.`);
    }
  });
}
