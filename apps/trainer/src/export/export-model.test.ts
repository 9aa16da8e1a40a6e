import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DownstreamModel, Encoder, predictVideo } from '@ssvaerr/backbone';
import type { Store } from '@ssvaerr/data/node';
import { silentLog } from '@ssvaerr/host';
import type { ModelInfo } from '@ssvaerr/inference';
import { importWeights, loadModel, normalized, saveModel } from '@ssvaerr/inference';
import { splitOutput } from '@ssvaerr/losses';
import { writeSyntheticStore } from '@ssvaerr/preprocess';
import { chromium, resultOfPage } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainConfig } from '../config/train-config.ts';
import { startEngine } from '../host/engine.ts';
import { writeCalibration } from '../runs/calibration-file.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { anyRunFormat, trainFormats } from '../runs/run-formats.ts';
import { dataInfo } from '../runs/run-info.ts';
import { disposeTrained, openTrained, trainedSource } from '../runs/trained-source.ts';
import type { ExportFormat } from './export-format.ts';
import { exportModel } from './export-model.ts';

const root = mkdtempSync(join(tmpdir(), 'export-'));
const at = (...names: string[]) => join(root, ...names);
const size = 32;
const config = { ...trainConfig.presets.demo, width: 4, hidden: 6 };
const pixel = { mean: 0.4, std: 0.2 };

/** Frames of a video in [0, 1], and what the run says of them. */
let clip: { time: number; values: Float32Array };
let expected: { arousal: Float32Array; valence: Float32Array; features: Float32Array };

const exported = async (source: string, format: ExportFormat, out: string, force = false) => {
  const found = await trainedSource(source);
  const trained = await openTrained(found);
  try {
    return await exportModel(found, trained, { format, out, force });
  } finally {
    disposeTrained(trained);
  }
};

beforeAll(async () => {
  await startEngine('cpu');
  const signal = new AbortController().signal;
  const set = { clips: 6, frames: 8, fps: 25, size, seed: 1, audio: null, resume: false };
  const { store } = await writeSyntheticStore(at('store'), { ...set, log: silentLog, signal });

  // A run with weights that are none of the initial ones: they leave batch norm without effect.
  const model = new DownstreamModel({ ...config, seed: 1 });
  Object.values(model.variables).forEach((variable, i) => {
    variable.assign(
      tf.add(variable, tf.randomUniform(variable.shape, -0.2, 0.2, 'float32', i + 1)),
    );
  });
  const { width, hidden, bins, activation } = config;
  const info: ModelInfo = {
    model: { width, hidden, bins, activation },
    pixel,
    height: size,
    width: size,
    synthetic: true,
    fps: 25,
    source: store.info.source,
  };
  const engine = { name: 'cpu', detail: 'for tests' } as const;
  const folder = await runFolder('run', 'train', store, engine);
  await saveModel(folder.best, model, info);
  await saveModel((await runFolder('pretext', 'pretrain', store, engine)).encoder, model.encoder, {
    ...info,
    model: { width, activation },
    pixel: 'frame',
  });
  await runFolder('empty', 'train', store, engine);

  const time = 11;
  const frames = tf.randomUniform([time, size, size, 1], 0, 1, 'float32', 5) as tf.Tensor4D;
  clip = { time, values: frames.dataSync() as Float32Array };
  const { arousal, valence } = splitOutput(await predictVideo(model, [normalized(frames, pixel)]));
  const features = model.encoder.forward(tf.expandDims(normalized(frames, 'frame'), 0));
  const read = (tensor: tf.Tensor) => tensor.dataSync() as Float32Array;
  expected = {
    arousal: read(arousal.value),
    valence: read(valence.value),
    features: read(features),
  };
  expect(Math.max(...expected.arousal) - Math.min(...expected.arousal)).toBeGreaterThan(1e-3);
  model.dispose();
}, 120_000); // the machine may be busy
afterAll(() => rmSync(root, { recursive: true }));

async function runFolder(
  name: string,
  command: 'train' | 'pretrain',
  store: Store,
  engine: { name: 'cpu'; detail: string },
) {
  const folder = new RunFolder(at(name));
  const data = { ...(await dataInfo(store)), skipped: [] };
  const ran = { engine, machine: {}, versions: {}, commit: null, title: 'test', monitors: {} };
  await folder.create({ run: anyRunFormat }, { command, config, init: null, data, ...ran });
  return folder;
}

describe('export --format onnx', () => {
  it('runs in plain ONNX Runtime to the numbers of the run', async () => {
    const [file] = await exported(at('run'), 'onnx', at('onnx'));
    const session = await InferenceSession.create(file!);
    const input = new Tensor('float32', clip.values, [1, clip.time, size, size, 1]);
    const { arousal, valence } = await session.run({ clip: input });
    expect(arousal!.dims).toEqual([1, clip.time]);
    expect(arousal!.data as Float32Array).toBeAllclose(expected.arousal, { atol: 1e-5 });
    expect(valence!.data as Float32Array).toBeAllclose(expected.valence, { atol: 1e-5 });

    // Two clips of a batch do not see each other, and a single frame is a clip too.
    const twice = new Float32Array([...clip.values, ...clip.values.map((x) => 1 - x)]);
    const batch = new Tensor('float32', twice, [2, clip.time, size, size, 1]);
    const both = (await session.run({ clip: batch })).arousal!;
    expect((both.data as Float32Array).slice(0, clip.time)).toBeAllclose(expected.arousal, {
      atol: 1e-5,
    });
    const frame = new Tensor('float32', clip.values.slice(0, size * size), [1, 1, size, size, 1]);
    expect((await session.run({ clip: frame })).valence!.dims).toEqual([1, 1]);
    await session.release();
  });

  it('gives the features of an encoder alone', async () => {
    const [file] = await exported(at('pretext'), 'onnx', at('onnx-pretext'));
    const session = await InferenceSession.create(file!);
    const input = new Tensor('float32', clip.values, [1, clip.time, size, size, 1]);
    const { features } = await session.run({ clip: input });
    const atol = 1e-5 * Math.max(...expected.features.map(Math.abs));
    expect(features!.data as Float32Array).toBeAllclose(expected.features, { atol });
    await session.release();
  });
});

describe('export --format tfjs', () => {
  /** As a browser would: the two files, and nothing of ours. */
  const files = (folder: string): tf.io.IOHandler => {
    const { weightsManifest, ...artifacts } = JSON.parse(
      readFileSync(at(folder, 'model.json'), 'utf8'),
    );
    const [{ paths, weights: weightSpecs }] = weightsManifest;
    const weightData = new Uint8Array(readFileSync(at(folder, paths[0]))).buffer;
    return tf.io.fromMemory({ ...artifacts, weightSpecs, weightData });
  };

  beforeAll(async () => {
    await exported(at('run'), 'tfjs', at('tfjs'));
    await exported(at('pretext'), 'tfjs', at('tfjs-pretext'));
  });

  it.each(['cpu', 'wasm'] as const)(
    'runs on stock %s to the numbers of the run',
    async (engine) => {
      await startEngine(engine);
      const loaded = await tf.loadGraphModel(files('tfjs'));
      const input = tf.tensor(clip.values, [1, clip.time, size, size, 1]);
      const outputs = await loaded.executeAsync({ clip: input }, ['arousal', 'valence']);
      const [arousal, valence] = outputs as tf.Tensor[];
      expect(arousal!).toBeAllclose(tf.tensor(expected.arousal, [1, clip.time]), { atol: 1e-4 });
      expect(valence!).toBeAllclose(tf.tensor(expected.valence, [1, clip.time]), { atol: 1e-4 });
      tf.dispose([input, ...(outputs as tf.Tensor[])]);
      loaded.dispose();
      await startEngine('cpu');
    },
  );

  // Without a Chromium on the machine there is no page to open it in; .ci/run installs one.
  const pageTest = chromium ? it : it.skip;
  const engines = ['cpu', 'wasm', 'webgl'];
  pageTest(
    `runs in a page of Chromium on ${engines.join(', ')}${chromium ? '' : ' (there is no chromium)'}`,
    async () => {
      const resolve = createRequire(import.meta.url).resolve;
      const tfjs = join(dirname(resolve('@tensorflow/tfjs/package.json')), 'dist', 'tf.min.js');
      const wasm = join(dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
      const binaries = ['', '-simd', '-threaded-simd'].map((kind) => {
        const name = `tfjs-backend-wasm${kind}.wasm`;
        return [`/${name}`, join(wasm, name)] as const;
      });
      writeFileSync(
        at('clip.js'),
        `const clip = ${JSON.stringify({ shape: [1, clip.time, size, size, 1], values: Array.from(clip.values) })};`,
      );
      const page = `<script src="/tf.js"></script><script src="/wasm.js"></script><script src="/clip.js"></script>
<script type="module">
  const results = {};
  for (const engine of ${JSON.stringify(engines)}) {
    try {
      if (!(await tf.setBackend(engine))) throw new Error('did not start');
      const model = await tf.loadGraphModel('/model.json');
      const input = tf.tensor(clip.values, clip.shape);
      const outputs = await model.executeAsync({ clip: input }, ['arousal', 'valence']);
      results[engine] = await Promise.all(outputs.map(async (y) => Array.from(await y.data())));
    } catch (error) {
      results[engine] = String(error);
    }
  }
  await fetch('/result', { method: 'POST', body: JSON.stringify(results) });
</script>`;
      const results = (await resultOfPage(page, {
        '/tf.js': tfjs,
        '/wasm.js': join(wasm, 'tf-backend-wasm.min.js'),
        '/clip.js': at('clip.js'),
        '/model.json': at('tfjs', 'model.json'),
        '/weights.bin': at('tfjs', 'weights.bin'),
        ...Object.fromEntries(binaries),
      })) as Record<string, [number[], number[]]>;
      for (const engine of engines) {
        const [arousal, valence] = results[engine]!;
        expect(arousal, engine).toBeAllclose(expected.arousal, { atol: 1e-4 });
        expect(valence, engine).toBeAllclose(expected.valence, { atol: 1e-4 });
      }
    },
  );

  it.each(['cpu', 'wasm'] as const)(
    'gives the features of an encoder alone, at once, on stock %s',
    async (engine) => {
      await startEngine(engine);
      const loaded = await tf.loadGraphModel(files('tfjs-pretext'));
      const input = tf.tensor(clip.values, [1, clip.time, size, size, 1]);
      const features = loaded.execute({ clip: input }, 'features') as tf.Tensor;
      const atol = 1e-5 * Math.max(...expected.features.map(Math.abs));
      expect(features.dataSync() as Float32Array).toBeAllclose(expected.features, { atol });
      tf.dispose([input, features]);
      loaded.dispose();
      await startEngine('cpu');
    },
  );
});

describe('export --format safetensors', () => {
  it('gives the weights of the run to the bit, and they come back', async () => {
    const [file] = await exported(at('run'), 'safetensors', at('safetensors'));
    const original = readFileSync(new RunFolder(at('run')).best);
    expect(readFileSync(file!).equals(original)).toBe(true);
    const options = { network: 'student', mean: 0, std: 1, size: 96, fps: 1 } as const;
    const back = await importWeights(file!, options);
    expect(back).toMatchObject({ kind: 'network', warnings: [], info: { pixel, fps: 25 } });
    expect(original.equals(back.bytes)).toBe(true);

    // A file is a source as a run is.
    await exported(file!, 'safetensors', at('again'));
    expect(readFileSync(at('again', 'model.safetensors')).equals(original)).toBe(true);
  });
});

describe('the model card', () => {
  const card = (folder: string) => readFileSync(at(folder, 'model-card.md'), 'utf8');

  it('says how to feed the model, where it comes from and what it is not', async () => {
    await exported(at('run'), 'onnx', at('card'));
    expect(card('card')).toContain('`[batch, time, 32, 32, 1]`: gray pixels in [0, 1]');
    expect(card('card')).toContain('25 frames per second');
    expect(card('card')).toContain('(x - 0.4) / 0.2');
    expect(card('card')).toContain('| loss | cccCeMse |');
    expect(card('card')).toContain('(Apache-2.0)');
    expect(card('card')).toContain('**synthetic faces only**');
    expect(card('card')).toContain('The run is not finished: nothing was scored.');
    expect(card('card')).not.toContain('Calibration');
    expect(card('card')).not.toContain('undefined');
  });

  it('states the label delay, which the model itself does not take out', async () => {
    const sentence = 'Trained with a label delay of 1.5 s:';
    expect(card('card')).not.toContain('label delay');
    const { model, info } = await loadModel(new RunFolder(at('run')).best);
    await saveModel(at('delayed.safetensors'), model, { ...info, labelDelay: 1.5 });
    model.dispose();
    await exported(at('delayed.safetensors'), 'onnx', at('card-delay'));
    expect(card('card-delay')).toContain(sentence);
  });

  it('has the scores of a finished run, and its calibration', async () => {
    const folder = new RunFolder(at('run'));
    const scores = { ccc: 0.5, pcc: 0.6, rmse: 0.25, meanVideoCcc: 0.4 };
    const split = { arousal: scores, valence: { ...scores, ccc: 0.75 }, videos: 2, frames: 16 };
    const results = { engine: 'cpu', seconds: 1, bestEpoch: 3, parameters: 1234, test: split };
    await folder.writeResults(trainFormats, { ...results, validation: split });
    const fitted = { median: 25, scale: 1.5, bias: -0.125 };
    await writeCalibration(folder, { arousal: fitted, valence: { median: 1, scale: 1, bias: 0 } }, [
      'median',
      'scale',
      'bias',
    ]);
    await exported(at('run'), 'tfjs', at('card-scores'));
    expect(card('card-scores')).toContain('| test, 2 videos | 0.500 | 0.250 | 0.750 | 0.250 |');
    expect(card('card-scores')).toContain('| best epoch | 3, by the validation clips |');
    expect(card('card-scores')).toContain(
      'arousal: 1.500 * median of 25 frames - 0.125; valence: ',
    );
    expect(card('card-scores')).toContain("executeAsync({ clip }, ['arousal', 'valence'])");
  });

  it('of an encoder tells about features', async () => {
    await exported(at('pretext'), 'onnx', at('card-pretext'));
    expect(card('card-pretext')).toContain('32 features of every frame');
    expect(card('card-pretext')).toContain('float32 `[batch, time, 32]`');
    expect(card('card-pretext')).toContain("features, = session.run(['features'], {'clip': clip})");
    await exported(at('pretext'), 'tfjs', at('card-pretext-tfjs'));
    expect(card('card-pretext-tfjs')).toContain(
      "const features = model.execute({ clip }, 'features');",
    );
  });

  it('knows when there is no run', async () => {
    const encoder = new Encoder({ width: 2, seed: 1 });
    const info = { model: { width: 2, activation: 'relu' as const }, pixel, height: 32, width: 32 };
    await saveModel(at('alone.safetensors'), encoder, {
      ...info,
      fps: 25,
      source: 'elsewhere',
      synthetic: null,
    });
    encoder.dispose();
    await exported(at('alone.safetensors'), 'safetensors', at('card-alone'));
    expect(card('card-alone')).toContain('# alone');
    expect(card('card-alone')).toContain('The weights came without their run. Source: elsewhere.');
  });
});

describe('what export refuses', () => {
  it('a folder that has a model, unless it is forced', async () => {
    await exported(at('run'), 'safetensors', at('there'));
    await expect(exported(at('run'), 'safetensors', at('there'))).rejects.toThrow(
      'model.safetensors already exists.',
    );
    await exported(at('run'), 'safetensors', at('there'), true);
  });

  it('a run without weights, and a place that cannot be written', async () => {
    await expect(exported(at('empty'), 'onnx', at('x'))).rejects.toThrow(
      `${at('empty')}: has no weights yet`,
    );
    writeFileSync(at('file'), '');
    await expect(exported(at('run'), 'onnx', at('file', 'x'))).rejects.toThrow(
      'part of its path is a file',
    );
  });
});
