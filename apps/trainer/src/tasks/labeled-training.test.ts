import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, openStore, readFrames, readLabels, type Store } from '@ssvaerr/data/node';
import { silentLog } from '@ssvaerr/host';
import { writeSyntheticStore } from '@ssvaerr/preprocess';
import { readSafetensors } from '@ssvaerr/weights';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';
import { type TrainConfig, trainConfig } from '../config/train-config.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { crossValidate, resumeCrossValidation } from './cross-validate.ts';
import { startTask } from './run-task.ts';
import { trainTask } from './train.ts';

const root = mkdtempSync(join(tmpdir(), 'labeled-'));
const at = (...names: string[]) => join(root, ...names);
const config: TrainConfig = {
  ...trainConfig.presets.demo,
  ...{ width: 2, hidden: 4, epochs: 1, batchSize: 2, segmentFrames: 6, segmentsPerClip: 1 },
};
const never = new AbortController().signal;
const common = { init: null, engine: 'onnx', log: silentLog } as const;
let store: Store;

beforeAll(async () => {
  const set = { clips: 10, frames: 8, fps: 25, size: 32, seed: 1, audio: null, resume: false };
  const options = { ...set, log: silentLog, signal: never };
  ({ store } = await writeSyntheticStore(at('store'), options));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Copies the store with other labels `[frames, 2]`. */
async function relabeled(name: string, change: (labels: Float32Array) => Float32Array) {
  const { pixel: _, ...info } = store.info;
  const writer = await createStore(at(name), info);
  for (const clip of store.clips) {
    const labels = change((await readLabels(store, clip))!);
    const { id, subject, split, fps, quality } = clip;
    const frames = await readFrames(store, clip);
    await writer.addClip({ id, subject, split, fps, quality, frames, labels });
  }
  await writer.close();
  return openStore(at(name));
}

/** Names, shapes and bytes of the best network; the file says more, such as the label delay. */
const best = (run: string) =>
  [...readSafetensors(readFileSync(at(run, 'checkpoints', 'best.safetensors'))).tensors].map(
    ([name, { shape, bytes }]) => [name, shape, [...bytes]],
  );

describe('label delay', () => {
  const frames = 2;

  it('of raters who are late gives the network of raters who are not', async () => {
    const late = await relabeled('late', (labels) => {
      const shifted = new Float32Array(labels.length).fill(Number.NaN);
      shifted.set(labels.subarray(0, labels.length - 2 * frames), 2 * frames);
      return shifted;
    });
    // What the late raters never told is not known to the others either.
    const cut = await relabeled('cut', (labels) =>
      labels.map((value, i) => (i < labels.length - 2 * frames ? value : Number.NaN)),
    );
    const signal = never;
    const delayed = { ...config, labelDelay: frames / 25 };
    await startTask(trainTask, at('delayed'), { config: delayed, store: late, ...common, signal });
    await startTask(trainTask, at('prompt'), { config, store: cut, ...common, signal });
    const loss = async (run: string) => (await new RunFolder(at(run)).metrics(trainTask))[0]!.loss;
    expect(await loss('delayed')).toBe(await loss('prompt'));
    expect(best('delayed')).toEqual(best('prompt'));
    // The first predictions have no labels to be scored on, as in the store.
    const results = await new RunFolder(at('delayed')).results(trainTask);
    const videos = results!.test!.videos;
    expect(results!.test!.frames).toBe(videos * (8 - frames));
  });
});

describe('folds', () => {
  const options = (signal: AbortSignal) => ({
    ...{ config: { ...config, folds: 3 }, store, ...common, signal },
  });

  it('predict every clip once, also after an interruption', async () => {
    const { pooled, folds } = await crossValidate(at('cv'), options(never));
    expect([folds.length, pooled.videos, pooled.frames]).toEqual([3, 10, 80]);
    expect(folds.reduce((sum, { videos }) => sum + videos, 0)).toBe(10);
    expect(readFileSync(at('cv', 'report.html'), 'utf8')).toContain('All test splits together');

    let asked = 0;
    const cut = { get aborted() { return ++asked > 4; } } as unknown as AbortSignal; // biome-ignore format: one line
    await expect(crossValidate(at('cut-cv'), options(cut))).rejects.toThrow(/fold-1: /);
    expect(existsSync(at('cut-cv', 'report.html'))).toBe(false);
    const resumed = await resumeCrossValidation(at('cut-cv'), { ...common, signal: never });
    expect(resumed.pooled).toEqual(pooled);
  });

  it('are refused where there is something, or the store has changed', async () => {
    await expect(crossValidate(at('cv'), options(never))).rejects.toThrow('already exists');
    const few = { ...options(never), config: { ...config, folds: 9 } };
    await expect(crossValidate(at('few'), few)).rejects.toThrow('too few for 9 folds');
    expect(existsSync(at('few'))).toBe(false);
  });

  it('are evaluated again on their own splits', async () => {
    const { status, stdout, stderr } = await ssvaerrHere(
      `evaluate ${at('cv', 'fold-2')} --json --engine onnx`.split(' '),
    );
    expect(status, stderr).toBe(0);
    const results = await new RunFolder(at('cv', 'fold-2')).results(trainTask);
    expect(JSON.parse(stdout).scores.videos).toBe(results!.test!.videos);
    expect(JSON.parse(stdout).scores.arousal.ccc).toBeCloseTo(results!.test!.arousal.ccc, 6);
  });
});
