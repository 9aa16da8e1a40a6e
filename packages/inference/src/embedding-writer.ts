import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Encoder, encodeVideo, type VideoPieces } from '@ssvaerr/backbone';
import { readNpyHeader, writeNpy } from '@ssvaerr/data';
import { UserError } from '@ssvaerr/host';
import {
  parseRecord,
  readRecord,
  readText,
  writeFileAtomic,
  writeRecord,
} from '@ssvaerr/host/node';
import * as z from 'zod';

/** A clip to be embedded. */
export interface ClipToEmbed {
  /** Names the file: letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  readonly fps: number;
  /** Its source: a store or a video. */
  readonly source: string;
  /** Its place in a video. */
  readonly within?: WithinVideo;
  /** Its frames `[time, height, width, 1]`, normalized; asked for only if they are needed. */
  frames(): VideoPieces;
}

/** A face and its range of frames in a video. */
export interface WithinVideo {
  /** The same number, the same face. */
  readonly track: number;
  /** The first frame, counted at the clip's `fps`. */
  readonly start: number;
  /** Fraction of the frames in which the face was seen. */
  readonly quality: number;
}

const embeddedClip = z.strictObject({
  id: z.string(),
  frames: z.int(),
  fps: z.number(),
  /** Path of the features beside the index: float32 `[frames, features]`. */
  path: z.string(),
  /** The store or video that the clip comes from. */
  source: z.string(),
  /** The number of the face in its video: the same number, the same face. */
  track: z.int().exactOptional(),
  /** The first frame in the video, counted at the clip's `fps`. */
  start: z.int().exactOptional(),
  /** Share of the frames in which the face was seen, in [0, 1]. */
  quality: z.number().exactOptional(),
});

/**
 * A line of `index.jsonl`, which has no header: other programs read it as a table.
 *
 * @useDeclaredType
 */
export type EmbeddedClip = z.infer<typeof embeddedClip>;

const lineFormat = { format: 'ssvaerr-embedded-clip', version: 1, schema: embeddedClip };

const contentIdSchema = z.strictObject({
  path: z.string(),
  /** 64 hexadecimal digits. */
  sha256: z.string(),
});

/**
 * A file or several: where they are, and the hash that tells them from others.
 *
 * @useDeclaredType
 */
export type ContentId = z.infer<typeof contentIdSchema>;

const embeddingOrigin = z.strictObject({
  weights: contentIdSchema,
  /** A store, or videos. */
  input: contentIdSchema,
});

/**
 * Weights and input from which features were computed.
 *
 * @useDeclaredType
 */
export type EmbeddingOrigin = z.infer<typeof embeddingOrigin>;

/** `embedding.json`. */
const embeddingFormat = {
  format: 'ssvaerr-embedding',
  version: 2,
  schema: embeddingOrigin.extend({ features: z.int() }),
  migrate: { 1: (content: Record<string, unknown>) => content },
};

const indexFile = 'index.jsonl';
/** Frames of one call of the encoder. */
const chunk = 64;

/**
 * A folder of features: `ID.npy` for every clip, `index.jsonl` about all, `embedding.json` about their
 * origin. Clips that are there already, of the same origin, are not computed again: an interrupted call
 * goes on.
 */
export class EmbeddingWriter {
  readonly index: EmbeddedClip[] = [];
  /** What an earlier call has listed and this one has not come to yet. */
  #earlier: EmbeddedClip[];
  readonly #out: string;
  readonly #encoder: Encoder;

  private constructor(out: string, encoder: Encoder, earlier: EmbeddedClip[]) {
    this.#out = out;
    this.#encoder = encoder;
    this.#earlier = earlier;
  }

  /**
   * @throws UserError if the folder holds something else or features of another origin, or cannot be made.
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
    return new EmbeddingWriter(out, encoder, await indexOf(out));
  }

  /** @throws UserError if a second clip has the name of another, or a file cannot be written. */
  async add({ id, fps, source, within, frames }: ClipToEmbed): Promise<void> {
    const same = this.index.find((clip) => clip.id === id);
    if (same)
      throw new UserError(`${source}: its clip ${id} has the name of one of ${same.source}.`);
    const path = `${id}.npy`;
    const file = join(this.#out, path);
    const there = existsSync(file) ? await this.#framesIn(file) : undefined;
    const count = there ?? (await this.#embed(file, frames()));
    this.index.push({ id, frames: count, fps, path, source, ...within });
  }

  /** Takes over what an earlier call has listed of a source; false: nothing. */
  takeOver(source: string): boolean {
    const found = this.#earlier.filter((clip) => clip.source === source);
    this.#earlier = this.#earlier.filter((clip) => clip.source !== source);
    this.index.push(...found);
    return found.length > 0;
  }

  /** Writes the index so far, so that a later call need not come back to it. */
  async save(): Promise<void> {
    await this.#write([...this.index, ...this.#earlier]);
  }

  /** Writes the index. */
  async close(): Promise<void> {
    await this.#write(this.index);
  }

  async #write(clips: readonly EmbeddedClip[]): Promise<void> {
    const lines = clips.map((line) => `${JSON.stringify(line)}\n`);
    await writeFileAtomic(join(this.#out, indexFile), lines.join(''));
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

  /** Of a file that an earlier call wrote, which is whole. */
  async #framesIn(file: string): Promise<number> {
    const { features } = this.#encoder;
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
    throw new UserError(`${file}: does not hold ${features} features a frame. Remove it.`);
  }
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

async function indexOf(out: string): Promise<EmbeddedClip[]> {
  const file = join(out, indexFile);
  if (!existsSync(file)) return [];
  const lines = (await readText(file)).split('\n').filter(Boolean);
  return lines.map((line, i) => parseRecord(lineFormat, `${file}: line ${i + 1}`, line));
}

/** Of a file. */
export async function contentId(path: string): Promise<ContentId> {
  return {
    path,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  };
}
