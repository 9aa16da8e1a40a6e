import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readNpy } from '@ssvaerr/data';
import { FileError } from '@ssvaerr/host';
import { asFileError } from '@ssvaerr/host/node';
import { parseLandmarks } from '../../landmarks/parse-landmarks.ts';
import type { Landmarks, Source } from '../../source.ts';
import { readLabels } from '../read-labels.ts';
import { realInput } from '../videos/find-videos.ts';

/**
 * Gives the recordings of a source landmarks that somebody else has located, instead of detecting faces: a file with the
 * name of the recording, `.npy` `[frames, 68, 2]` (x and y in pixels of the video, NaN where the face was not found) or `.csv`
 * as {@link parseLandmarks} reads it. Recordings without a file are left out.
 *
 * @param folder Has the files, in folders as the recordings are.
 * @throws UserError if there is nothing at `folder`.
 * @example
 * ```ts no-run
 * import { videosSource, withLandmarks } from '@ssvaerr/datasets/node';
 *
 * const source = await withLandmarks(await videosSource('videos', { seed: 1 }), 'landmarks');
 * for await (const { id, landmarks } of source.items()) console.log(id, (await landmarks!()).frames);
 * ```
 */
export async function withLandmarks(source: Source, folder: string): Promise<Source> {
  const root = await realInput(folder);
  return {
    ...source,
    settings: { ...source.settings, landmarks: root },
    async *items(onLeftOut = () => {}) {
      for await (const item of source.items(onLeftOut)) {
        const file = fileOf(root, item.id);
        if (file === undefined)
          onLeftOut({ name: item.id, reason: `has no landmarks in ${folder}.` });
        else yield { ...item, landmarks: () => readLandmarks(file) };
      }
    },
  };
}

function fileOf(root: string, id: string): string | undefined {
  const stems = [id, id.replace(/[.][^./]+$/, '')];
  return stems
    .flatMap((stem) => [`${stem}.npy`, `${stem}.csv`])
    .map((name) => join(root, name))
    .find(existsSync);
}

async function readLandmarks(path: string): Promise<Landmarks> {
  if (!path.endsWith('.npy')) return readLabels(path, parseLandmarks);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw asFileError(path, error);
  }
  try {
    const { shape, values } = readNpy(bytes);
    const [frames, points, axes] = shape;
    const isFloat = values instanceof Float32Array || values instanceof Float64Array;
    if (isFloat && shape.length === 3 && points === 68 && axes === 2) {
      return { frames: frames!, points: Float32Array.from(values) };
    }
    const kind = `${values.constructor.name} [${shape.join(', ')}]`;
    throw new RangeError(`must be float32 or float64 [frames, 68, 2], got ${kind}.`);
  } catch (error) {
    throw new FileError(path, (error as Error).message, { cause: error });
  }
}
