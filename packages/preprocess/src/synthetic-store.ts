import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createStore, openStore, type Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { Interrupted } from '@ssvaerr/host';
import {
  type ClipDescription,
  type DataSetOptions,
  describeDataSet,
  generatorVersion,
} from '@ssvaerr/synthface';
import type { AudioFeatures } from './audio-features.ts';
import { type SyntheticClip, type SyntheticColor, syntheticClip } from './synthetic-clip.ts';

/** Options of {@link writeSyntheticStore}. */
export interface SyntheticStoreOptions extends Required<DataSetOptions> {
  /**
   * Crops the frames to the face as `preprocess` does, by the true landmarks: crop side divided by the longer side of
   * the face box, 0.5 to 4. Default null: whole pictures.
   */
  readonly margin?: number | null;
  /** `'rgb'`: the same faces with a warm tint of each person, which keeps the luma. Default `'gray'`. */
  readonly color?: SyntheticColor;
  /** The audio features that are stored; null: none. */
  readonly audio: AudioFeatures | null;
  /** Stores the labels. Default true. */
  readonly labels?: boolean;
  /** A module that calls `serveSynthesis`: clips are drawn in threads of it, one per core. Default: in this thread. */
  readonly thread?: URL | undefined;
  /** Continues a store that exists, with the same options. */
  readonly resume: boolean;
  /** Receives the progress. */
  readonly log: Log;
  /** Stops the work. */
  readonly signal: AbortSignal;
}

/** Names the source of a synthetic store, for `dataset.json` and reports. */
export const syntheticSource = (seed: number) =>
  `synthface ${generatorVersion}, seed ${seed}: synthetic talking faces`;

/**
 * Draws a data set of talking faces into a store, on every core. The same options give the same bytes.
 *
 * @param path Folder of the store.
 * @throws StoreError if the folder cannot be created or written; Interrupted if `signal` says so.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { silentLog } from '@ssvaerr/host';
 * import { writeSyntheticStore } from '@ssvaerr/preprocess';
 *
 * const root = await mkdtemp(join(tmpdir(), 'preprocess-'));
 * const { clips, frames, store } = await writeSyntheticStore(join(root, 'faces'), {
 *   ...{ seed: 1, clips: 5, frames: 2, fps: 25, size: 32, audio: null, resume: false },
 *   ...{ log: silentLog, signal: new AbortController().signal },
 * });
 * console.log(clips, frames, store.info.synthetic); // 5 10 true
 * await rm(root, { recursive: true });
 * ```
 */
export async function writeSyntheticStore(
  path: string,
  {
    resume,
    margin = null,
    color = 'gray',
    thread,
    audio,
    labels: isLabeled = true,
    log,
    signal,
    ...set
  }: SyntheticStoreOptions,
): Promise<{ clips: number; frames: number; store: Store }> {
  const descriptions = describeDataSet(set);
  const writer = await createStore(
    path,
    {
      fps: set.fps,
      height: set.size,
      width: set.size,
      channels: color === 'rgb' ? 3 : 1,
      audio: audio?.info ?? null,
      source: syntheticSource(set.seed),
      licence: 'Apache-2.0',
      synthetic: true,
      ...(margin !== null && { margin }),
    },
    { resume: resume && existsSync(path) },
  );
  const missing = descriptions.filter(({ id }) => !writer.has(id));
  const progress = log.progress({
    task: 'synth',
    unit: 'clips',
    total: descriptions.length,
    done: descriptions.length - missing.length,
  });
  try {
    for await (const { description, clip } of rendered(missing, { margin, color }, thread)) {
      const { id, subject, split } = description;
      const { frames, labels } = clip;
      const rated = isLabeled && { labels };
      const person = `s${String(subject).padStart(4, '0')}`;
      const features = audio && { audio: await audio.of(clip.audio) };
      await writer.addClip({
        id,
        subject: person,
        split,
        frames,
        quality: 1,
        ...rated,
        ...features,
      });
      progress.advance(1);
      if (signal.aborted) throw new Interrupted(`${path}: continue with --resume.`);
    }
    await writer.close();
  } finally {
    progress.end();
  }
  const store = await openStore(path);
  const frames = store.clips.reduce((sum, clip) => sum + clip.frames, 0);
  return { clips: store.clips.length, frames, store };
}

/** How clips are drawn. */
interface Drawing {
  readonly margin: number | null;
  readonly color: SyntheticColor;
}

interface Rendered {
  readonly description: ClipDescription;
  readonly clip: SyntheticClip;
}

/** Yields the clips in order, drawn ahead in threads if there is a module for them. */
async function* rendered(
  descriptions: readonly ClipDescription[],
  drawing: Drawing,
  file: URL | undefined,
): AsyncGenerator<Rendered> {
  if (!file) {
    for (const description of descriptions) {
      yield { description, clip: syntheticClip(description, drawing.margin, drawing.color) };
    }
    return;
  }
  const threads = Array.from({ length: availableParallelism() }, () => new Worker(file));
  try {
    const ahead: Promise<SyntheticClip>[] = [];
    for (const [i, description] of descriptions.entries()) {
      while (ahead.length < i + 2 * threads.length && ahead.length < descriptions.length) {
        const next = ahead.length;
        const clip = render(threads[next % threads.length]!, descriptions[next]!, drawing);
        clip.catch(() => {}); // thrown when its turn comes
        ahead.push(clip);
      }
      yield { description, clip: await ahead[i]! };
      delete ahead[i];
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** Each thread answers in the order in which it is asked. */
function render(
  thread: Worker,
  description: ClipDescription,
  drawing: Drawing,
): Promise<SyntheticClip> {
  return new Promise((resolve, reject) => {
    const settled = () => {
      thread.off('message', onMessage);
      thread.off('error', onError);
    };
    const onMessage = ({ id, clip }: { id: string; clip: SyntheticClip }) => {
      if (id !== description.id) return;
      settled();
      resolve(clip);
    };
    const onError = (error: Error) => {
      settled();
      reject(error);
    };
    thread.on('message', onMessage);
    thread.on('error', onError);
    thread.postMessage({ description, ...drawing });
  });
}
