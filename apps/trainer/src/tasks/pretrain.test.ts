import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encoder } from '@ssvaerr/backbone';
import type { Store } from '@ssvaerr/data/node';
import { silentLog } from '@ssvaerr/host';
import { normalizationOf } from '@ssvaerr/inference';
import { logMelFeatures, writeSyntheticStore } from '@ssvaerr/preprocess';
import { readSafetensors, toFloat32 } from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainConfig } from '../config/train-config.ts';
import { startEngine } from '../host/engine.ts';
import type { MethodConfig } from '../methods/common.ts';
import { methods } from '../methods/index.ts';
import { initialize } from '../runs/initialize.ts';
import { loadRuns } from '../runs/load-runs.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { pretrainTask } from './pretrain.ts';
import { calibratedEncoder, probe, untrainedEncoder } from './probe.ts';
import { resumeTask, startTask } from './run-task.ts';
import { trainTask } from './train.ts';

const root = mkdtempSync(join(tmpdir(), 'pretraining-'));
const at = (name: string) => join(root, name);
const signal = new AbortController().signal;
const common = { engine: 'onnx', log: silentLog } as const;
let store: Store;

const task = pretrainTask();
type PretextName = keyof typeof methods;
const names = Object.keys(methods) as PretextName[];
const startPretraining = async (
  ...args: Parameters<typeof startTask<MethodConfig, never, never>> extends [unknown, ...infer Rest]
    ? Rest
    : never
) => (await startTask(task, ...args)).results;

beforeAll(async () => {
  await startEngine('onnx');
  const set = {
    clips: 10,
    frames: 8,
    fps: 25,
    size: 40,
    seed: 1,
    audio: logMelFeatures,
    resume: false,
  };
  ({ store } = await writeSyntheticStore(at('store'), { ...set, log: silentLog, signal }));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Narrow enough for a test: two epochs of three steps. */
const tiny = (method: PretextName): MethodConfig => {
  const shared = { width: 2, epochs: 2, batchSize: 4, segmentsPerClip: 2, warmUpEpochs: 1 };
  const clips = { perFrame: false, segmentFrames: 5 };
  const heads = { ...clips, projectorHidden: 8, projection: 4, predictorHidden: 8 };
  const sizes = { hidden: 8, bottleneck: 4, prototypes: 6 };
  const dino = { ...clips, ...sizes, localViews: 1, localSize: 32 };
  const lira = {
    blocks: 1,
    conformerWidth: 8,
    heads: 2,
    feedForward: 8,
    kernel: 3,
    segmentFrames: 6,
  };
  const own = { byol: heads, dino, lira }[method];
  return { ...methods[method].presets.small, ...shared, ...own } as MethodConfig;
};

const bytes = (run: string, file: string) =>
  readFileSync(join(at(run), 'checkpoints', `${file}.safetensors`));

describe.each(names)('pretraining by %s', (method) => {
  const config = tiny(method);

  it('leaves an encoder, metrics, monitors and probes', async () => {
    const results = await startPretraining(at(method), { config, store, ...common, signal });
    expect(results).toMatchObject({ method, engine: 'onnx' });
    const page = readFileSync(new RunFolder(at(method)).report, 'utf8');
    expect(page).toContain('Training loss by epoch');
    expect(results.probe?.pretrained.arousal).not.toBeNaN();
    expect(results.probe?.random.arousal).not.toBe(results.probe?.pretrained.arousal);
    const epochs = await new RunFolder(at(method)).metrics(task);
    // Two validation clips, two segments each: one batch. The views of the others depend on the epoch.
    const last = epochs.at(-1)?.monitors;
    expect(Object.keys(results.validation ?? {})).toEqual(Object.keys(last ?? {}));
    if (method === 'lira') expect(results.validation).toEqual(last);
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 3],
      [2, 6],
    ]);
    for (const { monitors } of epochs) {
      const figures = Object.values(monitors);
      expect(figures.length).toBeGreaterThan(0);
      for (const figure of figures) expect(figure).toBeGreaterThan(0);
      const atMost = method === 'lira' ? 10 : 1.0001;
      for (const figure of figures) expect(figure).toBeLessThanOrEqual(atMost);
    }
  });

  it('is the same to the byte when it is interrupted', async () => {
    let asked = 0;
    const afterFour = {
      get aborted() {
        return ++asked > 4;
      },
    } as unknown as AbortSignal;
    const name = `${method}-cut`;
    const cut = startPretraining(at(name), { config, store, ...common, signal: afterFour });
    await expect(cut).rejects.toThrow('continue with --resume');
    await resumeTask(task, at(name), { ...common, signal });
    expect(bytes(name, 'encoder').equals(bytes(method, 'encoder'))).toBe(true);
    expect(bytes(name, 'last').equals(bytes(method, 'last'))).toBe(true);
  });

  it('gives an encoder that the downstream network starts from', async () => {
    const downstream = {
      ...trainConfig.presets.demo,
      width: 2,
      hidden: 4,
      epochs: 1,
      batchSize: 2,
      segmentFrames: 6,
      freeze: 'backbone',
    } as const;
    const name = `${method}-transfer`;
    const options = { config: downstream, store, init: at(method), ...common, signal };
    const { results } = await startTask(trainTask, at(name), options);
    expect(results.test?.videos).toBe(2);
    const { runs, pretexts } = await loadRuns([at(method), at(name)]);
    expect([...runs, ...pretexts].map((run) => run.name)).toEqual([name, method]);
    const { tensors } = readTensors(new RunFolder(at(name)).best);
    const { tensors: pretrained } = readTensors(new RunFolder(at(method)).encoder);
    const weight = 'trunk.layer4.1.conv2.weight';
    expect(tensors.get(weight)).toEqual(pretrained.get(weight));
  });

  it('begins with the weights that its probe is compared with', async () => {
    // Float32 weights do not feel such steps; biases, which begin at 0, do, and statistics move anyway.
    const { perFrame } = methods[method].needs(config as never);
    const still = { ...config, baseLearningRate: 1e-30 } as MethodConfig;
    const { probe: probes } = await startPretraining(at(`${method}-still`), {
      config: still,
      store,
      ...common,
      signal,
    });
    const [left, began] = [
      new Encoder({ ...still, seed: 1 }),
      untrainedEncoder({ config: still, perFrame }),
    ];
    const pixel = normalizationOf(still, store);
    await initialize(left, at(`${method}-still`), pixel);
    for (const [name, { shape }] of Object.entries(began.variables)) {
      if (shape.length < 2) continue;
      const values = [left, began].map((encoder) => encoder.variables[name]!.dataSync());
      expect(values[0], name).toEqual(values[1]);
    }
    expect(probes?.random).toEqual(await probe(began, store, pixel));
    // Steps that move nothing settle the norms, too: what is left is the baseline of what is learned.
    const settled = await calibratedEncoder({ config: still, store, perFrame });
    for (const [name, variable] of Object.entries(settled.variables)) {
      const same = tf.tidy(() => tf.all(tf.equal(variable, began.variables[name]!)).dataSync()[0]);
      expect(Boolean(same), name).toBe(!name.includes('running'));
    }
    expect(probes?.settled).toEqual(await probe(settled, store, pixel));
    left.dispose();
    began.dispose();
    settled.dispose();
  });

  it('keeps no tensor', async () => {
    const before = tf.memory().numTensors;
    await startPretraining(at(`${method}-memory`), { config, store, ...common, signal });
    expect(tf.memory().numTensors).toBe(before);
  });

  const refused: [object, string][] = [[{ batchSize: 60 }, 'too few for a batch of 60']];
  if (method !== 'lira') {
    refused.push(
      [{ segmentFrames: 4 }, "'segmentFrames' must be >= 5"],
      [{ segmentFrames: 9, viewShift: 0 }, "s0000-c0 has 8 frames, fewer than 'segmentFrames', 9"],
      [{ perFrame: true }, "'segmentFrames' must be 1 with 'perFrame'"],
      [
        { viewShift: 4 },
        "has 8 frames, fewer than 'segmentFrames' and 'viewShift', 9: lower one of them.",
      ],
      [
        { withinClips: true, segmentsPerClip: 1 },
        "'segmentsPerClip' must be >= 2 with 'withinClips', got 1.",
      ],
      [
        { withinClips: true, segmentsPerClip: 3 },
        "'batchSize' must be a multiple of 'segmentsPerClip' (3) with 'withinClips', got 4.",
      ],
    );
  }

  it.each(refused)('refuses %j', async (fields, message) => {
    const wrong = { ...config, ...fields } as MethodConfig;
    const run = startPretraining(at('refused'), { config: wrong, store, ...common, signal });
    await expect(run).rejects.toThrow(message);
    expect(existsSync(at('refused'))).toBe(false);
  });

  it('refuses a run of another command', async () => {
    await expect(new RunFolder(at(method)).info(trainTask)).rejects.toThrow(
      'is a run of pretrain, not of train',
    );
  });
});

describe.each(['byol', 'dino'] as const)('%s of moments of a clip', (method) => {
  const plain = { viewShift: 0, withinClips: false, zeroInitResidual: false };
  const whole = { ...tiny(method), ...plain };
  const trained = async (name: string, fields: object) => {
    const config = { ...whole, epochs: 1, ...fields } as MethodConfig;
    await startPretraining(at(name), { config, store, ...common, signal });
    return bytes(name, 'encoder');
  };
  const name = (part: string) => `${method}-moments-${part}`;

  it('trains on views that lie apart, and within clips', async () => {
    const one = await trained(name('one'), {});
    for (const fields of [{ viewShift: 2 }, { withinClips: true }, { zeroInitResidual: true }]) {
      const part = Object.keys(fields).join();
      expect((await trained(name(part), fields)).equals(one), part).toBe(false);
    }
  });

  it('starts with residual blocks as shortcuts, if asked', () => {
    for (const zeroInitResidual of [true, false]) {
      const encoder = untrainedEncoder({ config: { ...whole, zeroInitResidual }, perFrame: false });
      const weight = encoder.variables['trunk.layer1.0.bn2.weight']!;
      expect([...weight.dataSync()]).toEqual(new Array(2).fill(zeroInitResidual ? 0 : 1));
      encoder.dispose();
    }
  });
});

it('trained on single frames, leaves the middle slice of the stem alone', async () => {
  const config = { ...tiny('byol'), perFrame: true, segmentFrames: 1 } as MethodConfig;
  await startPretraining(at('frames'), { config, store, ...common, signal });
  const { tensors } = readTensors(new RunFolder(at('frames')).encoder);
  const weight = tensors.get('frontend3D.0.weight')!;
  expect(weight.shape).toEqual([2, 1, 5, 7, 7]); // [out, in, time, height, width]
  const learnt = [0, 1, 2, 3, 4].map((slice) =>
    toFloat32(weight).some((x, i) => Math.floor(i / 49) % 5 === slice && x !== 0),
  );
  expect(learnt).toEqual([false, false, true, false, false]);

  // So the encoder that it is compared with must be.
  const began = untrainedEncoder({ config, perFrame: true });
  const stem = began.variables['frontend3D.0.weight']!; // [time, height, width, in, out]
  const parts = [0, 1, 2, 3, 4].map((slice) => stem.dataSync().slice(98 * slice, 98 * (slice + 1)));
  expect(parts.map((part) => part.some((x) => x !== 0))).toEqual(learnt);
  began.dispose();
});

const readTensors = (file: string) => readSafetensors(readFileSync(file));
