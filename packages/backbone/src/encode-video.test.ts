import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownstreamModel, encodeVideo, predictVideo } from './index.ts';

let model: DownstreamModel;
let video: tf.Tensor4D;
let numTensors: number;
beforeAll(() => {
  model = new DownstreamModel({ width: 1, hidden: 2, bins: 2, seed: 5 });
  const pixels = Float32Array.from(
    { length: 12 * 32 * 33 },
    (_, i) => ((Math.imul(i, 0x9e3779b9) >>> 16) % 64) / 32 - 1,
  );
  video = tf.tensor4d(pixels, [12, 32, 33, 1]);
  // Statistics away from 0 and 1, so that evaluation is not the identity.
  tf.tidy(() => model.encoder.forward(tf.expandDims(video, 0), { training: true }));
  numTensors = tf.memory().numTensors;
});
afterAll(() => {
  model.dispose();
  video.dispose();
});
beforeEach(() => expect(tf.memory().numTensors).toBe(numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(numTensors));

const cut = (from: number, to: number) => tf.slice(video, from, to - from);

/** The first `time` frames in pieces of the given lengths, each disposed once it has been read. */
async function* piecesOf(time: number, lengths: readonly number[]) {
  let at = 0;
  for (let i = 0; at < time; i++) {
    const end = Math.min(time, at + lengths[i % lengths.length]!);
    const piece = cut(at, end);
    yield piece;
    piece.dispose();
    at = end;
  }
}

const wholeOf = (time: number) =>
  tf.tidy(() => model.encoder.forward(tf.expandDims(cut(0, time), 0)).arraySync());

describe('encodeVideo', () => {
  it('equals the encoder on the whole video, however it is divided', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 14 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
        async (time, chunk, lengths) => {
          const features = await encodeVideo(model.encoder, piecesOf(time, lengths), { chunk });
          expect(features.shape).toEqual([1, time, 8]);
          // To the bit on this backend: each frame is the same sums.
          expect(features.arraySync()).toEqual(wholeOf(time));
          features.dispose();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('encodes by chunks, and only the frames beside a chunk twice', async () => {
    const forward = vi.spyOn(model.encoder, 'forward');
    try {
      tf.dispose(await encodeVideo(model.encoder, piecesOf(12, [5]), { chunk: 4 }));
      expect(forward.mock.calls.map(([clip]) => clip.shape[1])).toEqual([6, 8, 6]);
    } finally {
      forward.mockRestore();
    }
  });

  it('holds one piece and one chunk, not the video', async () => {
    const frame = 32 * 33 * 4;
    let peak = 0;
    const before = tf.memory().numBytes;
    async function* watched() {
      for (let i = 0; i < 40; i++) {
        peak = Math.max(peak, tf.memory().numBytes - before);
        const piece = cut(i % 12, (i % 12) + 1);
        yield piece;
        piece.dispose();
      }
    }
    const features = await encodeVideo(model.encoder, watched(), { chunk: 4 });
    expect(features.shape).toEqual([1, 40, 8]);
    expect(peak).toBeLessThanOrEqual((2 + 4 + 2) * frame);
    features.dispose();
  });

  it('takes a plain array and leaves it', async () => {
    const pieces = [cut(0, 3), cut(3, 5)];
    const features = await encodeVideo(model.encoder, pieces);
    expect(features.arraySync()).toEqual(wholeOf(5));
    tf.dispose([features, ...pieces]);
  });

  it('refuses what does not fit, by name, and leaves nothing behind', async () => {
    const first = cut(0, 3);
    const encode = (...pieces: tf.Tensor[]) =>
      encodeVideo(model.encoder, [first, ...(pieces as tf.Tensor4D[])]);
    const [narrow, flat, small] = [
      tf.zeros([1, 32, 32, 1]),
      tf.zeros([32, 33, 1]),
      tf.zeros<tf.Rank.R4>([1, 31, 33, 1]),
    ];
    await expect(encode(narrow)).rejects.toThrow(
      new RangeError(
        "encodeVideo: 'pieces' must have shape [time, 32, 33, 1], got [1, 32, 32, 1].",
      ),
    );
    await expect(encode(flat)).rejects.toThrow('got [32, 33, 1].');
    await expect(encodeVideo(model.encoder, [small])).rejects.toThrow(
      "encodeVideo: 'pieces' must have frames of at least 32 x 32 pixels, got 31 x 33.",
    );
    await expect(encodeVideo(model.encoder, [])).rejects.toThrow(
      "encodeVideo: 'pieces' must hold a frame, got none.",
    );
    await expect(encodeVideo(model.encoder, [first], { chunk: 0 })).rejects.toThrow(
      "encodeVideo: 'chunk' must be a positive integer, got 0.",
    );
    tf.dispose([first, narrow, flat, small]);
  });

  it('passes on the failure of its source, and leaves nothing behind', async () => {
    async function* broken() {
      yield* piecesOf(3, [3]);
      throw new Error('the disk is gone');
    }
    await expect(encodeVideo(model.encoder, broken())).rejects.toThrow('the disk is gone');
  });
});

describe('predictVideo', () => {
  it('is the model on the whole video', async () => {
    const raw = await predictVideo(model, piecesOf(12, [5, 2]), { chunk: 3 });
    const whole = tf.tidy(() => model.forward(tf.expandDims(video, 0)).arraySync());
    expect(raw.arraySync()).toEqual(whole);
    raw.dispose();
  });
});
