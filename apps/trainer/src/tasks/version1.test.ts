import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '@ssvaerr/data/node';
import { silentLog } from '@ssvaerr/host';
import { readSafetensors } from '@ssvaerr/weights';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';
import { fittedCalibration } from '../runs/calibration-file.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { pretrainFormats, trainFormats } from '../runs/run-formats.ts';
import { resumeTask } from './run-task.ts';
import { trainTask } from './train.ts';

const fixtures = fileURLToPath(new URL('../../../../fixtures/version1/', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'version1-'));
const at = (...names: string[]) => join(root, ...names);
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const signal = new AbortController().signal;

beforeAll(() => {
  cpSync(fixtures, root, { recursive: true });
  for (const run of ['train', 'cut', 'dino']) {
    const file = at(run, 'config.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"STORE"', JSON.stringify(at('store'))));
  }
});
afterAll(() => rmSync(root, { recursive: true }));

/** The tensors of a file; its metadata may say more than that of version 1. */
const tensors = (...file: string[]) => readSafetensors(readFileSync(at(...file))).tensors;

it('opens a store, which does not say whether its faces are drawn', async () => {
  const { info, clips } = await openStore(at('store'));
  expect(info).toMatchObject({ synthetic: null, height: 40 });
  expect(clips).toHaveLength(10);
});

it('reads runs, with epochs that count from 1', async () => {
  const folder = new RunFolder(at('train'));
  const { config, data, title } = await folder.info(trainFormats);
  const newer = { cropShare: 80 / 96, labelDelay: 0, folds: null, fold: null };
  expect(config).toEqual({ ...json(at('train', 'config.json')).config, ...newer });
  expect([data.synthetic, title]).toEqual([null, 'SS-VAERR']);
  expect((await folder.metrics(trainFormats)).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  const { formatVersion: _, ...before } = json(at('train', 'results.json'));
  expect(await folder.results(trainFormats)).toEqual({ ...before, bestEpoch: before.bestEpoch + 1 }); // biome-ignore format: one line
  const { arousal, valence } = json(at('train', 'calibration.json'));
  expect(await fittedCalibration(folder)).toEqual({ arousal, valence });

  const dino = new RunFolder(at('dino'));
  const info = await dino.info(pretrainFormats());
  expect(info).toMatchObject({ title: 'DINO', config: { prototypes: 6 } });
  expect(info.monitors.loss?.levels).toEqual([{ at: Math.log(6), says: expect.any(String) }]);
  expect((await dino.metrics(pretrainFormats())).map(({ epoch }) => epoch)).toEqual([1, 2]);
});

it('resumes a training to the bytes of one that was not interrupted', async () => {
  const engine = 'auto'; // the run's own
  const { results } = await resumeTask(trainTask, at('cut'), { engine, log: silentLog, signal });
  expect(tensors('cut', 'checkpoints', 'best.safetensors')).toEqual(
    tensors('train', 'checkpoints', 'best.safetensors'),
  );
  const { bestEpoch, test, validation } = json(at('train', 'results.json'));
  expect(results).toMatchObject({ bestEpoch: bestEpoch + 1, test, validation });
  const epochs = await new RunFolder(at('cut')).metrics(trainFormats);
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
});

it('evaluates, reports, exports and embeds them', async () => {
  const done = async (...args: string[]) => {
    const { status, stdout, stderr } = await ssvaerrHere(args);
    expect(status, stderr).toBe(0);
    return stdout;
  };
  const evaluated = JSON.parse(
    await done('evaluate', at('train'), '--calibrated', '--split', 'test', '--json'),
  );
  expect(evaluated.scores.videos).toBe(2);
  await done('report', at('train'), at('dino'), '--out', at('both.html'));
  expect(readFileSync(at('both.html'), 'utf8')).toContain('DINO');
  await done('export', at('train'), '--format', 'onnx', '--out', at('onnx'));
  expect(readdirSync(at('onnx')).sort()).toEqual(['model-card.md', 'model.onnx']);
  await done('embed', at('dino'), at('store'), '--out', at('features'), '--engine', 'cpu');
  expect(readFileSync(at('features', 'index.jsonl'), 'utf8').trim().split('\n')).toHaveLength(10);
});

it('asks what a network was trained on where its run does not say', async () => {
  writeFileSync(at('none.mp4'), '');
  const { status, stderr } = await ssvaerrHere([
    ...['predict', at('train'), at('none.mp4'), '--out', at('predicted'), '--engine', 'cpu'],
  ]);
  expect(status).toBe(1);
  expect(stderr).toContain('--trained-on real');
});
