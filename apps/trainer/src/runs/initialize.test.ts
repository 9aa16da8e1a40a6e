import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Encoder } from '@ssvaerr/backbone';
import { importWeights } from '@ssvaerr/inference';
import { readSafetensors, toFloat32 } from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, it } from 'vitest';
import { initialize } from './initialize.ts';

const root = mkdtempSync(join(tmpdir(), 'initialize-'));
const at = (name: string) => join(root, name);
const fixture = (path: string) =>
  fileURLToPath(new URL(`../../../../fixtures/golden/10_checkpoint_${path}`, import.meta.url));
afterAll(() => {
  tf.disposeVariables();
  rmSync(root, { recursive: true });
});

it('takes over the encoder of an imported file, and refuses other circumstances', async () => {
  const options = { network: 'student', mean: 0, std: 1, size: 48, fps: 30 } as const;
  const { bytes } = await importWeights(fixture('w2/legacy.pth'), options);
  writeFileSync(at('init.safetensors'), bytes);
  const pixel = { mean: 0.4, std: 0.2 };
  const encoder = new Encoder({ width: 2, seed: 1 });
  await initialize(encoder, at('init.safetensors'), pixel);
  const { tensors } = readSafetensors(readFileSync(fixture('w2/twin.safetensors')));
  const wanted = toFloat32(tensors.get('frontend3D.1.running_mean')!);
  expect(encoder.variables['frontend3D.1.running_mean']!.dataSync()).toEqual(wanted);
  const other = new Encoder({ width: 2, activation: 'swish', seed: 1 });
  await expect(initialize(other, at('init.safetensors'), pixel)).rejects.toThrow(
    'was trained with activation relu, not swish. Set --activation relu.',
  );
  await expect(initialize(encoder, at('init.safetensors'), 'frame')).rejects.toThrow(
    'was trained with normalize set, not frame. Set --normalize set.',
  );
});
