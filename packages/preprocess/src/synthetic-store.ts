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
import { type SyntheticClip, syntheticClip } from './synthetic-clip.ts';

export interface SyntheticStoreOptions extends Required<DataSetOptions> {
  /**
   * Frames are cut to the face as `preprocess` cuts them, with this margin, by where the generator knows the
   * landmarks to be. Default null: as they were filmed.
   */
  readonly margin?: number | null;
  /** The features of the sound that are stored; null: none. */
  readonly audio: AudioFeatures | null;
  /** Whether the labels are stored. Default true. */
  readonly labels?: boolean;
  /** A module that calls `serveSynthesis`: clips are drawn in threads of it, one per core. Default: in this thread. */
  readonly thread?: URL | undefined;
  readonly resume: boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Of a store that this wrote: what a report says about it. */
export const syntheticSource = (seed: number) =>
  `synthface ${generatorVersion}, seed ${seed}: synthetic talking faces`;

/**
 * Renders a data set of talking faces into a store, on every core. Same options, same bytes.
 *
 * @throws StoreError if the folder cannot be made or written; Interrupted if `signal` says so.
 */
export async function writeSyntheticStore(
  path: string,
  {
    resume,
    margin = null,
    thread,
    audio,
    labels: labelled = true,
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
    for await (const { description, clip } of rendered(missing, margin, thread)) {
      const { id, subject, split } = description;
      const { frames, labels } = clip;
      const rated = labelled && { labels };
      const person = `s${String(subject).padStart(4, '0')}`;
      const heard = audio && { audio: await audio.of(clip.audio) };
      await writer.addClip({ id, subject: person, split, frames, quality: 1, ...rated, ...heard });
      progress.advance(1);
      if (signal.aborted) throw new Interrupted(`${path}: go on with --resume.`);
    }
    await writer.close();
  } finally {
    progress.end();
  }
  const store = await openStore(path);
  const frames = store.clips.reduce((sum, clip) => sum + clip.frames, 0);
  return { clips: store.clips.length, frames, store };
}

interface Rendered {
  readonly description: ClipDescription;
  readonly clip: SyntheticClip;
}

/** Yields the clips in order, drawn ahead in threads if there is a module for them. */
async function* rendered(
  descriptions: readonly ClipDescription[],
  margin: number | null,
  file: URL | undefined,
): AsyncGenerator<Rendered> {
  if (!file) {
    for (const description of descriptions) {
      yield { description, clip: syntheticClip(description, margin) };
    }
    return;
  }
  const threads = Array.from({ length: availableParallelism() }, () => new Worker(file));
  try {
    const ahead: Promise<SyntheticClip>[] = [];
    for (const [i, description] of descriptions.entries()) {
      while (ahead.length < i + 2 * threads.length && ahead.length < descriptions.length) {
        const next = ahead.length;
        const clip = render(threads[next % threads.length]!, descriptions[next]!, margin);
        clip.catch(() => {}); // told when its turn comes
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
  margin: number | null,
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
    thread.postMessage({ description, margin });
  });
}
