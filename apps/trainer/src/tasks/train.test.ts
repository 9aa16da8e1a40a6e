import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, openStore, type Store } from '@ssvaerr/data/node';
import { silentLog } from '@ssvaerr/host';
import { loadModel } from '@ssvaerr/inference';
import { writeSyntheticStore } from '@ssvaerr/preprocess';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TrainConfig, trainConfig } from '../config/train-config.ts';
import { startEngine } from '../host/engine.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { resumeTask, startTask } from './run-task.ts';
import { trainTask } from './train.ts';

const root = mkdtempSync(join(tmpdir(), 'training-'));
const at = (name: string) => join(root, name);
let store: Store;

const config: TrainConfig = {
  ...trainConfig.presets.demo,
  width: 2,
  hidden: 4,
  epochs: 3,
  batchSize: 2,
  segmentFrames: 6,
  segmentsPerClip: 1,
  loss: 'cccNcceMse',
};
const never = new AbortController().signal;
const common = { init: null, engine: 'onnx', log: silentLog } as const;

beforeAll(async () => {
  await startEngine('onnx');
  const signal = never;
  const set = { clips: 10, frames: 8, fps: 25, size: 32, seed: 1, audio: null, resume: false };
  ({ store } = await writeSyntheticStore(at('store'), { ...set, log: silentLog, signal }));
  await startTask(trainTask, at('whole'), { config, store, ...common, signal });
});
afterAll(() => rmSync(root, { recursive: true }));

const bytes = (run: string, file: string) =>
  readFileSync(join(at(run), 'checkpoints', `${file}.safetensors`));

/** Aborts at the `n`-th question whether it is aborted, which is asked once a step. */
function abortedAfter(n: number): AbortSignal {
  let asked = 0;
  return { get aborted() { return ++asked > n; } } as unknown as AbortSignal; // biome-ignore format: one line
}

describe('a run', () => {
  it('leaves weights, metrics, predictions, results and a report', async () => {
    const folder = new RunFolder(at('whole'));
    const epochs = await folder.metrics(trainTask);
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([[1, 3], [2, 6], [3, 9]]); // biome-ignore format: one line
    const results = await folder.results(trainTask);
    expect(results?.test?.videos).toBe(2);
    const best = epochs.filter(({ best }) => best).at(-1)!;
    expect(results?.bestEpoch).toBe(best.epoch);
    // Evaluated again from its file, the best network scores what it scored then.
    expect(results?.validation.arousal.ccc).toBeCloseTo(best.validation.arousal.ccc, 6);
    const [clip] = store.clips.filter(({ split }) => split === 'test');
    expect(readFileSync(folder.predictions('test', clip!.id), 'utf8').split('\n')).toHaveLength(10);
    expect(readFileSync(folder.report, 'utf8')).toContain('</html>');
  });

  it('is the same to the byte when it is done again', async () => {
    await startTask(trainTask, at('again'), { config, store, ...common, signal: never });
    expect(bytes('again', 'best').equals(bytes('whole', 'best'))).toBe(true);
    expect(bytes('again', 'last').equals(bytes('whole', 'last'))).toBe(true);
  });

  it('is the same to the byte when it is interrupted again and again', async () => {
    const options = { config, store, ...common };
    await expect(
      startTask(trainTask, at('cut'), { ...options, signal: abortedAfter(1) }),
    ).rejects.toThrow('continue with --resume');
    for (const n of [2, 0, 1]) {
      const resumed = resumeTask(trainTask, at('cut'), { ...common, signal: abortedAfter(n) });
      await expect(resumed).rejects.toThrow('continue with --resume');
    }
    await resumeTask(trainTask, at('cut'), { ...common, signal: never });
    expect(bytes('cut', 'best').equals(bytes('whole', 'best'))).toBe(true);
    expect(bytes('cut', 'last').equals(bytes('whole', 'last'))).toBe(true);
    expect((await new RunFolder(at('cut')).metrics(trainTask)).map(({ loss }) => loss)).toEqual(
      (await new RunFolder(at('whole')).metrics(trainTask)).map(({ loss }) => loss),
    );
  });

  it('begins where a crash left the beginning of its first file', async () => {
    mkdirSync(at('began'));
    writeFileSync(join(at('began'), 'config.json.part'), '{');
    const options = { config: { ...config, epochs: 1 }, store, ...common, signal: never };
    expect((await startTask(trainTask, at('began'), options)).results.bestEpoch).toBe(1);
  });

  it('depends on the seed', async () => {
    await startTask(trainTask, at('seed'), {
      config: { ...config, seed: 2 },
      store,
      ...common,
      signal: never,
    });
    expect(bytes('seed', 'best').equals(bytes('whole', 'best'))).toBe(false);
  });

  it('keeps no tensor, and no more of them in a longer run', async () => {
    const before = tf.memory().numTensors;
    const longer = { ...config, epochs: 1 };
    await startTask(trainTask, at('memory'), { config: longer, store, ...common, signal: never });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('starts from the encoder of another run, and holds what is frozen', async () => {
    const transfer = { ...config, epochs: 1, freeze: 'backbone' } as const;
    const options = { config: transfer, store, ...common, init: at('whole'), signal: never };
    await startTask(trainTask, at('transfer'), options);
    const file = (run: string) => new RunFolder(at(run)).best;
    const [from, to] = [await loadModel(file('whole')), await loadModel(file('transfer'))];
    const weights = (name: string) =>
      [from, to].map(({ model }) => model.variables[name]!.dataSync());
    const [before, after] = weights('trunk.layer1.0.conv1.weight');
    expect(after).toEqual(before);
    const [head, moved] = weights('gru.fc.weight');
    expect(moved).not.toEqual(head);
    from.model.dispose();
    to.model.dispose();
  });

  it('predicts test clips without labels, and has no test scores then', async () => {
    const clips = store.clips.map((clip) => {
      const { labels: _, ...files } = clip.files;
      return clip.split === 'test' ? { ...clip, files, labelSource: null } : clip;
    });
    const hidden = { ...store, clips };
    const options = { config: { ...config, epochs: 1 }, store: hidden, ...common, signal: never };
    const { results } = await startTask(trainTask, at('hidden'), options);
    expect(results.test).toBeUndefined();
    const folder = new RunFolder(at('hidden'));
    for (const { id } of clips.filter(({ split }) => split === 'test')) {
      const [, row] = readFileSync(folder.predictions('test', id), 'utf8').split('\n');
      expect(row).toMatch(/^0,0([.]0+)?,-?[\d.]+,-?[\d.]+,,$/);
    }
    expect(readFileSync(folder.report, 'utf8')).not.toContain('NaN');
  });

  it('goes on without a clip that is damaged, and says so', async () => {
    const { pixel: _, ...info } = store.info;
    const writer = await createStore(at('damaged'), info);
    const { readFrames, readLabels } = await import('@ssvaerr/data/node');
    for (const [i, clip] of store.clips.entries()) {
      const { id, subject, split } = clip;
      const labels = (await readLabels(store, clip))!;
      const frames = await readFrames(store, clip);
      const unknown = split === 'train' && i < 2;
      if (unknown) labels.fill(Number.NaN);
      await writer.addClip({ id, subject, split, frames, quality: 1, labels });
    }
    await writer.close();
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (line: string) => warnings.push(line) };
    const damaged = await openStore(at('damaged'));
    const lost = damaged.clips.filter(({ split }, i) => split === 'train' && i < 2);
    const options = { config: { ...config, epochs: 1 }, store: damaged, ...common, log };
    await startTask(trainTask, at('damaged-run'), { ...options, signal: never });
    expect(warnings).toHaveLength(lost.length);
    expect(lost.length).toBeGreaterThan(0);
    expect(warnings[0]).toMatch(/^skipped s.*: .*labels.npy: has no known label/);
    expect((await new RunFolder(at('damaged-run')).info(trainTask)).data.skipped).toEqual(
      lost.map(({ id }) => id),
    );
  });

  it('stops at a loss that is not finite, with one line', async () => {
    const diverging = {
      ...config,
      learningRate: 1e30,
      clipNorm: null,
      schedule: 'constant',
    } as const;
    const options = { config: diverging, store, ...common, signal: never };
    await expect(startTask(trainTask, at('diverging'), options)).rejects.toThrow(
      /^train: the .* in step \d \(epoch \d\). Lower 'learningRate' or set 'clipNorm'\. /,
    );
  });
});

describe('what a run refuses', () => {
  it.each([
    [
      'a folder that is there',
      () => startTask(trainTask, at('whole'), { config, store, ...common, signal: never }),
      'already exists',
    ],
    [
      'a finished run',
      () => resumeTask(trainTask, at('whole'), { ...common, signal: never }),
      'is finished',
    ],
    [
      'a folder without a run',
      () => resumeTask(trainTask, at('store'), { ...common, signal: never }),
      'not a run folder',
    ],
    [
      'an encoder of another width',
      () =>
        startTask(trainTask, at('wide'), {
          config: { ...config, width: 3 },
          store,
          ...common,
          init: at('whole'),
          signal: never,
        }),
      'does not fit the encoder (width 3',
    ],
    [
      'no validation clips',
      () =>
        startTask(trainTask, at('novalidation'), {
          config,
          store: { ...store, clips: store.clips.filter(({ split }) => split === 'train') },
          ...common,
          signal: never,
        }),
      'has no usable validation clips',
    ],
  ])('%s', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
  });

  it('a run whose store has changed, and another engine', async () => {
    await expect(
      startTask(trainTask, at('foreign'), { config, store, ...common, signal: abortedAfter(0) }),
    ).rejects.toThrow();
    const cpu = { ...common, engine: 'cpu', signal: never } as const;
    await expect(resumeTask(trainTask, at('foreign'), cpu)).rejects.toThrow(
      'was started on engine onnx',
    );
    const file = join(at('foreign'), 'config.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/"sha256": "./, '"sha256": "x'));
    await expect(
      resumeTask(trainTask, at('foreign'), { ...common, signal: never }),
    ).rejects.toThrow('has changed since the run was started');
    writeFileSync(file, text.replace('"version": 3', '"version": 9'));
    await expect(
      resumeTask(trainTask, at('foreign'), { ...common, signal: never }),
    ).rejects.toThrow('has version 9; this program reads versions 1 to 3');
    expect(existsSync(join(at('foreign'), 'results.json'))).toBe(false);
  });
});
