import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNpy } from '@ssvaerr/data';
import { openStore } from '@ssvaerr/data/node';
import { uniforms } from '@ssvaerr/random';
import { afterAll, describe, expect, it } from 'vitest';
import { withFeatures } from '../../examples/own-features.ts';
import type { LiraConfig } from '../config/pretrain-config.ts';
import { pretrainPresets } from '../config/pretrain-presets.ts';
import { silentLog } from '../log.ts';
import { startPretraining } from '../run/pretrain-run.ts';
import { RunFolder } from '../run/run-folder.ts';
import { writeSyntheticStore } from '../synthetic-store.ts';

const root = mkdtempSync(join(tmpdir(), 'lira-recipe-'));
const at = (name: string) => join(root, name);
const common = { log: silentLog, signal: new AbortController().signal };
afterAll(() => rmSync(root, { recursive: true }));

const config = {
  ...pretrainPresets.lira.small,
  width: 2,
  epochs: 1,
  batchSize: 3,
  segmentFrames: 8, // whole clips
  conformerWidth: 4,
  heads: 1,
  feedForward: 4,
  kernel: 3,
} as LiraConfig;

describe('shuffleAudio', () => {
  /** A store whose clips have the features that `seedOf` gives. */
  async function storeOf(name: string, seedOf: (clip: number) => number) {
    const set = { clips: 15, frames: 8, fps: 25, size: 39, seed: 1, audio: null, resume: false };
    const { store } = await writeSyntheticStore(at(`${name}-mute`), { ...set, ...common });
    mkdirSync(at(name));
    store.clips.forEach(({ id }, i) => {
      const values = uniforms(seedOf(i), 16, { low: -1, high: 1 });
      writeFileSync(join(at(name), `${id}.npy`), writeNpy([8, 2], values));
    });
    const audio = { kind: 'own', rate: 25, features: 2 };
    await withFeatures(at(`${name}-mute`), at(name), at(`${name}-store`), audio);
    return openStore(at(`${name}-store`));
  }

  it('changes what is learned, except where everyone sounds the same', async () => {
    for (const [name, seedOf, same] of [
      ['others', (clip: number) => clip + 1, false],
      ['equal', () => 1, true],
    ] as const) {
      const store = await storeOf(name, seedOf);
      const encoders: Buffer[] = [];
      for (const shuffleAudio of [false, true]) {
        const path = at(`${name}-${shuffleAudio}`);
        const run = {
          config: { ...config, shuffleAudio },
          store,
          engine: 'onnx',
          ...common,
        } as const;
        const { validation } = await startPretraining(path, run);
        // No better, no worse with the sound of others, if it is the same; what is measured is not shuffled.
        if (same) expect(validation?.l1OfOtherSound).toBe(validation?.l1);
        else expect(validation?.l1OfOtherSound).not.toBe(validation?.l1);
        encoders.push(readFileSync(new RunFolder(path).encoder));
      }
      expect(encoders[0]?.equals(encoders[1]!)).toBe(same);
    }
  });
});
