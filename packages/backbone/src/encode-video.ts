import * as tf from '@tensorflow/tfjs-core';
import { assertFrameSize, assertPositiveInteger, assertShape } from './_checks.ts';
import { STEM_REACH } from './_stem.ts';
import type { Encoder } from './encoder.ts';

/**
 * A video as consecutive pieces `[time, height, width, 1]` of any lengths. A piece is read before the next is requested,
 * so a generator may dispose it after its `yield`.
 */
export type VideoPieces = Iterable<tf.Tensor4D> | AsyncIterable<tf.Tensor4D>;

/** Options of {@link encodeVideo} and {@link predictVideo}. */
export interface EncodeVideoOptions {
  /** Frames encoded at a time. It bounds the memory and does not change the result. Default 64. */
  readonly chunk?: number;
}

/**
 * Encodes a video of any length in evaluation mode and bounded memory: it holds at most `chunk + 4` frames and one piece
 * at a time. The result equals `encoder.forward` on all frames.
 *
 * It is exact because the layers after the stem treat frames independently, batch norm uses its running statistics, and
 * the stem sees two frames on each side: each chunk is encoded with two frames of its neighbors, whose features are dropped.
 * The features of each chunk are read back, so that an engine that runs lazily runs it and frees its frames.
 *
 * @param encoder `Encoder` with any weights.
 * @param pieces float32 `[time, height, width, 1]`, normalized pixels.
 * @returns float32 `[1, time, 8 * width]`, owned by the caller.
 * @throws RangeError if `chunk` is not a positive integer, a piece does not fit or there is none.
 * @example
 * ```ts
 * import { Encoder, encodeVideo } from '@ssvaerr/backbone';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const encoder = new Encoder({ width: 2, seed: 1 });
 * const pieces = [2, 1].map((time) => tf.zeros<tf.Rank.R4>([time, 32, 32, 1]));
 * console.log((await encodeVideo(encoder, pieces)).shape.join()); // 1,3,16
 * ```
 */
export async function encodeVideo(
  encoder: Encoder,
  pieces: VideoPieces,
  { chunk = 64 }: EncodeVideoOptions = {},
): Promise<tf.Tensor3D> {
  assertPositiveInteger('encodeVideo', 'chunk', chunk);
  const features: Float32Array[] = [];
  let frames: tf.Tensor4D | undefined; // `left` encoded frames, then those not encoded yet
  let left = 0;

  /** Encodes the next `count` frames and keeps the frames that the following ones need. */
  const encodeNext = async (count: number) => {
    const all = frames!;
    const [next, rest] = tf.tidy(() => {
      const seen = Math.min(left + count + STEM_REACH, all.shape[0]);
      const window = tf.slice(all, 0, seen);
      const encoded = encoder.forward(tf.expandDims<tf.Tensor5D>(window, 0));
      const kept = Math.min(STEM_REACH, left + count);
      return [tf.slice(encoded, [0, left, 0], [1, count, -1]), tf.slice(all, left + count - kept)];
    });
    left = Math.min(STEM_REACH, left + count);
    all.dispose();
    frames = rest;
    features.push((await next.data()) as Float32Array);
    next.dispose();
  };

  try {
    for await (const piece of pieces) {
      assertPiece(piece, frames);
      const before = frames;
      frames = before ? tf.concat([before, piece], 0) : tf.clone(piece);
      before?.dispose();
      while (frames.shape[0] >= left + chunk + STEM_REACH) await encodeNext(chunk);
    }
    if (!frames) throw new RangeError(`encodeVideo: 'pieces' must hold a frame, got none.`);
    while (frames.shape[0] > left) await encodeNext(Math.min(chunk, frames.shape[0] - left));
  } finally {
    frames?.dispose();
  }
  return joined(features, encoder.features);
}

/**
 * Predicts a video of any length: {@link encodeVideo}, then the GRU once over the features of all frames, which take a few
 * kB per frame. The result equals `model.forward` on all frames.
 *
 * @param model `DownstreamModel` with any weights.
 * @param pieces float32 `[time, height, width, 1]`, normalized pixels.
 * @returns float32 `[1, time, 2 * (bins + 1)]`, owned by the caller.
 * @throws RangeError if `chunk` is not a positive integer, a piece does not fit or there is none.
 * @example
 * ```ts
 * import { DownstreamModel, predictVideo } from '@ssvaerr/backbone';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = new DownstreamModel({ width: 2, hidden: 8, seed: 1 });
 * const pieces = [2, 1].map((time) => tf.zeros<tf.Rank.R4>([time, 32, 32, 1]));
 * console.log((await predictVideo(model, pieces)).shape.join()); // 1,3,42
 * ```
 */
export async function predictVideo(
  model: {
    readonly encoder: Encoder;
    head(features: tf.Tensor3D): tf.Tensor3D;
  },
  pieces: VideoPieces,
  options: EncodeVideoOptions = {},
): Promise<tf.Tensor3D> {
  const features = await encodeVideo(model.encoder, pieces, options);
  try {
    return model.head(features);
  } finally {
    features.dispose();
  }
}

function assertPiece(piece: tf.Tensor4D, before: tf.Tensor4D | undefined): void {
  const [height, width] = before ? before.shape.slice(1, 3) : ['height', 'width'];
  assertShape('encodeVideo', 'pieces', piece, ['time', height!, width!, 1]);
  assertFrameSize('encodeVideo', 'pieces', piece);
}

function joined(chunks: readonly Float32Array[], columns: number): tf.Tensor3D {
  const rows = chunks.reduce((sum, { length }) => sum + length, 0) / columns;
  const values = new Float32Array(rows * columns);
  let at = 0;
  for (const chunk of chunks) {
    values.set(chunk, at);
    at += chunk.length;
  }
  return tf.tensor3d(values, [1, rows, columns]);
}
