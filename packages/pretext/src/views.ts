import type * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/** Length of the clips of a pretext method. */
export interface TimeOptions {
  /**
   * Clips of one frame, as in the original image methods. The stem's other temporal slices then see
   * nothing but padding: export with {@link centralSlice}. Default false: clips of 5 frames or more.
   */
  readonly perFrame?: boolean;
}

/** Frames that the stem's kernel covers. */
const KERNEL_FRAMES = 5;

/**
 * Refuses a batch of views that a joint-embedding method cannot use.
 *
 * @param where the function on whose behalf, for the message.
 * @param views clips `[batch, time, height, width, channels]`, one entry per view. The sizes of frames
 *   may differ, the batch may not.
 * @param options `least`: how many views there must be.
 * @throws TypeError if a view is not a float32 tensor, RangeError if there are too few, or one has
 *   another rank, another batch, or not the frames that `perFrame` asks for.
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
    throw new RangeError(`${where}: 'views' must hold at least ${least} clips, got ${count}.`);
  }
  views.forEach((view, i) => {
    const argument = `views[${i}]`;
    assertShape(where, argument, view, ['batch', 'time', 'height', 'width', 'channels']);
    const [batch, time] = view.shape;
    const [first] = views[0]!.shape;
    if (batch !== first) {
      throw new RangeError(
        `${where}: '${argument}' must have the batch of the first view, ${first}, got ${batch}.`,
      );
    }
    if (perFrame ? time !== 1 : time < KERNEL_FRAMES) {
      const rule = perFrame ? '1 frame' : `at least ${KERNEL_FRAMES} frames`;
      throw new RangeError(`${where}: '${argument}' must have ${rule}, got ${time}.`);
    }
  });
}
