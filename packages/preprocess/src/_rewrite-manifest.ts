import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clip, formatClip, parseManifest } from '@ssvaerr/data';
import { StoreError } from '@ssvaerr/data/node';
import { writeFileAtomic } from '@ssvaerr/host/node';

/**
 * Changes which clips a store has, and their order. Nobody else may write to it meanwhile. The files of removed clips
 * are deleted.
 *
 * @throws StoreError if the manifest is damaged.
 */
export async function rewriteManifest(
  root: string,
  change: (clips: readonly Clip[]) => readonly Clip[],
): Promise<void> {
  const path = join(root, 'manifest.jsonl');
  const before = clipsOf(path, await readFile(path, 'utf8'));
  const after = change(before);
  await writeFileAtomic(path, after.map((clip) => `${formatClip(clip)}\n`).join(''));
  const kept = new Set(after.map(({ id }) => id));
  for (const { id, files } of before) {
    if (kept.has(id)) continue;
    for (const file of Object.values(files)) await rm(join(root, file.path), { force: true });
  }
}

function clipsOf(path: string, text: string): readonly Clip[] {
  try {
    return parseManifest(text).clips;
  } catch (error) {
    throw new StoreError(path, (error as Error).message, { cause: error });
  }
}
