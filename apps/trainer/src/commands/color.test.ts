import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createStore, openStore, readFrames } from '@ssvaerr/data/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';
import { loadRun } from '../runs/load-run.ts';

const root = mkdtempSync(join(tmpdir(), 'color-'));
const at = (...names: string[]) => join(root, ...names);
const home = process.cwd();
const ssvaerr = (line: string) => ssvaerrHere(line.split(' '));

/** `gray`, in color `rgb`; `twin` has the frames of `gray` in three equal channels. */
beforeAll(async () => {
  process.chdir(root);
  const config = { preset: 'demo', width: 2, hidden: 4, epochs: 1, batchSize: 2, segmentFrames: 6 };
  writeFileSync(at('c.yaml'), JSON.stringify(config));
  writeFileSync(
    at('s.yaml'),
    JSON.stringify({ search: 'grid', base: config, fields: { seed: [1, 2] } }),
  );
  for (const color of ['gray', 'rgb']) {
    const made = `synth --out ${color} --clips 10 --frames 8 --size 32 --color ${color}`;
    expect(await ssvaerr(made)).toMatchObject({ status: 0 });
  }
  const gray = await openStore('gray');
  const { pixel: _, ...info } = gray.info;
  const writer = await createStore('twin', { ...info, channels: 3 });
  for (const { id, subject, split, ...clip } of gray.clips) {
    const own = await readFrames(gray, { id, subject, split, ...clip });
    const frames = Uint8Array.from({ length: 3 * own.length }, (_, i) => own[Math.floor(i / 3)]!);
    await writer.addClip({ id, subject, split, quality: 1, frames });
  }
  await writer.close();
  const trained = await ssvaerr('train --data gray --out run --config c.yaml');
  expect(trained.status, trained.stderr).toBe(0);
});
afterAll(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

describe('a network of one channel refuses a store in color, and nothing is written', () => {
  it.each([
    'train --data rgb --out x --config c.yaml',
    'train --data rgb --out x --config c.yaml --folds 3',
    'sweep --data rgb --out x --config s.yaml',
    'pretrain --data rgb --out x --method byol',
    'pretrain --data rgb --out x --method lira',
    'evaluate run --data rgb --calibrate bias',
    'embed run rgb --out x',
  ])('%s', async (line) => {
    const before = readdirSync(root, { recursive: true });
    const { status, stdout, stderr } = await ssvaerr(line);
    expect(stderr.trim().split('\n').at(-1)).toBe(
      `ssvaerr: ${at('rgb')}: has RGB frames; the network takes gray ones. Preprocess with --color gray.`,
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(readdirSync(root, { recursive: true })).toEqual(before);
  });
});

describe('pictures of a store in color', () => {
  it('are gray ones on the contact sheet of inspect, which tells the color', async () => {
    const [gray, twin] = [
      await ssvaerr('inspect gray --out gray.png'),
      await ssvaerr('inspect twin --out twin.png'),
    ];
    expect(gray.stdout).toContain('\n32 x 32 pixels, gray, 25 fps, audio none\n');
    expect(twin.stdout).toContain('\n32 x 32 pixels, RGB, 25 fps, audio none\n');
    expect(readFileSync('twin.png').equals(readFileSync('gray.png'))).toBe(true);
  });

  it('are gray thumbnails in the report of a run', async () => {
    cpSync('run', 'moved', { recursive: true });
    const config = readFileSync('run/config.json', 'utf8');
    writeFileSync('moved/config.json', config.replace(`"${at('gray')}"`, `"${at('twin')}"`));
    const [own, moved] = [await loadRun('run'), await loadRun('moved')];
    expect(moved.info.data.path).toBe(at('twin'));
    expect(own.traces.length).toBeGreaterThan(0);
    expect(moved.traces).toEqual(own.traces);
  });
});
