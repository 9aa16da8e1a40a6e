import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, type LoadedBatch, loadEpoch, openStore } from '@ssvaerr/data/node';
import { uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byol } from './byol.ts';
import { dino } from './dino.ts';
import type { MethodContext, Pretext } from './method.ts';

const root = mkdtempSync(join(tmpdir(), 'moments-'));
afterAll(() => rmSync(root, { recursive: true }));

const narrow = { width: 2, batchSize: 4, segmentsPerClip: 2, viewShift: 0 };

/** Two instants of two clips, in which nothing moves. */
let batch: LoadedBatch;
let context: MethodContext;
beforeAll(async () => {
  const path = join(root, 'still');
  const info = { fps: 25, height: 39, width: 39, source: 'noise', licence: 'CC0', synthetic: true };
  const writer = await createStore(path, { ...info, audio: null });
  for (const i of [1, 2]) {
    const picture = [...uniforms(i, 39 * 39, { low: 0, high: 255 })];
    const frames = Uint8Array.from([...picture, ...picture, ...picture]);
    const clip = { id: `c${i}`, subject: `s${i}`, split: 'train', quality: 1 } as const;
    await writer.addClip({ ...clip, frames });
  }
  await writer.close();
  const store = await openStore(path);
  context = { store, pixel: 'frame', stepsPerEpoch: 1 };
  const still = { store, split: 'train', seed: 1, epoch: 0 } as const;
  const cut = { segmentFrames: 1, segmentsPerClip: 2, batchSize: 4, together: true };
  for await (const only of loadEpoch({ ...still, ...cut })) batch = only;
});

/** What a method measures on the batch, where all rows of a clip are distorted alike. */
async function monitored(pretext: Pretext): Promise<Record<string, number>> {
  const seeds = batch.segments.map(({ clip }) => (clip.id === 'c1' ? 1 : 2));
  const figures = pretext.monitor(batch, seeds);
  const read = await Promise.all(
    Object.entries(figures).map(async ([name, value]) => [name, (await value.data())[0]!]),
  );
  tf.dispose(figures);
  pretext.dispose();
  return Object.fromEntries(read);
}

// Batch norm takes away what all of its rows have in common. Rows of one clip that are alike have nothing
// else, unless the other clip is among them.
describe('withinClips', () => {
  it("norms BYOL's projections within each clip", async () => {
    const spread = async (withinClips: boolean) => {
      const config = { ...byol.presets.small!, ...narrow, withinClips };
      return (await monitored(await byol.make(config, context))).embeddingSpread!;
    };
    expect(await spread(true)).toBeLessThan(1e-3);
    expect(await spread(false)).toBeGreaterThan(0.1);
  });

  it("norms DINO's head within each clip", async () => {
    const apart = async (withinClips: boolean) => {
      const config = { ...dino.presets.small!, ...narrow, withinClips };
      const { prototypesInUse, teacherEntropy } = await monitored(await dino.make(config, context));
      return prototypesInUse! - teacherEntropy!;
    };
    expect(await apart(true)).toBeLessThan(1e-4);
    expect(await apart(false)).toBeGreaterThan(1e-2);
  });
});
