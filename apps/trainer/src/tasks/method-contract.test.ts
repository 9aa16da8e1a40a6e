import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLog } from '@ssvaerr/host';
import { normalized } from '@ssvaerr/inference';
import { writeSyntheticStore } from '@ssvaerr/preprocess';
import { renderReport } from '@ssvaerr/report';
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, it } from 'vitest';
import * as z from 'zod';
import { withRules } from '../config/fields.ts';
import { clipsOfBatch } from '../methods/batch-tensors.ts';
import { commonFields, commonPaper } from '../methods/common.ts';
import { methods } from '../methods/index.ts';
import { initialEncoder } from '../methods/initial-encoder.ts';
import type { Method } from '../methods/method.ts';
import { loadRuns } from '../runs/load-runs.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { pretrainTask } from './pretrain.ts';
import { resumeTask, startTask } from './run-task.ts';

/** A method as an outsider writes it: the features of a clip must sum to how light the clip is. */
const fields = z.strictObject({
  method: z.literal('light'),
  ...commonFields,
  target: z.number().describe('Added to the lightness'),
});
type LightConfig = z.infer<typeof fields>;

const config: LightConfig = {
  ...commonPaper,
  method: 'light',
  width: 2,
  epochs: 2,
  batchSize: 4,
  segmentFrames: 4,
  segmentsPerClip: 2,
  optimizer: 'adamw',
  baseLearningRate: 0.1,
  warmUpEpochs: 0,
  weightDecay: 0,
  target: 1,
};

const light: Method<LightConfig> = {
  name: 'light',
  title: 'Lightness',
  fields,
  schema: fields.check(
    withRules<LightConfig>([
      ({ target, width }) =>
        target > width && { field: 'target', must: `be <= 'width' (${width})` },
    ]),
  ),
  presets: { paper: config, small: config },
  needs: ({ segmentFrames }) => ({
    side: 32,
    frames: segmentFrames,
    wholeSegments: true,
    together: false,
    audio: false,
    perFrame: false,
  }),
  monitors: ({ target }) => ({
    gap: { title: 'Gap to the lightness', levels: [{ at: target, says: 'untrained' }] },
  }),
  make({ target, ...config }, { pixel }) {
    const encoder = initialEncoder(config);
    const gap = (batch: Parameters<typeof clipsOfBatch>[0]) => {
      const clips = clipsOfBatch(batch);
      const seen = tf.mean(encoder.forward(normalized(clips, pixel), { training: true }));
      return tf.squaredDifference(seen, tf.add(tf.mean(clips), target)) as tf.Scalar;
    };
    return {
      encoder,
      variables: encoder.variables,
      exclude: 'biasesAndNorms',
      step: (batch, _, optimizer) =>
        tf.tidy(() => {
          const { value, grads } = tf.variableGrads(
            () => gap(batch),
            [...encoder.trainableVariables],
          );
          optimizer.applyGradients(grads);
          return value;
        }),
      monitor: (batch) => ({ gap: tf.tidy(() => gap(batch)) }),
      dispose: () => encoder.dispose(),
    };
  },
};

const root = mkdtempSync(join(tmpdir(), 'method-'));
const at = (name: string) => join(root, name);
afterAll(() => rmSync(root, { recursive: true }));

it('trains, resumes, probes and reports a method that no file knows', async () => {
  const task = pretrainTask({ ...methods, light });
  const common = { engine: 'onnx', log: silentLog } as const;
  const signal = new AbortController().signal;
  const set = { clips: 10, frames: 6, fps: 25, size: 32, seed: 1, audio: null, resume: false };
  const { store } = await writeSyntheticStore(at('store'), { ...set, log: silentLog, signal });
  let asked = 0;
  const soon = { get aborted() { return ++asked > 2; } } as unknown as AbortSignal; // biome-ignore format: one line
  const cut = startTask(task, at('run'), { config, store, ...common, signal: soon });
  await expect(cut).rejects.toThrow('continue with --resume');
  const { results, report } = await resumeTask(task, at('run'), { ...common, signal });
  expect(results).toMatchObject({ method: 'light', engine: 'onnx' });
  expect(results.lastLoss).toBeLessThan(results.firstLoss);
  expect(results.probe?.pretrained.arousal).not.toBeNaN();

  const page = readFileSync(report, 'utf8');
  for (const text of ['Lightness', 'Gap to the lightness', 'untrained']) {
    expect(page).toContain(text);
  }
  // A program without the method still reads and shows the run.
  const { pretexts } = await loadRuns([at('run')]);
  expect(pretexts[0]).toMatchObject({ method: 'Lightness', monitors: { gap: { levels: [{ at: 1 }] } } }); // biome-ignore format: one line
  expect(pretexts[0]!.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(renderReport({ title: 'x', runs: [], pretexts })).toContain('Lightness');
  await expect(new RunFolder(at('run')).info(pretrainTask())).rejects.toThrow("'config.method'");

  const far: LightConfig = { ...config, target: 3 };
  const wrong = startTask(task, at('wrong'), { config: far, store, ...common, signal });
  await expect(wrong).rejects.toThrow("pretrain: 'target' must be <= 'width' (2), got 3.");
});

it('is the only way in: no file outside methods/ names a method, but the demo, which names one as data', () => {
  const src = fileURLToPath(new URL('..', import.meta.url));
  const named = new RegExp(`\\b(${Object.keys(methods).join('|')})\\b`);
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /[.]ts$/.test(file) && !/[.]test[.]ts$|^methods[/\\]|demo/.test(file),
  );
  expect(files.length).toBeGreaterThan(50);
  const guilty = files.filter((file) => named.test(readFileSync(join(src, file), 'utf8')));
  expect(guilty).toEqual([]);
});
