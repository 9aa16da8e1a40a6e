import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecord, readText, writeFileAtomic } from '@ssvaerr/host/node';
import * as z from 'zod';

const embeddedClip = z.strictObject({
  /** Name of the clip. */
  id: z.string(),
  frames: z.int(),
  /** Frames per second. */
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
 * A line of `index.jsonl`. The file has no header line, so that other programs read it as a table.
 *
 * @useDeclaredType
 */
export type EmbeddedClip = z.infer<typeof embeddedClip>;

const contentId = z.strictObject({
  path: z.string(),
  /** 64 hexadecimal digits. */
  sha256: z.string(),
});

/**
 * Names one file or several by path, and identifies their content by its hash.
 *
 * @useDeclaredType
 */
export type ContentId = z.infer<typeof contentId>;

const embeddingOrigin = z.strictObject({
  weights: contentId,
  /** A store, or videos. */
  input: contentId,
});

/**
 * Names the inputs that features were computed from.
 *
 * @useDeclaredType
 */
export type EmbeddingOrigin = z.infer<typeof embeddingOrigin>;

/** The record `embedding.json`. Version 1 had the same content. */
export const embeddingFormat = {
  format: 'ssvaerr-embedding',
  version: 2,
  schema: embeddingOrigin.extend({ features: z.int() }),
  migrate: { 1: (content: Record<string, unknown>) => content },
};

const lineFormat = { format: 'ssvaerr-embedded-clip', version: 1, schema: embeddedClip };
const indexOf = (folder: string) => join(folder, 'index.jsonl');

/**
 * Reads the index of a folder of features: one entry per clip, none if the folder has no index.
 *
 * @throws FileError naming the line if one is not JSON or not an entry of an index.
 */
export async function readEmbeddingIndex(folder: string): Promise<EmbeddedClip[]> {
  const file = indexOf(folder);
  if (!existsSync(file)) return [];
  const lines = (await readText(file)).split('\n');
  return lines.flatMap((line, i) =>
    line === '' ? [] : [parseRecord(lineFormat, `${file}: line ${i + 1}`, line)],
  );
}

/** Writes the index of a folder of features. */
export async function writeEmbeddingIndex(
  folder: string,
  clips: readonly EmbeddedClip[],
): Promise<void> {
  const lines = clips.map((line) => `${JSON.stringify(line)}\n`);
  await writeFileAtomic(indexOf(folder), lines.join(''));
}
