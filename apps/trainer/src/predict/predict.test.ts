import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { media, needsMedia } from '@ssvaerr/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ssvaerrHere } from '../ssvaerr-here.ts';
import { findFfmpeg } from '../video/find-ffmpeg.ts';
import { OddVideos } from '../video/odd-videos.ts';
import { probe } from '../video/probe.ts';

const missing = ['grid_swiz3n.mpg', 'pyfeat_face_noface.mov']
  .map(needsMedia)
  .find(({ skip }) => skip);
const title = (missing ?? needsMedia('grid_swiz3n.mpg')).title('predict');

const root = mkdtempSync(join(tmpdir(), 'predict-'));
const at = (...names: string[]) => join(root, ...names);
const ffmpeg = (await findFfmpeg().catch(() => undefined)) ?? '';
const videos = new OddVideos(ffmpeg);
const home = process.cwd();

const ssvaerr = (line: string, signal?: AbortSignal) => ssvaerrHere(line.split(' '), signal);

const rows = (csv: string) =>
  readFileSync(at(csv), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

describe.skipIf(missing !== undefined)(title, () => {
  beforeAll(async () => {
    process.chdir(root);
    const config = {
      preset: 'demo',
      width: 2,
      hidden: 4,
      epochs: 1,
      batchSize: 2,
      segmentFrames: 6,
    };
    writeFileSync(at('c.json'), JSON.stringify(config));
    for (const line of [
      'synth --out store --clips 10 --frames 8 --size 48 --fps 10',
      'train --data store --out run --config c.json',
      'pretrain --data store --out pre --method byol --preset small --width 2 --epochs 1 --batch-size 4',
    ]) {
      const { status, stderr } = await ssvaerr(line);
      expect(status, stderr).toBe(0);
    }
    // A face for 0.9 s, then a cartoon.
    cpSync(
      videos.make(
        'half.mkv',
        `-ss 1.5 -i ${media('pyfeat_face_noface.mov')} -t 1.6 -an -c:v mpeg4 -q:v 3`,
      ),
      at('half.mkv'),
    );
    cpSync(
      videos.make(
        'two.mkv',
        `-i ${media('grid_bbaf2n.mpg')} -i ${media('grid_swiz3n.mpg')} -filter_complex [0:v][1:v]hstack -map 1:a -t 1 -c:v mpeg4 -q:v 3 -c:a pcm_s16le`,
      ),
      at('two.mkv'),
    );
    cpSync(videos.make('noface.mp4', '-f lavfi -i testsrc=d=1'), at('noface.mp4'));
    writeFileSync(at('text.mp4'), 'hello');
  }, 120_000);
  afterAll(() => {
    process.chdir(home);
    rmSync(root, { recursive: true });
    videos.remove();
  });

  it('writes table, pictures and JSON, with a gap where there is no face', async () => {
    const { status, stdout, stderr } = await ssvaerr(
      'predict run half.mkv text.mp4 noface.mp4 --out out',
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('the network has seen synthetic faces only');
    expect(stdout).toContain('skipped text.mp4: is no video');
    expect(stdout).toContain('skipped noface.mp4: shows no face.');
    expect(readdirSync(at('out')).sort()).toEqual([
      'half.csv',
      'half.json',
      'half.png',
      'half.svg',
    ]);

    const table = rows('out/half.csv');
    expect(table).toHaveLength(16); // 1.6 s at the 10 fps of the training clips
    expect(table.map(([frame, time]) => `${frame} ${time}`)[7]).toBe('7 0.700');
    const seen = table.map(([, , arousal]) => arousal !== '');
    expect(seen.slice(0, 6)).toEqual(Array(6).fill(true));
    expect(seen.slice(12)).toEqual(Array(4).fill(false));
    for (const [, , arousal, valence, quality] of table) {
      expect(arousal === '').toBe(valence === '');
      expect(Number(quality) > 0).toBe(arousal !== '');
      expect(Math.abs(Number(arousal))).toBeLessThanOrEqual(1);
    }
    expect(new Set(table.map(([, , arousal]) => arousal)).size).toBeGreaterThan(5);

    const json = JSON.parse(readFileSync(at('out/half.json'), 'utf8'));
    expect(json).toMatchObject({
      formatVersion: 1,
      video: 'half.mkv',
      fps: 10,
      frames: 16,
      damage: null,
      run: 'run',
      syntheticOnly: true,
    });
    const number = (text: string | undefined) => (text === '' ? null : Number(text));
    expect(json.faces[0].valence).toEqual(table.map(([, , , valence]) => number(valence)));
    expect(json.faces[0].seen).toBeCloseTo(seen.filter(Boolean).length / 16);

    const svg = readFileSync(at('out/half.svg'), 'utf8');
    expect(svg).toContain('predicted');
    expect(svg).not.toContain('annotated');
    expect(svg.match(/<image /g)!.length).toBeGreaterThanOrEqual(3);
    expect(readFileSync(at('out/half.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  it('has a trace of each face, and draws them beside the video with its sound', async () => {
    const { status, stderr } = await ssvaerr('predict run two.mkv --face all --overlay --out both');
    expect(status, stderr).toBe(0);
    const [left, right] = [rows('both/two.1.csv'), rows('both/two.2.csv')];
    expect(left).toHaveLength(10);
    expect(left.map((row) => row[2])).not.toEqual(right.map((row) => row[2]));
    const drawn = await probe(ffmpeg, at('both/two.mp4'));
    expect(drawn).toMatchObject({ fps: 10, sound: 'aac' });
    expect(drawn.width).toBeGreaterThan(640);
    expect(Math.abs(drawn.seconds! - 1)).toBeLessThan(0.2);
    const largest = await ssvaerr('predict run two.mkv --fps 5 --out one');
    expect(largest.status).toBe(0);
    expect(rows('one/two.csv')).toHaveLength(5);
  });

  it('says the same again, and leaves out what is done with --resume', async () => {
    const before = readFileSync(at('out/half.csv'), 'utf8');
    const refused = await ssvaerr('predict run half.mkv --out out');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('half.json: is there already.');
    const resumed = await ssvaerr('predict run half.mkv --out out --resume');
    expect(resumed.stdout).toContain('1 done before');
    expect((await ssvaerr('predict run half.mkv --out out --force')).status).toBe(0);
    expect(readFileSync(at('out/half.csv'), 'utf8')).toBe(before);
  });

  it('stops when it is interrupted, with nothing half written', async () => {
    const controller = new AbortController();
    controller.abort();
    const { status, stderr } = await ssvaerr('predict run half.mkv --out stop', controller.signal);
    expect(status).toBe(130);
    expect(stderr).toContain('interrupted. stop: go on with --resume.');
    expect(readdirSync(at('stop'))).toEqual([]);
  });

  it.each([
    ['predict nowhere half.mkv --out x', 'nowhere: is no run: there is no config.json in it.'],
    ['predict pre half.mkv --out x', 'pre: is a run of pretrain, not of train.'],
    ['predict run nothing.mp4 --out x', 'no video could be used; 1 skipped'],
    ['predict run --out x', 'Missing required positional argument: VIDEO'],
    ['predict run half.mkv', 'Missing required argument: --out'],
    ['predict run half.mkv --out text.mp4', 'text.mp4: cannot be made ('],
    ['predict run half.mkv --out x --face none', "--face must be largest or all, got 'none'."],
    ['predict run half.mkv --out x --fps many', '--fps must be a number >= 1, got "many".'],
  ])('ssvaerr %s', async (line, message) => {
    const { status, stdout, stderr } = await ssvaerr(line);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('names the checkpoint that is missing', async () => {
    cpSync(at('run'), at('unfinished'), { recursive: true });
    rmSync(at('unfinished/checkpoints/best.safetensors'));
    const { status, stderr } = await ssvaerr('predict unfinished half.mkv --out x');
    expect(status).toBe(1);
    expect(stderr).toContain('best.safetensors: is not there.');
  });

  it('is a function of the library, as the README shows', async () => {
    const example = new URL('../../examples/predict-video.ts', import.meta.url);
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(readFileSync(example, 'utf8').trim());
    const said: string[] = [];
    const spy = vi.spyOn(console, 'log').mockImplementation((line) => said.push(line));
    const argv = process.argv;
    process.argv = ['node', 'example', at('run'), at('half.mkv')];
    try {
      await import(example.href);
    } finally {
      process.argv = argv;
      spy.mockRestore();
    }
    const json = JSON.parse(readFileSync(at('out/half.json'), 'utf8'));
    const seen = Math.round(json.faces[0].seen * 16);
    const mean = json.faces[0].summary.arousal.mean.toFixed(2);
    expect(said[0]).toBe(`arousal ${mean}, seen in ${seen} of 16 frames`);
    expect(said[1]).toMatch(/^valence /);
  });
});
