import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { media, needsMedia, OddVideos } from '@ssvaerr/testing';
import { findFfmpeg, probe } from '@ssvaerr/video';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';

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

async function done(line: string) {
  const { status, stdout, stderr } = await ssvaerr(line);
  expect(status, stderr).toBe(0);
  return { stdout, stderr };
}

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
    await done('synth --out store --clips 10 --frames 8 --size 48 --fps 10');
    cpSync(at('store'), at('wide-store'), { recursive: true });
    const dataset = JSON.parse(readFileSync(at('store/dataset.json'), 'utf8'));
    writeFileSync(at('wide-store/dataset.json'), JSON.stringify({ ...dataset, margin: 1.6 }));
    await done('train --data store --out run --config c.json');
    await done('train --data wide-store --out wide --config c.json');
    cpSync(at('wide'), at('odd'), { recursive: true });
    const weights = readFileSync(at('wide/checkpoints/best.safetensors'), 'latin1');
    const odd = weights.replace('\\"margin\\":1.6', '\\"margin\\":9.0');
    expect(odd).not.toBe(weights);
    writeFileSync(at('odd/checkpoints/best.safetensors'), odd, 'latin1');
    await done(
      'pretrain --data wide-store --out pre --method byol --preset small --width 2 --epochs 1 --batch-size 4 --segments-per-clip 2',
    );
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
    expect(stderr).toContain('the network was trained on synthetic faces only');
    expect(stdout).toContain('skipped text.mp4: is not a video');
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
      format: 'ssvaerr-prediction',
      version: 2,
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
    expect(drawn).toMatchObject({ fps: 10, audio: 'aac' });
    expect(drawn.width).toBeGreaterThan(640);
    expect(Math.abs(drawn.seconds! - 1)).toBeLessThan(0.2);
    const largest = await ssvaerr('predict run two.mkv --fps 5 --out one');
    expect(largest.status).toBe(0);
    expect(rows('one/two.csv')).toHaveLength(5);
  });

  it('looks at faces with the margin of the training clips, where that is known', async () => {
    const csv = async (flags: string) => {
      const { stderr } = await done(`predict ${flags} --force --out margin`);
      return { stderr, csv: readFileSync(at('margin/half.csv'), 'utf8') };
    };
    const own = await csv('wide half.mkv');
    expect(own.stderr).not.toContain('margin');
    expect((await csv('wide half.mkv --margin 1.6')).csv).toBe(own.csv);
    const other = await csv('wide half.mkv --margin 1.3');
    expect(other.csv).not.toBe(own.csv);
    expect(other.stderr).toContain(
      'warning: --margin 1.3: the network was trained on faces with margin 1.6.',
    );
    // Drawn faces have none.
    const drawn = await csv('run half.mkv');
    expect((await csv('run half.mkv --margin 1.3')).csv).toBe(drawn.csv);
    expect((await csv('run half.mkv --margin 1.6')).csv).not.toBe(drawn.csv);

    // It goes with an encoder, through an export and an import, too.
    await done('embed pre half.mkv --out features');
    await done('embed pre half.mkv --margin 1.6 --out features');
    const refused = await ssvaerr('embed pre half.mkv --margin 1.3 --out features');
    expect(refused.stderr).toContain('features: holds features of other input');
    await done('export pre --format safetensors --out exported');
    await done('import exported/model.safetensors --out imported.safetensors');
    await done('embed imported.safetensors half.mkv --out again');
    expect(readFileSync(at('again/half.1.npy'))).toEqual(readFileSync(at('features/half.1.npy')));
    expect(readFileSync(at('exported/model-card.md'), 'utf8')).toContain(', margin 1.6.');
  });

  it('says with --calibrated what was fitted to the validation clips', async () => {
    cpSync(at('run'), at('fitted'), { recursive: true });
    await done('evaluate fitted --calibrate scale,bias');
    // What was fitted may be next to nothing: as if it were this.
    const file = at('fitted/calibration.json');
    const fitted = JSON.parse(readFileSync(file, 'utf8'));
    const calibration = {
      arousal: { median: 3, scale: 0.5, bias: 0.25 },
      valence: { median: 1, scale: 1000, bias: -0.125 },
    };
    writeFileSync(file, JSON.stringify({ ...fitted, ...calibration }));
    await done('predict fitted half.mkv --out raw');
    await done('predict fitted half.mkv --calibrated --out calibrated');
    const [raw, found] = [rows('raw/half.csv'), rows('calibrated/half.csv')];
    const seen = raw.filter(([, , arousal]) => arousal !== '').length;
    expect(seen).toBeGreaterThan(5);
    for (const [t, [, , arousal, valence]] of found.entries()) {
      if (t >= seen) {
        expect([arousal, valence]).toEqual(['', '']);
        continue;
      }
      const around = [t - 1, t, t + 1].map((i) => Number(raw[i]?.[2]));
      const middle = t === 0 || t === seen - 1 ? around[1]! : around.sort((a, b) => a - b)[1]!;
      expect(Number(arousal)).toBeCloseTo(0.5 * middle + 0.25, 5);
      const line = 1000 * Number(raw[t]![3]) - 0.125;
      expect(Math.abs(Number(valence) - Math.min(1, Math.max(-1, line)))).toBeLessThan(1e-3);
    }
    const json = (name: string) => JSON.parse(readFileSync(at(name, 'half.json'), 'utf8'));
    expect(json('calibrated').calibration).toEqual(calibration);
    expect(json('raw').calibration).toBeNull();
    expect(json('calibrated').faces[0].arousal[0]).toBeCloseTo(Number(found[0]![2]), 5);
  });

  it('says the same again, and leaves out what is done with --resume', async () => {
    const before = readFileSync(at('out/half.csv'), 'utf8');
    const refused = await ssvaerr('predict run half.mkv --out out');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('half.json already exists.');
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
    expect(stderr).toContain('interrupted. stop: continue with --resume.');
    expect(readdirSync(at('stop'))).toEqual([]);
  });

  it.each([
    ['predict nowhere half.mkv --out x', 'nowhere: not a run folder (config.json is missing).'],
    ['predict pre half.mkv --out x', 'pre: is a run of pretrain, not of train.'],
    ['predict run nothing.mp4 --out x', 'no video could be used; 1 skipped'],
    ['predict run --out x', 'predict: VIDEO is missing.'],
    ['predict run half.mkv', 'predict: --out FOLDER is missing.'],
    ['predict run half.mkv --out text.mp4', 'text.mp4: cannot be made ('],
    ['predict run half.mkv --out x --face none', '--face must be one of largest, all, got "none".'],
    [
      'predict run half.mkv --out x --calibrated',
      'run: has no calibration yet. Fit one with evaluate --calibrate.',
    ],
    ['predict run half.mkv --out x --margin 9', '--margin must be <= 4, got 9.'],
    ['embed run half.mkv --out x --margin 9', '--margin must be <= 4, got 9.'],
    ['preprocess half.mkv --out x --margin 9', '--margin must be <= 4, got 9.'],
    ['predict odd half.mkv --out x', 'was trained on faces with margin 9'],
    ['predict run store --out x', 'predict: there is no video in store.'],
    ['predict run half.mkv --out x --fps many', '--fps must be a number, got "many".'],
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
    expect(stderr).toContain('best.safetensors: does not exist.');
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
