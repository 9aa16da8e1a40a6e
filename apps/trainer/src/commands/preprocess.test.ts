import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { openStore, readAudio, readFrames } from '@ssvaerr/data/node';
import { AudioTrack, logMelFeatures } from '@ssvaerr/preprocess';
import { media, needsMedia, OddVideos } from '@ssvaerr/testing';
import { findFfmpeg } from '@ssvaerr/video';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';
import { loadLandmarker } from '../host/landmarker.ts';

const clips = ['grid_bbaf2n.mpg', 'grid_swiz3n.mpg', 'pyfeat_face_noface.mov'];
const missing = clips.map(needsMedia).find(({ skip }) => skip) ?? needsMedia(clips[0]!);
const title = missing.title('preprocess');

const root = mkdtempSync(join(tmpdir(), 'preprocess-'));
const at = (...names: string[]) => join(root, ...names);
const videos = new OddVideos((await findFfmpeg().catch(() => undefined)) ?? '');

/** A command line, in this process, on the sources. */
const ssvaerr = (line: string, signal?: AbortSignal) => ssvaerrHere(line.split(' '), signal);

const nobody = 65_534;
const isRoot = process.geteuid?.() === 0;

/** In this process, as a user whom file permissions hold for. */
async function asNobody<T>(work: () => T): Promise<Awaited<T>> {
  if (isRoot) process.seteuid!(nobody);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

/** Whether such a user can read these files at all; not so below `/root`, for one. */
function asNobodyCan(...files: string[]): boolean {
  if (process.platform === 'win32') return false;
  if (isRoot) process.seteuid!(nobody);
  try {
    for (const file of files) readFileSync(file);
    return true;
  } catch {
    return false;
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

const bytesOf = (folder: string) =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));

const options =
  '--fps 10 --size 48 --audio logmel --max-seconds 0.8 --split 60/20/20 --engine onnx';

describe.skipIf(missing.skip)(title, () => {
  beforeAll(async () => {
    process.chdir(root);
    mkdirSync(at('in/p1'), { recursive: true });
    mkdirSync(at('outside'));
    videos.make(
      'short.mkv',
      `-i ${media('grid_bbaf2n.mpg')} -t 0.6 -c:v mpeg4 -q:v 3 -c:a pcm_s16le`,
    );
    cpSync(videos.at('short.mkv'), at('in/p1/a b.mkv'));
    videos.make('noisy.mp4', `-i ${media('grid_swiz3n.mpg')} -t 1.3 -c:v mpeg4 -q:v 3 -c:a aac`);
    cpSync(videos.at('noisy.mp4'), at('in/p1/a_b.mp4'));
    videos.make(
      'silent.mkv',
      `-ss 1.5 -i ${media('pyfeat_face_noface.mov')} -t 1.6 -an -c:v mpeg4 -q:v 3`,
    );
    cpSync(videos.at('silent.mkv'), at('in/-half.mkv'));
    videos.make('noface.mp4', '-f lavfi -i testsrc=d=1');
    cpSync(videos.at('noface.mp4'), at('in/noface.mp4'));
    writeFileSync(at('in/text.mp4'), 'hello');
    writeFileSync(at('in/notes.md'), 'hello');
    cpSync(media('grid_bbaf2n.mpg')!, at('outside/x.mpg'));
    symlinkSync('../outside/x.mpg', at('in/link.mpg'));
    const { status, stdout, stderr } = await ssvaerr(`preprocess in --out whole ${options} --json`);
    expect(status, stderr).toBe(0);
    summary = JSON.parse(stdout);
  }, 120_000);
  const home = process.cwd();
  afterAll(() => {
    process.chdir(home);
    rmSync(root, { recursive: true });
    videos.remove();
  });
  let summary: {
    clips: number;
    skipped: { name: string; reason: string }[];
    others: string[];
  };

  it('stores each face, cropped, named and split, with its audio', async () => {
    const store = await openStore('whole');
    expect(store.info).toMatchObject({
      fps: 10,
      height: 48,
      width: 48,
      audio: { kind: 'log-mel', rate: 100, features: 80 },
      source: 'faces in the videos of in',
      licence: 'not stated',
      margin: 1.3,
    });
    const names = store.clips.map(({ id, subject, frames }) => [id, subject, frames]);
    expect(names).toEqual([
      ['-half.1', '-half', expect.any(Number)],
      [expect.stringMatching(/^p1-a_b-[0-9a-f]{8}[.]1$/), 'p1/a_b', 8],
      [expect.stringMatching(/^p1-a_b-[0-9a-f]{8}[.]2$/), 'p1/a_b', 5],
      ['p1-a_b.1', 'p1/a b', 6],
    ]);
    expect(new Set(store.clips.map(({ split }) => split)).size).toBeGreaterThan(1);
    for (const clip of store.clips) {
      const audio = await readAudio(store, clip);
      if (clip.subject === '-half') expect(audio).toBeUndefined();
      else expect(audio).toHaveLength(clip.frames * 10 * 80);
      expect(clip.files.labels).toBeUndefined();
      expect(clip.quality).toBe(1);
    }
    expect(summary.clips).toBe(store.clips.length);
  });

  it('stores the audio of its own time with each clip', async () => {
    const store = await openStore('whole');
    const [first, second] = store.clips.filter(({ subject }) => subject === 'p1/a_b');
    const rows = [...(await readAudio(store, first!))!, ...(await readAudio(store, second!))!];
    const track = new AudioTrack(logMelFeatures, 10, await findFfmpeg(), at('in/p1/a_b.mp4'));
    const { features, silence } = await track.during(0, 13);
    expect(Float32Array.from(rows)).toBeAllclose(features, { atol: 1e-5 });
    expect(0.8 * first!.silence! + 0.5 * second!.silence!).toBeCloseTo(1.3 * silence);
    await track.close();
  });

  it('shows faces upright, in the middle and of one size', async () => {
    const store = await openStore('whole');
    const landmarker = await loadLandmarker();
    const side = store.info.width;
    for (const clip of store.clips) {
      const gray = await readFrames(store, clip, { start: 0, count: 1 });
      const frame = {
        width: side,
        height: side,
        data: Uint8Array.from({ length: 3 * gray.length }, (_, i) => gray[Math.floor(i / 3)]!),
      };
      const inner = { x: 0.1 * side, y: 0.15 * side, width: 0.8 * side, height: 0.8 * side };
      const points = await landmarker.landmarks(frame, inner);
      const mean = (from: number, to: number, axis: 0 | 1) => {
        let sum = 0;
        for (let i = from; i <= to; i++) sum += points[2 * i + axis]! / side;
        return sum / (to - from + 1);
      };
      const [left, right] = [mean(36, 41, 0), mean(42, 47, 0)];
      expect((left + right) / 2, clip.id).toBeCloseTo(0.5, 1);
      expect(right - left, clip.id).toBeCloseTo(0.36, 1);
      expect(Math.abs(mean(36, 41, 1) - mean(42, 47, 1)), clip.id).toBeLessThan(0.06);
      expect(mean(48, 67, 1) - mean(36, 47, 1), clip.id).toBeGreaterThan(0.2);
    }
    landmarker.dispose();
  });

  it('lists what was skipped and why, and what is something else', () => {
    const reasons = Object.fromEntries(summary.skipped.map(({ name, reason }) => [name, reason]));
    expect(reasons).toEqual({
      'link.mpg': 'is a link to a file outside the folder.',
      'noface.mp4': 'shows no face.',
      'text.mp4': expect.stringContaining('is not a video, or is damaged'),
    });
    expect(summary.others).toEqual(['notes.md']);
    const page = readFileSync(at('whole/preprocess-report.html'), 'utf8');
    for (const text of ['shows no face.', 'p1/a b.mkv', '-half', 'notes.md']) {
      expect(page).toContain(text);
    }
    expect(page.match(/<img /g)).toHaveLength(summary.clips);
    expect(page).not.toMatch(/<script|https?:/);
  });

  it('marks the stretch without a face within half a second', () => {
    const lines = readFileSync(at('whole/preprocess.jsonl'), 'utf8').trim().split('\n');
    const half = lines.map((line) => JSON.parse(line)).find(({ item }) => item === '-half.mkv');
    expect(half.frames).toBeGreaterThanOrEqual(15);
    // Looked at: the cartoon begins here.
    expect(Math.abs(half.withFace / 10 - 0.89)).toBeLessThan(0.5);
  });

  it('gives the same bytes when it is interrupted and goes on', async () => {
    const controller = new AbortController();
    const timer = setInterval(() => {
      const manifest = at('stopped/manifest.jsonl');
      if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('\n')) controller.abort();
    }, 5);
    const stopped = await ssvaerr(`preprocess in --out stopped ${options}`, controller.signal);
    clearInterval(timer);
    expect(stopped.status, stopped.stderr).toBe(130);
    expect(stopped.stderr).toContain('interrupted. stopped: continue with --resume.');
    expect((await openStore('stopped')).clips.length).toBeLessThan(summary.clips);
    const resumed = await ssvaerr(`preprocess in --out stopped ${options} --resume`);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(bytesOf('stopped')).toEqual(bytesOf('whole'));
  });

  it('gives the same bytes with threads, stopped by Ctrl-C, as with others', async () => {
    const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
    const bundle = spawnSync(process.execPath, [
      file('../../../../tools/ssvaerr.mjs'),
      '--version',
    ]);
    expect(bundle.status).toBe(0);
    const cli = file('../../.bundle/cli.js');
    const line = `preprocess in/p1 --fps 10 --size 48 --max-seconds 0.8 --audio logmel --out`.split(
      ' ',
    );
    const child = spawn(process.execPath, [cli, ...line, 'threads', '--workers', '2'], {
      cwd: root,
    });
    const timer = setInterval(() => {
      const ledger = at('threads/preprocess.jsonl');
      if (!existsSync(ledger)) return;
      child.kill('SIGINT');
      clearInterval(timer);
    }, 5);
    const [code] = await once(child, 'exit');
    clearInterval(timer);
    expect(code).toBe(130);
    const ended = (...args: string[]) =>
      spawnSync(process.execPath, [cli, ...args], { cwd: root }).status;
    expect(ended(...line, 'threads', '--resume', '--workers', '1')).toBe(0);
    expect(ended(...line, 'threads-whole', '--workers', '2')).toBe(0);
    expect(bytesOf('threads')).toEqual(bytesOf('threads-whole'));
  });

  it('does again what has changed, and nothing else', async () => {
    cpSync(at('in'), at('moved'), { recursive: true, verbatimSymlinks: true });
    const line = `preprocess moved/p1 --out partial ${options}`;
    expect((await ssvaerr(line)).status).toBe(0);
    const before = bytesOf('partial');
    cpSync(at('moved/p1/a b.mkv'), at('moved/p1/a_b.mp4'));
    const { status, stdout } = await ssvaerr(`${line} --resume --dry-run --json`);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ todo: [{ name: 'a_b.mp4' }], done: ['a b.mkv'] });
    expect(bytesOf('partial')).toEqual(before);
    expect((await ssvaerr(`${line} --resume`)).status).toBe(0);
    const after = bytesOf('partial');
    expect(after.get('a_b.1.frames.npy')).toBe(before.get('a_b.1.frames.npy'));
    const store = await openStore('partial');
    expect(store.clips).toHaveLength(2); // where there were three
    for (const { files } of store.clips) expect(after.has(files.frames.path)).toBe(true);
    expect(after.size).toBe(2 * 2 + 4);
  });

  it.skipIf(!asNobodyCan(process.execPath, fileURLToPath(import.meta.url)))(
    'skips what may not be read with one line each [or is skipped: another user cannot read this repository]',
    async () => {
      // root may read everything: there, another user looks.
      chmodSync(root, 0o755);
      mkdirSync(at('locked/closed'), { recursive: true });
      mkdirSync(at('anyones'));
      chmodSync(at('anyones'), 0o777);
      cpSync(at('in/p1/a b.mkv'), at('locked/open.mkv'));
      cpSync(at('in/p1/a b.mkv'), at('locked/secret.mkv'));
      cpSync(at('in/p1/a b.mkv'), at('locked/closed/hidden.mkv'));
      chmodSync(at('locked/secret.mkv'), 0);
      chmodSync(at('locked/closed'), 0);
      const run = (line: string) => asNobody(() => ssvaerr(line));
      const { status, stdout, stderr } = await run(`preprocess locked --out anyones/x ${options}`);
      const alone = await run('preprocess locked/secret.mkv --out anyones/y');
      chmodSync(at('locked/closed'), 0o700);
      expect(status, stderr).toBe(0);
      expect(stdout).toContain('1 clips of 1 videos');
      expect(stdout).toContain('  secret.mkv: cannot be accessed: permission denied.\n');
      expect(stdout).toContain('  closed: is a folder that cannot be read (EACCES).\n');
      expect(stderr).not.toContain('    at ');
      expect([alone.status, alone.stderr.trim().split('\n').at(-1)]).toEqual([
        1,
        expect.stringMatching(
          /secret.mkv: contains no usable video \(secret.mkv cannot be accessed: permission denied\)\.$/,
        ),
      ]);
    },
  );

  it('can be pre-trained on, but not trained', async () => {
    const { status, stderr } = await ssvaerr('train --data whole --out run --preset demo');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'has no labels in its train clips; train needs them, pretrain does not.',
    );
  });

  it.each([
    ['preprocess nowhere --out x', 'nowhere: does not exist or cannot be read.'],
    [
      'preprocess in/text.mp4 --out x',
      'text.mp4: contains no usable video (text.mp4 is not a video',
    ],
    ['preprocess in/noface.mp4 --out nothing', 'no clip could be made (noface.mp4 shows no face).'],
    [
      'preprocess in --out whole',
      'whole already exists. Continue with --resume, or choose another --out.',
    ],
    [
      `preprocess in --out whole ${options.replace('10', '12')} --resume`,
      'was begun with --fps 10, and cannot be continued with --fps 12.',
    ],
    [`preprocess in/p1 --out whole ${options} --resume`, 'was begun with input '],
    ['preprocess in --out x --format sewe', '--format must be one of videos, csv, '],
    [
      'preprocess in --out x --face both',
      '--face must be one of largest, left, right, all, got "both".',
    ],
    ['preprocess in', '--out must be given, got nothing.'],
    ['preprocess in --out x --format csv', '--labels must be given, because --format is csv'],
    ['preprocess in --out x --labels y', '--labels must be left out unless --format is csv'],
    ['preprocess in --out x --layout y', '--layout must be left out unless --format is a data set'],
    [
      'preprocess in --out x --format csv --labels in --scale 9..1',
      "--scale must be the lowest and the highest rating, such as 1..9, got '9..1'.",
    ],
    ['preprocess in --out x --split train --split-file y', '--split-file must be left out'],
    ['preprocess in --out x --split-file y', 'y: does not exist.'],
    [
      'preprocess in --out x --audio pase',
      '--audio must be one of none, logmel, speech, got "pase".',
    ],
    [
      'preprocess in --out x --audio logmel --speech-models y',
      '--speech-models needs --audio speech, got --audio logmel.',
    ],
    [
      'preprocess in --out x --audio speech --speech-models in',
      'melspectrogram.onnx: does not exist.',
    ],
    [
      'preprocess in --out x --split 80/20',
      '--split must be train, validation, test or percentages',
    ],
    ['preprocess in --out x --fps 0', '--fps must be >= 1, got 0.'],
    [
      'preprocess in --out x --ffmpeg none',
      'none: cannot be started as ffmpeg (there is no such program).',
    ],
    ['preprocess in --out x --faces all', "unknown flag --faces. Did you mean '--face'?"],
  ])('ssvaerr %s', async (line, message) => {
    const { status, stdout, stderr } = await ssvaerr(line);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('is no success with --strict if something was skipped', async () => {
    const { status, stderr } = await ssvaerr(
      `preprocess in --out whole ${options} --resume --strict`,
    );
    expect(status).toBe(1);
    expect(stderr).toContain('in: 3 skipped, 0 damaged, listed above.');
  });
});
