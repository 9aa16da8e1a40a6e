import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ssvaerrHere } from '../test/ssvaerr-here.ts';

const root = mkdtempSync(join(tmpdir(), 'main-'));
const at = (name: string) => join(root, name);
const home = process.cwd();

/** A command line, in this process. */
const ssvaerr = (...args: string[]) => ssvaerrHere(args);

beforeAll(async () => {
  process.chdir(root);
  const config = { preset: 'demo', width: 2, hidden: 4, epochs: 1, batchSize: 2, segmentFrames: 6 };
  writeFileSync(at('c.yaml'), JSON.stringify(config));
  const made = 'synth --out store --clips 10 --frames 8 --size 32'.split(' ');
  expect(await ssvaerr(...made)).toMatchObject({
    status: 0,
    stdout: 'store: 10 clips, 80 frames\n',
  });
});
afterAll(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

describe('a newcomer', () => {
  it('trains, evaluates, reports and inspects', async () => {
    const trained = await ssvaerr('train', '--data=store', '--out', 'whole', '--config', 'c.yaml');
    expect(trained).toMatchObject({ status: 0 });
    expect(trained.stdout).toMatch(
      /^ +arousal +valence\n.*\nvalidation .*\ntest .*\nreport: whole/,
    );

    const evaluated = await ssvaerr('evaluate', 'whole', '--split', 'validation', '--json');
    const { scores } = JSON.parse(evaluated.stdout);
    const results = JSON.parse(readFileSync(at('whole/results.json'), 'utf8'));
    expect(scores).toEqual(results.validation);

    expect(await ssvaerr('report', 'whole', 'whole', '--out', 'both.html')).toMatchObject({
      status: 0,
      stdout: 'report: both.html\n',
    });
    const inspected = await ssvaerr('inspect', 'store', '--out', 'sheet.png', '--json');
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      problems: [],
      splits: [{ split: 'train', clips: 6 }, { clips: 2 }, { clips: 2 }],
      histogram: { labelled: 80, missing: 0 },
    });
    expect(readFileSync(at('sheet.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  it('has drawn faces cut as those of videos are', async () => {
    const made = 'synth --out faces --clips 5 --frames 2 --size 32 --margin 1.2'.split(' ');
    expect(await ssvaerr(...made)).toMatchObject({ status: 0 });
    expect(JSON.parse(readFileSync(at('faces/dataset.json'), 'utf8'))).toMatchObject({
      margin: 1.2,
    });
    const other = [...made.slice(0, -1), '1.3', '--resume'];
    expect(await ssvaerr(...other)).toMatchObject({ status: 1 });
  });

  it('keeps what it predicts of another store apart', async () => {
    const own = join('whole', 'predictions', 'test', 's0001-c0.csv');
    const before = readFileSync(at(own), 'utf8');
    await ssvaerr(...'synth --out other --clips 10 --frames 8 --size 40 --seed 2'.split(' '));
    const { status, stdout, stderr } = await ssvaerr('evaluate', 'whole', '--data', 'other');
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('frames are 40 x 40, the network was trained on 32 x 32.');
    expect(stdout).toContain(join('whole', 'predictions', 'other', 'test', '*.csv'));
    expect(readFileSync(at(own), 'utf8')).toBe(before);
  });

  it.each([
    ['--help', 'train'],
    ['train --help', '--learning-rate'],
    ['--version', /^\d+\.\d+\.\d+\n$/],
  ])('asks for %s', async (line, answer) => {
    const { status, stdout, stderr } = await ssvaerr(...line.split(' '));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(answer);
  });
});

describe('bad input is one line, exit code 1', () => {
  beforeAll(async () => {
    writeFileSync(at('unknown.yaml'), 'epoch: 3');
    writeFileSync(at('notes.txt'), 'hello');
    await ssvaerr('synth', '--out', 'empty', '--clips', '5', '--frames', '2', '--size', '32');
    writeFileSync(join(at('empty'), 'manifest.jsonl'), '');
    await ssvaerr('synth', '--out', 'cut', '--clips', '5', '--frames', '2', '--size', '32');
    truncateSync(join(at('cut'), 's0000-c0.frames.npy'), 100);
    await ssvaerr('synth', '--out', 'outside', '--clips', '5', '--frames', '2', '--size', '32');
    const manifest = join(at('outside'), 'manifest.jsonl');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace('"s0000-c0.frames.npy"', '"../x.npy"'),
    );
    await ssvaerr('synth', '--out', 'future', '--clips', '5', '--frames', '2', '--size', '32');
    const dataset = join(at('future'), 'dataset.json');
    writeFileSync(dataset, readFileSync(dataset, 'utf8').replace(/"version": \d/, '"version": 7'));
  });

  it.each([
    ['trian', "unknown command 'trian'. Did you mean 'train'?"],
    ['train --dat store --out x', "train: unknown flag --dat. Did you mean '--data'?"],
    ['train --data store --out', 'train: --out needs a value.'],
    ['train --out x', 'train: --data STORE is missing.'],
    ['train --data store', 'train: --out RUN is missing.'],
    ['train --data nowhere --out x', 'nowhere: does not exist.'],
    ['train --data empty --out x', 'has no clips: the store is empty.'],
    ['train --data outside --out x', 'manifest.jsonl: '],
    ['train --data future --out x', 'dataset.json: '],
    [
      'train --data store --out x --config unknown.yaml',
      "unknown key 'epoch'. Did you mean 'epochs'?",
    ],
    ['train --data store --out x --config none.yaml', 'none.yaml: cannot be read'],
    ['train --data store --out x --epochs many', '--epochs must be a number, got "many"'],
    ['train --data store --out x --epochs 0', '--epochs must be >= 1, got 0.'],
    ['train --data store --out x --engine gpu', '--engine must be one of auto, tensorflow'],
    ['train --data store --out x --engine tensorflow', 'tfjs-node is not installed'],
    ['train --data store --out store', 'store: already exists.'],
    ['train --data store --out x --init nowhere', 'nowhere: does not exist.'],
    ['train --data store --out y --init notes.txt', 'notes.txt: '],
    ['train --out whole --resume', 'whole: is finished'],
    ['train --out store --resume', 'store: not a run folder'],
    ['train --out whole --resume --epochs 4', 'Leave out --epochs'],
    ['pretrain --data store --out p', '--method is missing. It must be one of byol, dino, lira.'],
    ['pretrain --data store --out p --method simclr', '--method must be one of byol, dino, lira'],
    ['pretrain --data store --out p --method lira', 'has no audio features'],
    [
      'pretrain --data store --out p --method byol --prototypes 9',
      '--prototypes belongs to method dino, not byol.',
    ],
    [
      'pretrain --data store --out p --method dino --prototypes 1',
      '--prototypes must be >= 2, got 1',
    ],
    [
      'pretrain --data store --out p --method byol --segment-frames 3',
      '--segment-frames must be >= 5',
    ],
    ['pretrain --out whole --resume', 'whole: is a run of train, not of pretrain.'],
    ['evaluate nowhere', 'nowhere: not a run folder'],
    ['evaluate whole --split training', '--split must be one of train, validation, test'],
    ['evaluate whole nonsense', "evaluate: unexpected argument 'nonsense'."],
    ['report whole --out notes.txt', 'notes.txt already exists.'],
    [
      'train --data store --out x --init whole --width 2',
      'was trained with activation swish, not relu. Set --activation swish.',
    ],
    [
      'train --data store --out x --init whole --activation swish --width 2',
      'was trained with normalize frame, not set. Set --normalize frame.',
    ],
    ['report store', 'store: not a run folder'],
    ['inspect store --out notes.txt', 'notes.txt already exists.'],
    ['synth --out notes.txt', 'notes.txt'],
    ['synth --out z --clips 1', '--clips must be >= 5, got 1.'],
    ['synth --out z --margin 9', '--margin must be <= 4, got 9.'],
    ['synth --out store --clips 10', 'already exists.'],
  ])('ssvaerr %s', async (line, message) => {
    const { status, stdout, stderr } = await ssvaerr(...line.split(' '));
    expect(stderr).toContain(message);
    const said = stderr.split('\n').filter((text) => text.startsWith('ssvaerr: '));
    expect(said, stderr).toHaveLength(1);
    expect(stderr).not.toContain('    at ');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('lists what is wrong with a store, and then is no success', async () => {
    const { status, stdout, stderr } = await ssvaerr('inspect', 'cut');
    expect(status).toBe(1);
    expect(stdout).toContain('1 problems');
    expect(stderr).toContain('ssvaerr: cut: 1 problems, listed above.');
  });

  it('names what is cut off, and what is left goes on or is missing', async () => {
    const { stderr } = await ssvaerr('train', '--data', 'cut', '--out', 'q', '--config', 'c.yaml');
    expect(stderr).toContain('warning: skipped s0000-c0: ');
    expect(stderr).toContain('s0000-c0.frames.npy');
  });
});
