import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';

// import, embed, export and evaluate --calibrate, as a user types them.

/** For what comes before the tests, on a busy machine. */
const patience = 120_000;
const root = mkdtempSync(join(tmpdir(), 'take-away-'));
const at = (...names: string[]) => join(root, ...names);
const home = process.cwd();
const checkpoint = (path: string) =>
  fileURLToPath(new URL(`../../../../fixtures/golden/10_checkpoint_${path}`, import.meta.url));

/** A command line, in this process. */
const ssvaerr = (line: string) => ssvaerrHere(line.split(' '));

async function done(line: string) {
  const { status, stdout, stderr } = await ssvaerr(line);
  expect(status, stderr).toBe(0);
  return { stdout, stderr };
}

beforeAll(async () => {
  process.chdir(root);
  await done('synth --out store --clips 10 --frames 8 --size 32');
  const flags = '--width 2 --hidden 4 --epochs 1 --batch-size 2 --segment-frames 6';
  await done(`train --data store --out run --preset demo ${flags}`);
  const narrow = '--width 2 --epochs 1 --batch-size 4 --segments-per-clip 2';
  await done(`pretrain --data store --out byol --method byol --preset small ${narrow}`);
}, patience);
afterAll(async () => {
  process.chdir(home);
  rmSync(root, { recursive: true });
  await tf.setBackend('cpu');
});

describe('a model is taken away', () => {
  it.each(['onnx', 'safetensors', 'tfjs'])('as %s, of both kinds of run', async (format) => {
    const { stdout } = await done(`export run --format ${format} --out ${format}`);
    for (const file of stdout.trim().split('\n')) expect(existsSync(file), file).toBe(true);
    const out = join('byol', format);
    const json = JSON.parse((await done(`export byol --format ${format} --out ${out} --json`)).stdout); // biome-ignore format: one line
    expect(json).toMatchObject({ run: 'byol', format });
    const card = readFileSync(join(out, 'model-card.md'), 'utf8');
    expect(card).toContain('| method | byol |');
    expect(card).toContain('16 features of every frame');
  });

  it('brought in, and trained on', async () => {
    const { stdout, stderr } = await done(
      `import ${checkpoint('w2/nested_module.pth')} --out lips.safetensors`,
    );
    expect(stdout).toContain(
      '100 matched, 0 missing, 0 unexpected, 0 mismatched\nencoder: width 2',
    );
    expect(stderr).toContain('warning: public checkpoints of this family saw mouths, not faces');
    const flags = '--width 2 --hidden 4 --epochs 1 --batch-size 2 --segment-frames 6';
    const init = '--init lips.safetensors --activation relu --normalize set --freeze backbone';
    await done(`train --data store --out from-lips --preset demo ${flags} ${init}`);
    const json = JSON.parse(
      (await done(`import ${checkpoint('w1/dino.pth')} --network teacher --out t.safetensors --json`)).stdout, // biome-ignore format: one line
    );
    expect(json).toMatchObject({ kind: 'encoder', info: { model: { width: 1 } } });
  });

  it('used for features', async () => {
    const { stdout } = await done('embed run store --out features');
    expect(stdout).toBe(
      `10 clips, 80 frames, 16 features each\nindex: ${join('features', 'index.jsonl')}\n`,
    );
    await done('embed run store --out features');
    expect(JSON.parse((await done('embed byol store --out more --json')).stdout)).toMatchObject({
      features: 16,
      clips: 10,
      frames: 80,
    });
  });

  it('calibrated, and the scores without stay what they were', async () => {
    const { scores } = JSON.parse((await done('evaluate run --split validation --json')).stdout);
    const fitted = JSON.parse(
      (await done('evaluate run --split validation --calibrate scale,bias --json')).stdout,
    );
    expect(fitted.calibration.arousal.median).toBe(1);
    expect(fitted.scores.arousal.ccc).toBeGreaterThanOrEqual(scores.arousal.ccc);
    expect(fitted.scores.valence.ccc).toBeGreaterThanOrEqual(scores.valence.ccc);
    const again = JSON.parse(
      (await done('evaluate run --split validation --calibrated --json')).stdout,
    );
    expect(again.scores).toEqual(fitted.scores);
    const { stdout } = await done('evaluate run --calibrated');
    expect(stdout).toContain('calibrated, arousal: ');
    expect(existsSync(join('run', 'predictions', 'test-calibrated'))).toBe(true);
    expect(JSON.parse((await done('evaluate run --split validation --json')).stdout).scores).toEqual(scores); // biome-ignore format: one line
  });
});

describe('bad input is one line, exit code 1', () => {
  beforeAll(async () => {
    writeFileSync('notes.txt', 'hello, I am a text and no weights');
    writeFileSync('foreign.safetensors', foreign());
    await done('synth --out other --clips 10 --frames 8 --size 32 --seed 2');
    await done('export run --format safetensors --out there');
    await done('embed run store --out embedded');
    await ssvaerr('train --data store --out begun --preset demo --width 2 --epochs 1 --learning-rate 1e30'); // biome-ignore format: one line
    rmSync(join('begun', 'checkpoints'), { recursive: true, force: true });
    await done('export run --format safetensors --out narrow');
    const file = join('narrow', 'model.safetensors');
    const bytes = readFileSync(file);
    const wider = bytes.toString('latin1').replace('\\"width\\":2', '\\"width\\":4');
    writeFileSync('other-width.safetensors', Buffer.from(wider, 'latin1'));
  }, patience);

  /** Somebody's weights in a sound file. */
  function foreign(): Uint8Array {
    const header = '{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}   ';
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    return Buffer.concat([length, Buffer.from(header), Buffer.of(7)]);
  }

  it.each([
    ['export run --out x', '--format onnx|safetensors|tfjs is missing.'],
    ['export run --format onnx', '--out FOLDER is missing.'],
    ['export run --format onxx --out x', 'export: --format must be one of onnx, safetensors, tfjs, got "onxx".'], // biome-ignore format: one line
    ['export nowhere --format onnx --out x', 'nowhere: does not exist.'],
    ['export store --format onnx --out x', 'store: not a run folder (config.json is missing).'],
    ['export begun --format onnx --out x', 'begun: has no weights yet'],
    ['export foreign.safetensors --format onnx --out x', 'foreign.safetensors: was not written by ssvaerr.'], // biome-ignore format: one line
    ['export other-width.safetensors --format onnx --out x', 'other-width.safetensors: does not fit the network: '], // biome-ignore format: one line
    ['export notes.txt --format onnx --out x', 'notes.txt: cannot be read as weights: '],
    ['export run --format safetensors --out there', 'already exists. Choose another --out, or overwrite'], // biome-ignore format: one line
    ['export run --format onnx --out notes.txt/x', 'part of its path is a file'], // biome-ignore format: one line
    ['export run --format onnx --out x --opset 9', 'export: unknown flag --opset.'],
    ['import nowhere.pth --out x.safetensors', 'nowhere.pth: does not exist.'],
    ['import notes.txt --out x.safetensors', 'notes.txt: '],
    ['import foreign.safetensors --out x.safetensors', 'holds no encoder: no frontend3D.0.weight among its 1 tensors (w).'], // biome-ignore format: one line
    ['import notes.txt --out x.pth', 'import: --out must end in .safetensors, got "x.pth".'],
    ['import notes.txt --out foreign.safetensors', 'foreign.safetensors already exists.'],
    ['import notes.txt --out x.safetensors --activation tanh', '--activation must be one of relu, prelu, swish, got "tanh".'], // biome-ignore format: one line
    ['import notes.txt --out x.safetensors --network ema', '--network must be one of student, teacher, got "ema".'], // biome-ignore format: one line
    ['import notes.txt --out x.safetensors --std 0', '--std must be > 0, got 0.'],
    ['import notes.txt --out x.safetensors --size 12', '--size must be >= 32, got 12.'],
    ['embed run', 'embed: --out FOLDER is missing.'],
    ['embed nowhere store --out x', 'nowhere: does not exist.'],
    ['embed run nowhere --out x', 'nowhere: '],
    ['embed run store --out store', 'store already exists and was not written by embed.'],
    ['embed byol store --out embedded', 'embedded: holds features of other weights'],
    ['embed run other --out embedded', 'embedded: holds features of other input'],
    ['embed run store --out x --engine gpu', '--engine must be one of'],
    ['evaluate run --calibrate shift', '--calibrate must be one of median, scale, bias, got "shift".'], // biome-ignore format: one line
    [
      'evaluate from-lips --calibrated',
      'has no calibration yet. Fit one with evaluate --calibrate.',
    ],
  ])('ssvaerr %s', async (line, message) => {
    const { status, stdout, stderr } = await ssvaerr(line);
    expect(stderr).toContain(message);
    const said = stderr.split('\n').filter((text) => text.startsWith('ssvaerr: '));
    expect(said, stderr).toHaveLength(1);
    expect(stderr).not.toContain('    at ');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(existsSync(at('x'))).toBe(false);
  });

  it('a calibration of weights that have changed since is not used', async () => {
    await done('evaluate run --calibrate bias');
    const file = join('run', 'calibration.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/"weights": "./, '"weights": "x'));
    const { status, stderr } = await ssvaerr('evaluate run --calibrated');
    expect([status, stderr]).toEqual([1, expect.stringContaining('was fitted to other weights')]);
    writeFileSync(file, text);
  });
});
