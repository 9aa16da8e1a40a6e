import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Encoder, encodeVideo, type VideoPieces } from '@ssvaerr/backbone';
import { readNpyHeader, writeNpy } from '@ssvaerr/data';
import { writeFileAtomic, writeJsonAtomic } from '../atomic-file.ts';
import { UserError } from '../user-error.ts';

/** A clip to be embedded. */
export interface ClipToEmbed {
  /** Names the file: letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  readonly fps: number;
  /** Where it comes from: a store or a video. */
  readonly source: string;
  /** Its frames `[time, height, width, 1]`, normalised; asked for only if they are needed. */
  frames(): VideoPieces;
}

/** A line of `index.jsonl`. */
export interface EmbeddedClip {
  readonly id: string;
  readonly frames: number;
  readonly fps: number;
  /** Of the features, float32 `[frames, features]`, beside the index. */
  readonly path: string;
  readonly source: string;
}

/** What features are of: `embedding.json`. */
export interface EmbeddingOrigin {
  readonly weights: ContentId;
  /** A store, or videos. */
  readonly input: ContentId;
}

/** Where it lies, and what tells it from others. */
export interface ContentId {
  readonly path: string;
  readonly sha256: string;
}

const formatVersion = 1;
/** Frames of one call of the encoder. */
const chunk = 64;

/**
 * A folder of features: `ID.npy` for every clip, `index.jsonl` about all, `embedding.json` about their
 * origin. Clips that are there already, of the same origin, are not computed again: an interrupted call
 * goes on.
 */
export class EmbeddingWriter {
  readonly index: EmbeddedClip[] = [];
  readonly #out: string;
  readonly #encoder: Encoder;

  private constructor(out: string, encoder: Encoder) {
    this.#out = out;
    this.#encoder = encoder;
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
      await writeJsonAtomic(file, { formatVersion, ...origin, features: encoder.features });
    } else {
      await assertSameOrigin(out, file, origin);
    }
    return new EmbeddingWriter(out, encoder);
  }

  /** @throws UserError if a second clip has the name of another, or a file cannot be written. */
  async add({ id, fps, source, frames }: ClipToEmbed): Promise<void> {
    const same = this.index.find((clip) => clip.id === id);
    if (same)
      throw new UserError(`${source}: its clip ${id} has the name of one of ${same.source}.`);
    const path = `${id}.npy`;
    const file = join(this.#out, path);
    const there = existsSync(file) ? await this.#framesIn(file) : undefined;
    this.index.push({
      id,
      frames: there ?? (await this.#embed(file, frames())),
      fps,
      path,
      source,
    });
  }

  /** Writes the index. */
  async close(): Promise<void> {
    const lines = this.index.map((line) => `${JSON.stringify(line)}\n`);
    await writeFileAtomic(join(this.#out, 'index.jsonl'), lines.join(''));
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
    throw new UserError(`${out}: is there already, and not from embed. Choose another --out.`);
  }
  let found: { formatVersion?: number } & Partial<EmbeddingOrigin>;
  try {
    found = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError(`${file}: is not JSON (${(error as Error).message}).`, { cause: error });
  }
  if (found.formatVersion !== formatVersion) {
    const version = JSON.stringify(found.formatVersion) ?? 'none';
    throw new UserError(
      `${file}: has version ${version}; this program reads version ${formatVersion}.`,
    );
  }
  for (const what of ['weights', 'input'] as const) {
    if (found[what]?.sha256 === origin[what].sha256) continue;
    throw new UserError(
      `${out}: holds features of other ${what} (${found[what]?.path}). Choose another --out.`,
    );
  }
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
