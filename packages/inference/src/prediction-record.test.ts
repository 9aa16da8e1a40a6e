import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '@ssvaerr/host';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type PredictionSource, writePrediction } from './prediction-files.ts';
import { readPrediction } from './prediction-record.ts';
import type { FaceTrace, VideoPrediction } from './video-prediction.ts';

const root = mkdtempSync(join(tmpdir(), 'prediction-'));
afterAll(() => rmSync(root, { recursive: true }));
const file = join(root, 'talk.json');

const source: PredictionSource = {
  path: '/videos/talk.mp4',
  run: 'run',
  side: 1,
  trainedOn: 'noise',
  syntheticOnly: true,
  calibration: null,
};
const faceOf = (arousal: number[], valence = arousal): FaceTrace => ({
  arousal: Float32Array.from(arousal),
  valence: Float32Array.from(valence),
  quality: Float32Array.from(arousal, (value) => (Number.isNaN(value) ? 0 : 1)),
  boxes: arousal.map(() => undefined),
  thumbnails: [{ frame: 0, crop: Uint8Array.of(7) }],
});
const videoOf = (faces: FaceTrace[], frames: number, audio?: string): VideoPrediction => ({
  info: { seconds: 1.5, fps: 2, width: 8, height: 6, codec: 'h264', audio, start: 0 },
  fps: 2,
  frames,
  width: 8,
  height: 6,
  faces,
  damage: null,
});

describe('the record of a predicted video', () => {
  it('is one line with format and version, and has null where no face was seen', async () => {
    const face = faceOf([0.25, Number.NaN, -0.75], [0.5, Number.NaN, 0.5]);
    const { json } = await writePrediction(root, 'talk', videoOf([face], 3, 'aac'), source);
    expect(json).toBe('talk.json');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^\{"format":"ssvaerr-prediction","version":2,"video":"talk.mp4",.*\}\n$/);
    const read = await readPrediction(file);
    expect(read).toMatchObject({ fps: 2, frames: 3, seconds: 1.5, calibration: null });
    expect(read.info.audio).toBe('aac');
    expect(read.faces).toEqual([
      {
        seen: 2 / 3,
        summary: { arousal: { mean: -0.25, std: 0.5 }, valence: { mean: 0.5, std: 0 } },
        ...{ csv: 'talk.csv', svg: 'talk.svg', png: 'talk.png' },
        arousal: [0.25, null, -0.75],
        valence: [0.5, null, 0.5],
        quality: [1, 0, 1],
      },
    ]);
  });

  it('gives back every value to six digits, and null for NaN, for any number of faces', async () => {
    const value = fc.option(fc.float({ min: -1, max: 1, noNaN: true }), { nil: Number.NaN });
    const values = fc.array(value, { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(values, values), { maxLength: 3 }), async (written) => {
        const faces = written.map(([arousal, valence]) => faceOf(arousal, valence));
        await writePrediction(root, 'talk', videoOf(faces, 3), source);
        const read = await readPrediction(file);
        expect(read.faces).toHaveLength(written.length);
        read.faces.forEach((face, i) => {
          for (const [found, expected] of [
            [face.arousal, faces[i]!.arousal],
            [face.valence, faces[i]!.valence],
          ] as const) {
            found.forEach((number, t) => {
              if (Number.isNaN(expected[t])) expect(number).toBeNull();
              else expect(Math.abs(number! - expected[t]!)).toBeLessThan(1e-6);
            });
          }
        });
      }),
      { numRuns: 8 },
    );
  });
});

/** A file as the first release of version 1 wrote it. */
const version1 = {
  formatVersion: 1,
  video: 'talk.mp4',
  info: { seconds: 1, fps: 2, width: 8, height: 6, codec: 'h264', sound: 'aac', start: 0 },
  fps: 2,
  frames: 2,
  seconds: 1,
  damage: null,
  run: 'run',
  trainedOn: 'noise',
  syntheticOnly: false,
  faces: [],
};

describe('a file of version 1', () => {
  it('is read, with its audio; it was not calibrated', async () => {
    writeFileSync(file, JSON.stringify(version1));
    const { formatVersion: _, info, ...rest } = version1;
    const { sound, ...video } = info;
    const wanted = { ...rest, info: { ...video, audio: sound }, calibration: null };
    expect(await readPrediction(file)).toEqual(wanted);
  });

  it('keeps its calibration, and may be without audio', async () => {
    const line = { median: 5, scale: 1.5, bias: -0.1 };
    const calibration = { arousal: line, valence: line };
    const { sound: _, ...info } = version1.info;
    writeFileSync(file, JSON.stringify({ ...version1, info, calibration }));
    const read = await readPrediction(file);
    expect(read.calibration).toEqual(calibration);
    expect(read.info.audio).toBeUndefined();
  });
});

describe('what readPrediction refuses', () => {
  it.each<[string, string, RegExp]>([
    ['a text', 'hello', /talk\.json: is not JSON \(/],
    ['another format', '{"format":"ssvaerr-embedding","version":2}', /not ssvaerr-prediction\.$/],
    ['a newer version', '{"format":"ssvaerr-prediction","version":3}', /versions 1 to 2\. Update/],
    ['a wrong field', JSON.stringify({ ...version1, fps: 'x' }), /'fps' must .*, got "?x"?\.$/],
    ['version 1 without a video', '{"formatVersion":1}', /is damaged: it does not hold/],
  ])('%s', async (_, text, message) => {
    writeFileSync(file, text);
    const refused = readPrediction(file);
    await expect(refused).rejects.toBeInstanceOf(FileError);
    await expect(refused).rejects.toThrow(message);
  });

  it('a file that does not exist', async () => {
    await expect(readPrediction(join(root, 'none.json'))).rejects.toThrow(
      'none.json: does not exist.',
    );
  });
});
