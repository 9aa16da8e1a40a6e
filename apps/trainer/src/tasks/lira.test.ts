import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, openStore, type Store } from '@ssvaerr/data/node';
import { silentLog } from '@ssvaerr/host';
import { uniforms } from '@ssvaerr/random';
import { afterAll, describe, expect, it } from 'vitest';
import { type LiraConfig, lira } from '../methods/lira.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { pretrainTask } from './pretrain.ts';
import { startTask } from './run-task.ts';

const root = mkdtempSync(join(tmpdir(), 'lira-recipe-'));
const at = (name: string) => join(root, name);
const common = { log: silentLog, signal: new AbortController().signal };
afterAll(() => rmSync(root, { recursive: true }));

const config = {
  ...lira.presets.small,
  width: 2,
  epochs: 1,
  batchSize: 4, // all clips
  segmentsPerClip: 1,
  segmentFrames: 8,
  conformerWidth: 4,
  heads: 1,
  feedForward: 4,
  kernel: 3,
} as LiraConfig;

describe('shuffleAudio', () => {
  /** A store of noise: four training clips, each with a number a frame as its sound. */
  async function storeOf(name: string, soundOf: (clip: number) => number[]) {
    const info = {
      fps: 25,
      height: 39,
      width: 39,
      source: 'noise',
      licence: 'CC0',
      synthetic: true,
    };
    const audio = { kind: 'own', rate: 25, features: 1 };
    const writer = await createStore(at(name), { ...info, audio });
    for (let i = 0; i < 4; i++) {
      const sound = Float32Array.from(soundOf(i));
      const noise = uniforms(i + 1, sound.length * 39 * 39, { low: 0, high: 255 });
      const clip = { id: `c${i}`, subject: `s${i}`, split: 'train', quality: 1 } as const;
      await writer.addClip({ ...clip, frames: Uint8Array.from(noise), audio: sound });
    }
    await writer.close();
    return openStore(at(name));
  }

  async function pretrained(store: Store, fields: Partial<LiraConfig>) {
    const path = at(`run-${++runs}`);
    const run = { config: { ...config, ...fields }, store, engine: 'onnx', ...common } as const;
    const { results } = await startTask(pretrainTask(), path, run);
    return { ...results, encoder: readFileSync(new RunFolder(path).encoder) };
  }
  let runs = 0;

  it('makes no difference where everyone sounds the same', async () => {
    const store = await storeOf('equal', () => [1, -1, 0.5, 0, -2, 1, 0, 3]);
    const own = await pretrained(store, { shuffleAudio: false });
    const shuffled = await pretrained(store, { shuffleAudio: true });
    expect(own.encoder.equals(shuffled.encoder)).toBe(true);
  });

  it('trains each with the sound of another, over the frames that both have', async () => {
    // Half of the first clip is loud, and longer than the others: only its own sound reaches there.
    const quiet = [5, 5, 5, 5];
    const store = await storeOf('loud', (clip) =>
      clip === 0 ? [...quiet, 14, 14, 14, 14] : quiet,
    );
    const own = await pretrained(store, { shuffleAudio: false });
    const shuffled = await pretrained(store, { shuffleAudio: true });
    // 16 of 20 frames are at -1/2 in standard deviations, 4 are at 2: a mean of 0.8, or of 0.5 without these.
    expect(own.firstLoss).toBeGreaterThan(0.7);
    expect(shuffled.firstLoss).toBeLessThan(0.6);
  });
});
