import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNpy } from '@ssvaerr/data';
import { openStore } from '@ssvaerr/data/node';
import { type Log, silentLog } from '@ssvaerr/host';
import { writeSyntheticStore } from '@ssvaerr/preprocess';
import { uniforms } from '@ssvaerr/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withFeatures } from '../../examples/own-features.ts';
import { type LiraConfig, lira } from '../methods/lira.ts';
import { pretrainTask } from './pretrain.ts';
import { startTask } from './run-task.ts';

const root = mkdtempSync(join(tmpdir(), 'own-features-'));
const at = (name: string) => join(root, name);
const signal = new AbortController().signal;
afterAll(() => rmSync(root, { recursive: true }));

const tiny = {
  ...lira.presets.small,
  width: 2,
  epochs: 1,
  batchSize: 2,
  segmentFrames: 4,
  conformerWidth: 4,
  heads: 1,
  feedForward: 4,
  kernel: 3,
} as LiraConfig;
const pase = { kind: 'pase+', rate: 100, features: 256 };

/** Features of every clip of the store, `[rows, width]` each. */
function writeFeatures(folder: string, width: number, rows = 32): string {
  mkdirSync(at(folder));
  for (const id of ids) {
    const values = uniforms(id.charCodeAt(4), rows * width, { low: -3, high: 5 });
    writeFileSync(join(at(folder), `${id}.npy`), writeNpy([rows, width], values));
  }
  return at(folder);
}
let ids: readonly string[];

beforeAll(async () => {
  const set = { clips: 10, frames: 8, fps: 25, size: 39, seed: 1, resume: false };
  const made = { ...set, audio: null, log: silentLog, signal };
  const { store } = await writeSyntheticStore(at('store'), made);
  ids = store.clips.map(({ id }) => id);
});

describe('features of any origin', () => {
  it('are in docs/lira.md as they are here', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    expect(read('../../../../docs/lira.md')).toContain(
      read('../../examples/own-features.ts').trim(),
    );
  });

  it.each([
    ['pase+', pase, 32],
    ['one number at the frame rate', { kind: 'loudness', rate: 25, features: 1 }, 8],
    ['a rate that is no multiple', { kind: 'own', rate: 62.5, features: 7 }, 20],
  ])('are targets of LiRA: %s', async (name, audio, rows) => {
    await withFeatures(
      at('store'),
      writeFeatures(name, audio.features, rows),
      at(`${name}-store`),
      audio,
    );
    const store = await openStore(at(`${name}-store`));
    const run = { config: tiny, store, engine: 'onnx', log: silentLog, signal } as const;
    const { results } = await startTask(pretrainTask(), at(`${name}-run`), run);
    const { validation } = results;
    // Standardised by the training clips: a mean predictor is off by less than a standard deviation or two.
    expect(validation?.l1OfMean).toBeGreaterThan(0.3);
    expect(validation?.l1OfMean).toBeLessThan(2);
    expect(validation?.l1).toBeGreaterThan(0);
  });

  it('must have the width and the type that they are said to have', async () => {
    const folder = writeFeatures('narrow', 128);
    await expect(withFeatures(at('store'), folder, at('refused'), pase)).rejects.toThrow(
      'must hold float32 [rows, 256], got [32,128].',
    );
  });

  it('must be finite, and as long as the video', async () => {
    const folder = writeFeatures('damaged', 256);
    const values = new Float32Array(32 * 256);
    values[300] = Number.NaN;
    writeFileSync(join(folder, `${ids[0]}.npy`), writeNpy([32, 256], values));
    await expect(withFeatures(at('store'), folder, at('refused-nan'), pase)).rejects.toThrow(
      "'audio' must be finite, got NaN",
    );
    // 0.1 s more or less is a matter of the decoder; 0.2 s is another recording.
    const long = writeFeatures('long', 256, 52);
    await withFeatures(at('store'), long, at('long-store'), pase);
    const warnings: string[] = [];
    const log: Log = { ...silentLog, warn: (text) => warnings.push(text) };
    const store = await openStore(at('long-store'));
    const run = startTask(pretrainTask(), at('x'), {
      config: tiny,
      store,
      engine: 'onnx',
      log,
      signal,
    });
    await expect(run).rejects.toThrow('has 0 usable training clips');
    expect(warnings[0]).toMatch(
      /skipped .*: .*'features' must hold 32 rows to within 0.1 s at 100 Hz, got 52/,
    );
  });

  it('must not be slower than the video, nor stacked if its frames do not have as many rows each', async () => {
    const refused = async (rate: number, fields: Partial<LiraConfig>) => {
      const path = at(`${rate}-store`);
      const audio = { kind: 'own', rate, features: 3 };
      await withFeatures(
        at('store'),
        writeFeatures(`${rate}`, 3, Math.ceil(0.32 * rate)),
        path,
        audio,
      );
      const [config, store] = [{ ...tiny, ...fields }, await openStore(path)];
      return startTask(pretrainTask(), at('x'), {
        config,
        store,
        engine: 'onnx',
        log: silentLog,
        signal,
      });
    };
    await expect(refused(12.5, {})).rejects.toThrow(
      'has 12.5 rows of audio features per second but 25 frames',
    );
    await expect(refused(62.5, { pairing: 'stack' })).rejects.toThrow(
      "has 62.5 rows of audio features per second and 25 frames; 'pairing' must be mean or stride then, got stack.",
    );
    await expect(refused(50, { heads: 3 })).rejects.toThrow(
      "'heads' must divide 'conformerWidth' (4), got 3.",
    );
  });
});
