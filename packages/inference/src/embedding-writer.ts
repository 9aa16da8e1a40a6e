import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Encoder, encodeVideo, type VideoPieces } from '@ssvaerr/backbone';
import { readNpyHeader, writeNpy } from '@ssvaerr/data';
import { FileError, UserError } from '@ssvaerr/host';
import { readRecord, writeFileAtomic, writeRecord } from '@ssvaerr/host/node';
import {
  type EmbeddedClip,
  type EmbeddingOrigin,
  embeddingFormat,
  readEmbeddingIndex,
  writeEmbeddingIndex,
} from './embedding-record.ts';

/** A clip to embed. */
export interface ClipToEmbed {
  /** Names the file: letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  /** Frames per second. */
  readonly fps: number;
  /** The store or video that the clip comes from. */
  readonly source: string;
  /** Place of the clip in its video; absent for a clip of a store. */
  readonly within?: WithinVideo;
  /** Gives the normalized frames, `[time, height, width, 1]` per piece. Called only if they are needed. */
  frames(): VideoPieces;
}

/** Place of a clip in its video. */
export interface WithinVideo {
  /** The number of the face in its video: the same number, the same face. */
  readonly track: number;
  /** The first frame, counted at the clip's `fps`. */
  readonly start: number;
  /** Share of the frames in which the face was seen, in [0, 1]. */
  readonly quality: number;
}

/** Frames per call of the encoder. */
const chunk = 64;

/**
 * Writes a folder of features: `ID.npy` for every clip, the index `index.jsonl`, and `embedding.json` with the origin
 * of the features. Clips that the folder has already are not computed again, so a call that was interrupted continues.
 *
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { Encoder } from '@ssvaerr/backbone';
 * import { EmbeddingWriter } from '@ssvaerr/inference';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const root = await mkdtemp(join(tmpdir(), 'inference-'));
 * const [weights, input] = ['untrained', 'zeros'].map((path) => ({ path, sha256: '0'.repeat(64) }));
 * const origin = { weights: weights!, input: input! }; // from `fileContentId`, and `content` of the input
 * const encoder = new Encoder({ width: 2, seed: 1 });
 * const writer = await EmbeddingWriter.open(join(root, 'features'), encoder, origin);
 * const frames = () => [tf.zeros<tf.Rank.R4>([8, 32, 32, 1])];
 * await writer.add({ id: 'a', fps: 25, source: 'zeros', frames });
 * await writer.close();
 * console.log(writer.index.map((clip) => `${clip.path}: ${clip.frames} frames`)); // [ 'a.npy: 8 frames' ]
 * await rm(root, { recursive: true });
 * ```
 */
export class EmbeddingWriter {
  /** The clips so far, in order. */
  readonly index: EmbeddedClip[] = [];
  /** Clips that an earlier call listed and this one has not reached yet. */
  #earlier: EmbeddedClip[];
  readonly #out: string;
  readonly #encoder: Encoder;

  private constructor(out: string, encoder: Encoder, earlier: EmbeddedClip[]) {
    this.#out = out;
    this.#encoder = encoder;
    this.#earlier = earlier;
  }

  /**
   * Makes the folder, or opens one of an earlier call.
   *
   * @throws UserError if the folder holds something else or features of another origin; FileError if it cannot be
   *   written or read.
   */
  static async open(
    out: string,
    encoder: Encoder,
    origin: EmbeddingOrigin,
  ): Promise<EmbeddingWriter> {
    const file = join(out, 'embedding.json');
    if (!existsSync(out)) {
      await writeRecord(file, embeddingFormat, { ...origin, features: encoder.features });
    } else {
      await assertSameOrigin(out, file, origin);
    }
    return new EmbeddingWriter(out, encoder, await readEmbeddingIndex(out));
  }

  /**
   * Computes and writes the features of a clip, unless the folder has them.
   *
   * @throws UserError if another clip has the same name; FileError if a file cannot be written, or holds other features.
   */
  async add({ id, fps, source, within, frames }: ClipToEmbed): Promise<void> {
    const same = this.index.find((clip) => clip.id === id);
    if (same) {
      throw new UserError(
        `${source}: its clip ${id} has the same name as a clip of ${same.source}.`,
      );
    }
    const path = `${id}.npy`;
    const file = join(this.#out, path);
    const count = existsSync(file)
      ? await framesIn(file, this.#encoder.features)
      : await this.#embed(file, frames());
    this.index.push({ id, frames: count, fps, path, source, ...within });
  }

  /**
   * Takes over the clips of a source that an earlier call listed.
   *
   * @returns whether there were any.
   */
  takeOver(source: string): boolean {
    const found = this.#earlier.filter((clip) => clip.source === source);
    this.#earlier = this.#earlier.filter((clip) => clip.source !== source);
    this.index.push(...found);
    return found.length > 0;
  }

  /** Writes the index so far, with the clips that an earlier call listed, so that a later call can take it over. */
  async save(): Promise<void> {
    await writeEmbeddingIndex(this.#out, [...this.index, ...this.#earlier]);
  }

  /** Writes the final index: the clips of this call alone. */
  async close(): Promise<void> {
    await writeEmbeddingIndex(this.#out, this.index);
  }

  async #embed(file: string, pieces: VideoPieces): Promise<number> {
    const features = await encodeVideo(this.#encoder, pieces, { chunk });
    try {
      const [, frames, width] = features.shape;
      const values = (await features.data()) as Float32Array;
      await writeFileAtomic(file, writeNpy([frames, width], values));
      return frames;
    } finally {
      features.dispose();
    }
  }
}

/** Reads the number of frames from the header of a file that an earlier call wrote as a whole. */
async function framesIn(file: string, features: number): Promise<number> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(128), position: 0 });
    const { dtype, shape } = readNpyHeader(new Uint8Array(buffer).subarray(0, bytesRead));
    if (dtype === 'float32' && shape.length === 2 && shape[1] === features) return shape[0]!;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  } finally {
    await handle.close();
  }
  throw new FileError(
    file,
    `does not hold ${features} features per frame. Delete it, then run again.`,
  );
}

async function assertSameOrigin(out: string, file: string, origin: EmbeddingOrigin): Promise<void> {
  if (!existsSync(file)) {
    throw new UserError(
      `${out} already exists and was not written by embed. Choose another --out.`,
    );
  }
  const found = await readRecord(file, embeddingFormat);
  for (const what of ['weights', 'input'] as const) {
    if (found[what].sha256 === origin[what].sha256) continue;
    throw new UserError(
      `${out}: holds features of other ${what} (${found[what].path}). Choose another --out.`,
    );
  }
}
