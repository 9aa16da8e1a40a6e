import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { presets } from './config/presets.ts';
import { type DemoOptions, runDemo } from './demo.ts';
import { silentLog } from './log.ts';

const root = mkdtempSync(join(tmpdir(), 'demo-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The demo on a handful of clips; how well it learns is seen by running the real one. */
const options: DemoOptions = {
  config: { ...presets.demo, width: 2, hidden: 4, epochs: 2, batchSize: 3, segmentFrames: 6 },
  clips: 20,
  frames: 8,
  fps: 4,
  size: 32,
  engine: 'onnx',
  force: false,
  log: silentLog,
  signal: new AbortController().signal,
};

describe('runDemo', () => {
  const out = join(root, 'demo');
  const at = (name: string) => readFileSync(join(out, name), 'utf8');

  it('goes on where it was interrupted, and writes results and report', async () => {
    let asked = 0;
    const interrupted = {
      get aborted() {
        return ++asked > 23; // 20 clips, then a few steps
      },
    } as unknown as AbortSignal;
    await expect(runDemo(out, { ...options, signal: interrupted })).rejects.toThrow(
      'the same command goes on',
    );
    expect(existsSync(join(out, 'results.json'))).toBe(false);

    const results = await runDemo(out, options);
    expect(JSON.parse(at('results.json'))).toEqual(results);
    const { test, baselines, engine, stages, seconds } = results;
    expect(engine).toBe('onnx');
    expect(seconds).toBeCloseTo(
      stages.reduce((sum, stage) => sum + stage.seconds, 0),
      6,
    );
    for (const scores of [test, baselines?.ridge, baselines?.mean]) {
      for (const dimension of ['arousal', 'valence'] as const) {
        expect(scores?.[dimension].ccc).toBeGreaterThanOrEqual(-1);
        expect(scores?.[dimension].ccc).toBeLessThanOrEqual(1);
      }
    }
    expect(baselines?.mean?.arousal.ccc).toBeCloseTo(0, 6);
    expect(at('report.html')).toContain('ridge regression');
  });

  it('is finished then, unless it is told to start anew', async () => {
    const before = at('results.json');
    expect(await runDemo(out, options)).toEqual(JSON.parse(before));
    expect(at('results.json')).toBe(before);
    const again = await runDemo(out, { ...options, force: true });
    expect(again.test).toEqual(JSON.parse(before).test);
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
    await expect(runDemo(out, other)).rejects.toThrow(
      "began with another 'epochs'; --force begins",
    );
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
