import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { readNpy, writeNpy } from '@ssvaerr/data';
import { openStore, readAudio } from '@ssvaerr/data/node';
import { speechEmbedding } from '@ssvaerr/preprocess';
import { media, needsMedia, OddVideos } from '@ssvaerr/testing';
import { decodeAudio, findFfmpeg } from '@ssvaerr/video';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';

// The audio of videos, from preprocess to pretrain --method lira.

const { skip, title } = needsMedia('grid_swiz3n.mpg');
const root = mkdtempSync(join(tmpdir(), 'preprocess-sound-'));
const at = (...names: string[]) => join(root, ...names);
const home = process.cwd();
const ffmpeg = (await findFfmpeg().catch(() => undefined)) ?? '';
const videos = new OddVideos(ffmpeg);

const ssvaerr = (line: string) => ssvaerrHere(line.split(' '));
const lira =
  'pretrain --method lira --preset small --width 2 --epochs 1 --batch-size 2 --segment-frames 4 --segments-per-clip 2 --conformer-width 4 --heads 1 --feed-forward 4 --kernel 3 --engine onnx';

describe.skipIf(skip)(title('the audio of videos'), () => {
  beforeAll(async () => {
    process.chdir(root);
    mkdirSync(at('in'));
    const talk = `-i ${media('grid_swiz3n.mpg')}`;
    // Background noise of a recorder that hears nothing, at -80 dB.
    const hiss = '-f lavfi -i anoisesrc=a=0.0001:r=16000:seed=1';
    const video = '-t 1.6 -c:v mpeg4 -q:v 3';
    for (const [name, how] of [
      ['talk.mkv', `${talk} ${video} -c:a pcm_s16le`],
      ['hiss.mkv', `${talk} ${hiss} -map 0:v -map 1:a ${video} -c:a pcm_s16le`],
      ['mute.mkv', `${talk} ${video} -an`],
    ] as const) {
      cpSync(videos.make(name, how), at('in', name));
    }
    const { status, stderr } = await ssvaerr(
      'preprocess in --out store --size 48 --fps 10 --audio logmel --engine onnx',
    );
    expect(status, stderr).toBe(0);
    said = stderr;
  });
  afterAll(async () => {
    process.chdir(home);
    rmSync(root, { recursive: true });
    videos.remove();
    await tf.setBackend('cpu');
  });
  let said: string;

  it('is warned of where it is silent, by preprocess and by pretrain', async () => {
    expect(said).toContain('warning: hiss.mkv: its audio is silent.\n');
    expect(said.match(/silent/g)).toHaveLength(1);
    const { clips } = await openStore('store');
    const silence = Object.fromEntries(clips.map(({ id, silence }) => [id, silence]));
    expect(silence).toEqual({
      'hiss.1': 1,
      'talk.1': expect.any(Number),
      'mute.1': undefined,
    });
    expect(silence['talk.1']).toBeLessThan(0.5);
    const page = readFileSync(at('store/preprocess-report.html'), 'utf8');
    expect(page.match(/<b>[\w.]+<\/b>, face seen in 100 % of the frames, audio silent</g)).toEqual([
      expect.stringContaining('hiss'),
    ]);

    const { status, stderr } = await ssvaerr(`${lira} --data store --out run`);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('warning: hiss.1: its audio is silent.\n');
    expect(stderr).toContain('warning: skipped mute.1: has no audio features.\n');
    expect(stderr).not.toContain('talk');
  });

  /** A copy of the store, with other features of one clip that its manifest knows of. */
  function storeWith(name: string, change: (values: Float32Array) => [number, Float32Array]) {
    cpSync(at('store'), at(name), { recursive: true });
    const file = at(name, 'talk.1.audio.npy');
    const [width, values] = change(readNpy(readFileSync(file)).values as Float32Array);
    const bytes = writeNpy([values.length / width, width], values);
    writeFileSync(file, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const manifest = readFileSync(at(name, 'manifest.jsonl'), 'utf8');
    const other = manifest.replace(/(talk.1.audio.npy","sha256":")\w+/, `$1${sha256}`);
    expect(other).not.toBe(manifest);
    writeFileSync(at(name, 'manifest.jsonl'), other);
  }

  it.each([
    [
      'of another width',
      'narrow',
      (values: Float32Array): [number, Float32Array] => [64, values.slice(0, 160 * 64)],
      /talk[.]1[.]audio[.]npy: must hold float32 \[rows, 80\], got float32 \[160, 64\]/,
    ],
    [
      'not finite',
      'nan',
      (values: Float32Array): [number, Float32Array] => [80, values.with(81, Number.NaN)],
      /skipped talk.1: .*'features' must be finite, got NaN/,
    ],
    [
      'too few',
      'short',
      (values: Float32Array): [number, Float32Array] => [80, values.slice(0, 140 * 80)],
      /skipped talk.1: .*'features' must hold 160 rows to within 0.1 s at 100 Hz, got 140/,
    ],
  ])(
    'leaves out a clip with features that are %s, with one line',
    async (_, name, change, line) => {
      storeWith(name, change);
      const { status, stderr } = await ssvaerr(`${lira} --data ${name} --out x`);
      expect(
        stderr.split('\n').filter((text) => line.test(text)),
        stderr,
      ).toHaveLength(1);
      expect(stderr.match(/talk/g)!.length).toBeLessThanOrEqual(3); // in that line
      expect(stderr).not.toContain('    at ');
      expect(status, stderr).toBe(0);
      rmSync(at('x'), { recursive: true });
    },
  );

  it('refuses a store with fewer rows a second than frames', async () => {
    cpSync(at('store'), at('slow'), { recursive: true });
    const file = at('slow/dataset.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"rate": 100', '"rate": 8'));
    const { status, stderr } = await ssvaerr(`${lira} --data slow --out x`);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^ssvaerr: .*slow: has 8 rows of audio features per second but 10 frames/,
      ),
    ]);
    expect(status).toBe(1);
  });

  const models = process.env.SSVAERR_SPEECH_MODELS;
  const reason = models
    ? ''
    : ' [skipped: set SSVAERR_SPEECH_MODELS to the folder of the networks]';
  it.skipIf(!models)(`can be an embedding of speech${reason}`, async () => {
    const line = `preprocess in --out STORE --size 48 --fps 10 --audio speech --speech-models ${models} --max-seconds 0.8 --engine onnx`;
    const { status, stderr } = await ssvaerr(line.replace('STORE', 'speech'));
    expect(status, stderr).toBe(0);
    const store = await openStore('speech');
    expect(store.info.audio).toEqual({ kind: 'speech-embedding', rate: 50, features: 96 });
    const talk = store.clips.filter(({ id }) => id.startsWith('talk'));
    expect(talk.map(({ id, frames }) => [id, frames])).toEqual([
      ['talk.1', 8],
      ['talk.2', 8],
    ]);
    // The words around a clip are heard, 0.4 s to each side.
    const pieces: number[] = [];
    for await (const piece of decodeAudio(ffmpeg, at('in/talk.mkv'))) pieces.push(...piece);
    const around = new Float32Array(0.4 * 16_000 + pieces.length);
    around.set(pieces, 0.4 * 16_000);
    const speech = await speechEmbedding(models, 1);
    for (const [i, clip] of talk.entries()) {
      const audio = (await readAudio(store, clip))!;
      expect(audio).toHaveLength(40 * 96);
      const samples = new Float32Array(1.6 * 16_000);
      samples.set(around.subarray(i * 0.8 * 16_000).subarray(0, samples.length));
      const expected = await speech.of(samples);
      expect(audio).toBeAllclose(expected.subarray(20 * 96, 60 * 96), { atol: 1e-4 });
    }
    const resumed = await ssvaerr(`${line.replace('STORE', 'store')} --resume`);
    expect(resumed.stderr).toContain('and cannot be continued with ');
    const run = await ssvaerr(`${lira} --data speech --out words`);
    expect(run.status, run.stderr).toBe(0);
  });
});
