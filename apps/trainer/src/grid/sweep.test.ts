import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { silentLog } from '@ssvaerr/host';
import { writeSyntheticStore } from '@ssvaerr/preprocess';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';

const root = mkdtempSync(join(tmpdir(), 'sweep-'));
const at = (...names: string[]) => join(root, ...names);
const home = process.cwd();
const program = fileURLToPath(new URL('../../../../tools/ssvaerr.mjs', import.meta.url));
const bundled = fileURLToPath(new URL('../../.bundle/cli.js', import.meta.url));

const file = {
  search: 'grid',
  base: {
    ...{ preset: 'demo', width: 2, hidden: 4, epochs: 4, batchSize: 2, segmentFrames: 6 },
    ...{ clipNorm: null, schedule: 'constant' },
  },
  fields: { learningRate: [1e-3, 1e30, 1e-2], seed: [1, 1] },
};
/** Trains here, with one worker in this process. */
const sweep = (line: string, signal?: AbortSignal) =>
  ssvaerrHere(['sweep', ...line.split(' ')], signal);
const json = (name: string) => JSON.parse(readFileSync(at(name), 'utf8'));
const best = (folder: string, id: string) =>
  readFileSync(at(folder, id, 'checkpoints', 'best.safetensors'));
let trials: string[];

beforeAll(async () => {
  process.chdir(root);
  const set = { clips: 10, frames: 8, fps: 25, size: 32, seed: 1, audio: null, resume: false };
  const signal = new AbortController().signal;
  await writeSyntheticStore(at('store'), { ...set, log: silentLog, signal });
  writeFileSync(at('s.json'), JSON.stringify(file));
  const learning = { ...file, fields: { learningRate: [1e-3, 1e-2] } };
  writeFileSync(at('learning.json'), JSON.stringify(learning));
  const whole = await sweep('--config s.json --data store --out whole --engine onnx');
  expect(whole.status, whole.stderr).toBe(0);
  writeFileSync(at('whole.txt'), whole.stdout + whole.stderr);
  trials = json('whole/sweep.json').trials.map(({ id }: { id: string }) => id);
});
afterAll(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

describe('a sweep', () => {
  it('leaves a run folder per trial, what it was asked for, and a page', async () => {
    expect(readdirSync(at('whole')).sort()).toEqual(
      ['report.html', 'sweep.json', ...trials].sort(),
    );
    expect(json('whole/sweep.json')).toMatchObject({
      ...{ format: 'ssvaerr-sweep', version: 1, file, engine: 'onnx', duplicates: 3 },
      failed: {
        [trials[1]!]:
          "train: the gradientNorm is NaN in step 2 (epoch 1). Lower 'learningRate' or set 'clipNorm'. Nothing was saved yet.",
      },
    });
    expect(json(`whole/${trials[0]}/config.json`)).toMatchObject({
      command: 'train',
      engine: { detail: 'ONNX Runtime on 1 thread' },
      config: { learningRate: 1e-3 },
    });
    const said = readFileSync(at('whole.txt'), 'utf8');
    expect(said).toContain('3 of 6 trials have the config of an earlier one and are dropped');
    expect(said).toMatch(/^trial \w{10} \(learningRate 0\.001\): validation CCC -?0\.\d{3} aro/m);
    expect(said).toMatch(/^trial \w{10} \(learningRate 1e\+30\): failed: train: the /m);
    expect(said).toContain('sweep: 3/3 trials in ');
    expect(readFileSync(at('whole/report.html'), 'utf8')).toContain('Best trial by validation');
  });

  it('ranks by validation, shows the test scores of the best trial alone, and keeps what is finished', async () => {
    const before = readdirSync(at('whole', trials[0]!));
    const { status, stdout, stderr } = await sweep('--out whole --resume --json');
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('3 trials, 2 of them finished before; 1 at a time');
    expect(readdirSync(at('whole', trials[0]!))).toEqual(before);
    const result = JSON.parse(stdout);
    const results = [0, 2].map((i) => ({
      id: trials[i]!,
      ...json(`whole/${trials[i]}/results.json`),
    }));
    const score = ({ validation }: (typeof results)[0]) =>
      (validation.arousal.ccc + validation.valence.ccc) / 2;
    results.sort((a, b) => score(b) - score(a));
    expect(result.trials.map(({ id }: { id: string }) => id)).toEqual(results.map(({ id }) => id));
    expect(result.trials[0].score).toBe(score(results[0]));
    expect(result.best).toMatchObject({ id: results[0].id, test: results[0].test });
    expect(result.trials.some((trial: object) => 'test' in trial)).toBe(false);
    expect(result.failed).toMatchObject([{ id: trials[1], values: { learningRate: 1e30 } }]);
    expect(result.best.command).toMatch(
      /^ssvaerr train --data \S+ --out whole-best --engine onnx /,
    );
  });

  it('refuses another file, store, engine or folder in one line', async () => {
    writeFileSync(at('other.json'), JSON.stringify({ ...file, fields: { learningRate: [1] } }));
    writeFileSync(
      at('no-epochs.json'),
      JSON.stringify({ ...file, base: { ...file.base, epochs: 0 } }),
    );
    cpSync(at('store'), at('changed'), { recursive: true });
    const manifest = readFileSync(at('changed/manifest.jsonl'), 'utf8').trimEnd().split('\n');
    writeFileSync(at('changed/manifest.jsonl'), `${manifest.slice(0, -1).join('\n')}\n`);
    const lines = {
      '--out whole --resume --config other.json':
        "other.json: 'fields' is not that of the sweep in whole. Choose another --out, or undo the change.",
      '--out whole --resume --data changed':
        'whole: the store changed is not the one of the sweep, or has changed since it was started.',
      '--out whole --resume --engine cpu':
        'whole: was started on engine onnx; on cpu its numbers would differ.',
      '--out whole --resume --init whole':
        'whole: is not a run with weights (checkpoints/*.safetensors is missing).',
      '--out store --resume': 'store: not a sweep folder (sweep.json is missing).',
      '--out whole --config s.json --data store':
        'whole: already exists. Continue with --resume, or choose another --out.',
      '--out new --config s.json': 'sweep: --data STORE is missing.',
      '--out new --data store': 'sweep: --config FILE is missing.',
      '--out new --data store --config no-epochs.json':
        "no-epochs.json: base: 'epochs' must be >= 1, got 0.",
      '--out new --data store --config s.json --init nowhere': 'nowhere: does not exist.',
    };
    for (const [line, message] of Object.entries(lines)) {
      const { status, stderr } = await sweep(line);
      expect({ status, stderr: stderr.replaceAll(`${root}/`, '') }, line).toEqual({
        status: 1,
        stderr: `ssvaerr: ${message}\n`,
      });
    }
    expect(existsSync(at('new'))).toBe(false);
  });

  it('ends with exit code 1 if all trials failed, and says why', async () => {
    const failing = { ...file, fields: { learningRate: [1e30] } };
    writeFileSync(at('failing.json'), JSON.stringify(failing));
    const { status, stderr } = await sweep('--config failing.json --data store --out failed');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /ssvaerr: failed: all trials failed, the first one because train: the .* NaN/,
    );
    expect(readFileSync(at('failed/report.html'), 'utf8')).toContain('No trial is finished');
  });

  it('stopped in this process and continued, gives the same bytes', async () => {
    const controller = new AbortController();
    const watch = setInterval(() => {
      if (existsSync(at('cut', trials[0]!, 'metrics.jsonl'))) controller.abort();
    }, 5);
    const cut = await sweep('--config learning.json --data store --out cut', controller.signal);
    clearInterval(watch);
    expect(cut.status, cut.stderr).toBe(130);
    expect(cut.stderr).toContain('cut: 0 of 2 trials are done; continue with --resume.');
    expect((await sweep('--out cut --resume')).status).toBe(0);
    for (const i of [0, 2]) {
      expect(best('cut', trials[i]!).equals(best('whole', trials[i]!))).toBe(true);
    }
  });
});

describe('the program, with a process per trial', () => {
  const start = (line: string) => {
    const child = spawn(process.execPath, [bundled, 'sweep', ...line.split(' ')], { cwd: root });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<number | string>((resolve) =>
      child.once('close', (code, signal) => resolve(code ?? signal!)),
    );
    return { child, ended, said: () => stderr };
  };
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  };
  /** Processes of trials, where the system tells. */
  const trialsOf = (pid: number | undefined) =>
    read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  const isRunning = (pid: string) => read(`/proc/${pid}/cmdline`) !== ''; // a zombie has none

  it('is stopped by Ctrl-C and killed, leaves no process, and ends with the bytes of one worker', async () => {
    expect(spawnSync(process.execPath, [program, '--version']).status).toBe(0); // bundles
    const ids = [trials[0]!, trials[2]!];
    const began = (name: string) => ids.some((id) => existsSync(at('signal', id, name)));

    const first = start('--config learning.json --data store --out signal --workers 2');
    await until(() => began('config.json'));
    const stopped = trialsOf(first.child.pid);
    if (process.platform === 'linux') expect(stopped).toHaveLength(2);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(first.said()).toContain('of 2 trials are done; continue with --resume.');
    expect(stopped.filter(isRunning)).toEqual([]);

    const second = start('--out signal --resume --workers 2');
    await until(() => began('metrics.jsonl'));
    const orphans = trialsOf(second.child.pid);
    second.child.kill('SIGKILL');
    expect(await second.ended).toBe('SIGKILL');
    await until(() => !orphans.some(isRunning)); // they end by themselves, after the step at hand
    expect(ids.every((id) => existsSync(at('signal', id, 'results.json')))).toBe(false);

    const third = start('--out signal --resume --workers 2');
    expect(await third.ended, third.said()).toBe(0);
    for (const id of ids) expect(best('signal', id).equals(best('whole', id))).toBe(true);
  });
});
