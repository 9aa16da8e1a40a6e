import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, type LoadedBatch, loadEpoch, openStore } from '@ssvaerr/data/node';
import { uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ByolConfig, DinoConfig } from '../config/pretrain-config.ts';
import { pretrainPresets } from '../config/pretrain-presets.ts';
import { byolRecipe } from './byol.ts';
import { dinoRecipe } from './dino.ts';
import type { Recipe } from './recipe.ts';

const root = mkdtempSync(join(tmpdir(), 'moments-'));
afterAll(() => rmSync(root, { recursive: true }));

const narrow = { width: 2, batchSize: 4, segmentsPerClip: 2, viewShift: 0 };
const context = { height: 39, width: 39, pixel: 'frame', stepsPerEpoch: 1 } as const;

/** Two moments of two clips, in which nothing moves. */
let batch: LoadedBatch;
beforeAll(async () => {
  const path = join(root, 'still');
  const info = { fps: 25, height: 39, width: 39, source: 'noise', licence: 'CC0' };
  const writer = await createStore(path, { ...info, audio: null });
  for (const i of [1, 2]) {
    const picture = [...uniforms(i, 39 * 39, { low: 0, high: 255 })];
    const frames = Uint8Array.from([...picture, ...picture, ...picture]);
    const clip = { id: `c${i}`, subject: `s${i}`, split: 'train', quality: 1 } as const;
    await writer.addClip({ ...clip, frames });
  }
  await writer.close();
  const still = { store: await openStore(path), split: 'train', seed: 1, epoch: 0 } as const;
  const cut = { segmentFrames: 1, segmentsPerClip: 2, batchSize: 4, together: true };
  for await (const only of loadEpoch({ ...still, ...cut })) batch = only;
});

/** What a recipe says of the batch, where all rows of a clip are distorted alike. */
async function monitored(recipe: Recipe): Promise<Record<string, number>> {
  const seeds = batch.segments.map(({ clip }) => (clip.id === 'c1' ? 1 : 2));
  const figures = recipe.monitor(batch, seeds);
  const read = await Promise.all(
    Object.entries(figures).map(async ([name, value]) => [name, (await value.data())[0]!]),
  );
  tf.dispose(figures);
  recipe.dispose();
  return Object.fromEntries(read);
}

// Batch norm takes away what all of its rows have in common. Rows of one clip that are alike have nothing
// else, unless the other clip is among them.
describe('withinClips', () => {
  it("norms BYOL's projections within each clip", async () => {
    const spread = async (withinClips: boolean) => {
      const config = { ...pretrainPresets.byol.small, ...narrow, withinClips } as ByolConfig;
      return (await monitored(byolRecipe(config, context))).embeddingSpread!;
    };
    expect(await spread(true)).toBeLessThan(1e-3);
    expect(await spread(false)).toBeGreaterThan(0.1);
  });

  it("norms DINO's head within each clip", async () => {
    const apart = async (withinClips: boolean) => {
      const config = { ...pretrainPresets.dino.small, ...narrow, withinClips } as DinoConfig;
      const { prototypesInUse, teacherEntropy } = await monitored(dinoRecipe(config, context));
      return prototypesInUse! - teacherEntropy!;
    };
    expect(await apart(true)).toBeLessThan(1e-4);
    expect(await apart(false)).toBeGreaterThan(1e-2);
  });
});
