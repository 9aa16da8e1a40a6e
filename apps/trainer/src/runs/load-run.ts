import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Clip, grayFrames } from '@ssvaerr/data';
import { openStore, readFrames, type Store } from '@ssvaerr/data/node';
import type { ReportRun, Trace } from '@ssvaerr/report';
import { RunFolder } from './run-folder.ts';
import { anyRunFormat, trainFormats } from './run-formats.ts';

const tracesShown = 6;
const thumbnailsShown = 8;

/**
 * Reads a run for a report. Faces are shown if its store is still where it was.
 *
 * @throws UserError if the folder holds no run.
 */
export async function loadRun(path: string): Promise<ReportRun> {
  const folder = new RunFolder(path);
  const info = await folder.info({ command: 'train', run: anyRunFormat });
  const results = await folder.results(trainFormats);
  const epochs = await folder.metrics(trainFormats);
  const store = existsSync(info.data.path) ? await openStore(info.data.path) : undefined;
  return {
    name: basename(resolve(path)),
    info,
    epochs,
    ...(results && { results }),
    traces: store ? await traces(folder, store) : [],
  };
}

/** Test clips of different people, spread over the split. */
async function traces(folder: RunFolder, store: Store): Promise<Trace[]> {
  const tested = store.clips.filter(({ id }) => existsSync(folder.predictions('test', id)));
  const subjects = new Map(tested.map((clip) => [clip.subject, clip]));
  const clips = [...subjects.values()];
  const step = Math.max(1, Math.floor(clips.length / tracesShown));
  const shown = clips.filter((_, i) => i % step === 0).slice(0, tracesShown);
  return Promise.all(shown.map((clip) => trace(folder, store, clip)));
}

async function trace(folder: RunFolder, store: Store, clip: Clip): Promise<Trace> {
  const text = await readFile(folder.predictions('test', clip.id), 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const column = (i: number) =>
    Float32Array.from(rows, (row) => (row[i] ? Number(row[i]) : Number.NaN));
  const { height, width, channels } = store.info;
  const count = Math.min(thumbnailsShown, clip.frames);
  const frames = Array.from({ length: count }, (_, i) =>
    Math.floor(((i + 0.5) * clip.frames) / count),
  );
  return {
    clip: clip.id,
    subject: clip.subject,
    fps: clip.fps,
    predictions: { arousal: column(2), valence: column(3) },
    labels: { arousal: column(4), valence: column(5) },
    thumbnails: await Promise.all(
      frames.map(async (frame) => ({
        frame,
        height,
        width,
        pixels: grayFrames(await readFrames(store, clip, { start: frame, count: 1 }), channels),
      })),
    ),
  };
}
