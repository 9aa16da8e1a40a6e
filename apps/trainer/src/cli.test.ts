import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'cli-'));
const at = (name: string) => join(root, name);
const program = fileURLToPath(new URL('../../../tools/ssvaerr.mjs', import.meta.url));
const bundled = fileURLToPath(new URL('../.bundle/cli.js', import.meta.url));

/** The program as a user runs it, bundled from the sources. */
function ssvaerr(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundled, ...args], {
    encoding: 'utf8',
    cwd: root,
  });
  return { status, stdout, stderr };
}

const config = {
  preset: 'demo',
  width: 2,
  hidden: 4,
  epochs: 12,
  batchSize: 2,
  segmentFrames: 6,
};
const train = (out: string) => ['train', '--data', 'store', '--out', out, '--config', 'c.yaml'];

beforeAll(() => {
  expect(spawnSync(process.execPath, [program, '--version']).status).toBe(0); // bundles
  writeFileSync(at('c.yaml'), JSON.stringify(config));
  const made = ssvaerr('synth', '--out', 'store', '--clips', '10', '--frames', '8', '--size', '32');
  expect(made.stderr).toContain('synth: 10/10 clips');
  expect(made).toMatchObject({ status: 0, stdout: 'store: 10 clips, 80 frames\n' });
}, 60_000);
afterAll(() => rmSync(root, { recursive: true }));

describe('killed and resumed', () => {
  const best = (run: string) => readFileSync(join(at(run), 'checkpoints', 'best.safetensors'));
  const once = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));
  const kills = Number(process.env.SSVAERR_KILLS ?? 2);

  it('gives the same bytes', async () => {
    const started = performance.now();
    expect(ssvaerr(...train('whole')).status).toBe(0);
    const duration = performance.now() - started;

    let killed = 0;
    for (let kill = 0; kill < kills; kill++) {
      const command = existsSync(join(at('killed'), 'config.json'))
        ? ['train', '--out', 'killed', '--resume']
        : train('killed');
      const child = spawn(process.execPath, [bundled, ...command], { cwd: root, stdio: 'ignore' });
      const timer = setTimeout(
        () => child.kill('SIGKILL'),
        (0.3 + 0.5 * ((kill * 0.618) % 1)) * duration,
      );
      const code = await once(child);
      clearTimeout(timer);
      if (code === 0) break;
      killed++;
    }
    expect(killed).toBeGreaterThan(0);
    if (!existsSync(join(at('killed'), 'results.json'))) {
      const resumed = ssvaerr('train', '--out', 'killed', '--resume');
      expect(resumed.status, resumed.stderr).toBe(0);
    }
    expect(best('killed').equals(best('whole'))).toBe(true);
  });

  it('stops at Ctrl-C with exit code 130, and says how to go on', async () => {
    const child = spawn(process.execPath, [bundled, ...train('stopped')], { cwd: root });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (stderr.includes('epoch 1/12') && !child.killed) child.kill('SIGINT');
    });
    expect(await once(child)).toBe(130);
    expect(stderr).toContain('interrupted. stopped: continue with --resume.');
    const resumed = ssvaerr('train', '--out', 'stopped', '--resume', '--json');
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({
      engine: 'onnx',
      bestEpoch: expect.any(Number),
    });
    expect(best('stopped').equals(best('whole'))).toBe(true);
  });
});
