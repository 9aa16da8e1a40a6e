import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@ssvaerr/host';
import { readRecord } from '@ssvaerr/host/node';
import { escapeText } from '@ssvaerr/report';
import { afterAll, describe, expect, it } from 'vitest';
import { trainConfig } from '../config/train-config.ts';
import { methods } from '../methods/index.ts';
import type { LiraConfig } from '../methods/lira.ts';
import { type DemoOptions, runDemo } from './demo.ts';
import { type DemoResults, demoFormat } from './demo-results.ts';
import { pretrainingNote } from './pretraining-note.ts';

const root = mkdtempSync(join(tmpdir(), 'demo-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The demo on a handful of clips; how well it learns is seen by running the real one. */
const options: DemoOptions = {
  config: {
    ...trainConfig.presets.demo,
    width: 2,
    hidden: 4,
    epochs: 2,
    batchSize: 3,
    segmentFrames: 6,
  },
  lira: {
    ...methods.lira.presets.small,
    epochs: 2,
    batchSize: 6,
    conformerWidth: 8,
    feedForward: 8,
    heads: 2,
    kernel: 3,
    segmentFrames: 6,
  } as LiraConfig,
  moods: { clips: 20, frames: 8, fps: 4 },
  talking: { clips: 20, frames: 8, fps: 25 },
  size: 40,
  engine: 'onnx',
  force: false,
  log: silentLog,
  signal: new AbortController().signal,
};

describe('runDemo', () => {
  const out = join(root, 'demo');
  const at = (name: string) => readFileSync(join(out, name), 'utf8');

  it('goes on where it was interrupted, in every stage, and writes results and report', async () => {
    /** Ends as soon as a file is there. */
    const until = (file: string) =>
      ({
        get aborted() {
          return existsSync(join(out, file));
        },
      }) as unknown as AbortSignal;
    const stages = [
      'store/s0003-c0.frames.npy',
      'scratch/metrics.jsonl',
      'talking/s0003-c0.frames.npy',
      'lira/metrics.jsonl',
      'from-lira/metrics.jsonl',
      'from-lira/predictions/test',
    ];
    for (const file of stages) {
      const cut = runDemo(out, { ...options, signal: until(file) });
      await expect(cut).rejects.toThrow('run the same command to continue.');
      expect(existsSync(join(out, file))).toBe(true);
      expect(existsSync(join(out, 'results.json'))).toBe(false);
    }

    const results = await runDemo(out, options);
    expect(JSON.parse(at('results.json'))).toMatchObject({ format: 'ssvaerr-demo', version: 2 });
    expect(await readRecord(join(out, 'results.json'), demoFormat)).toEqual(results);
    const { run, scratch, lira, test, baselines, engine, stages: took, seconds } = results;
    expect(engine).toBe('onnx');
    expect(seconds).toBeCloseTo(
      took.reduce((sum, stage) => sum + stage.seconds, 0),
      6,
    );
    for (const scores of [test, scratch.test, lira.test, baselines?.ridge, baselines?.mean]) {
      for (const dimension of ['arousal', 'valence'] as const) {
        expect(scores?.[dimension].ccc).toBeGreaterThanOrEqual(-1);
        expect(scores?.[dimension].ccc).toBeLessThanOrEqual(1);
      }
    }
    expect(baselines?.mean?.arousal.ccc).toBeCloseTo(0, 6);
    const merit = ({ validation }: DemoResults['scratch']) =>
      validation.arousal.ccc + validation.valence.ccc;
    expect(run).toBe(merit(lira) > merit(scratch) ? 'from-lira' : 'scratch');
    expect(test).toEqual((run === 'scratch' ? scratch : lira).test);
    expect(lira.test).not.toEqual(scratch.test);
    expect(lira.pretraining.validation?.l1).toBeGreaterThan(0);
    expect(lira.pretraining.probe).toBeUndefined(); // it had no labels
    expect(at('report.html')).toContain('ridge regression');
    expect(at('report.html')).toContain(escapeText(pretrainingNote(methods.lira, results)));
  });

  it('is finished then, unless it is told to start anew: uninterrupted, with the same scores', async () => {
    const before = at('results.json');
    expect(await runDemo(out, options)).toMatchObject({ test: JSON.parse(before).test });
    expect(at('results.json')).toBe(before);
    const again = await runDemo(out, { ...options, force: true });
    const { scratch, lira } = JSON.parse(before);
    expect(again.scratch.test).toEqual(scratch.test);
    expect(again.lira.test).toEqual(lira.test);
    expect(again.lira.pretraining.validation).toEqual(lira.pretraining.validation);
    expect(at('results.json')).not.toBe(before);
  });

  it('goes on after a crash between the end of the training and its own', async () => {
    const { test } = JSON.parse(at('results.json'));
    rmSync(join(out, 'results.json'));
    writeFileSync(join(out, 'results.json.part'), '{');
    expect((await runDemo(out, options)).test).toEqual(test);
  });

  it('does not go on with another config', async () => {
    const other = { ...options, config: { ...options.config, epochs: 3 } };
    await expect(runDemo(out, other)).rejects.toThrow("was started with another 'epochs'");
    const heard = { ...options, lira: { ...options.lira, pairing: 'stack' } as LiraConfig };
    await expect(runDemo(out, heard)).rejects.toThrow("was started with another 'pairing'");
  });

  it('leaves a folder alone that holds something else, even when forced', async () => {
    const other = join(root, 'thesis');
    mkdirSync(other);
    writeFileSync(join(other, 'chapter1.tex'), 'x');
    mkdirSync(join(other, 'store'));
    const forced = runDemo(other, { ...options, force: true });
    await expect(forced).rejects.toThrow(
      'holds something else (chapter1.tex). Choose another --out.',
    );
    expect(existsSync(join(other, 'chapter1.tex'))).toBe(true);
  });
});
