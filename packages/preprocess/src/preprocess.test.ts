import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, readFrames, readLabels, readRaters } from '@ssvaerr/data/node';
import type { Labels, PicturesItem, Source } from '@ssvaerr/datasets';
import { applySimilarity, type FaceLandmarker, type Frame, faceBox, meanFace } from '@ssvaerr/face';
import { silentLog, UserError } from '@ssvaerr/host';
import { OddVideos } from '@ssvaerr/testing';
import { findFfmpeg } from '@ssvaerr/video';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractorHere } from './extractor-here.ts';
import { planPreprocess } from './plan.ts';
import { preprocess } from './preprocess.ts';
import type { PreprocessOptions } from './preprocess-options.ts';

const ffmpeg = await findFfmpeg().catch(() => undefined);
const title = ffmpeg ? 'preprocess' : 'preprocess [skipped: no ffmpeg here]';
const root = mkdtempSync(join(tmpdir(), 'preprocess-'));
const at = (...names: string[]) => join(root, ...names);
const videos = new OddVideos(ffmpeg ?? '');

/** Sees the same face in every frame, and tells `look` before it does. */
function steadyFace(look: (frame: Frame) => unknown = () => {}): FaceLandmarker {
  const points = applySimilarity({ a: 12, b: 0, tx: 32, ty: 18 }, meanFace);
  const seen = { box: faceBox(points), score: 1 };
  return {
    detect: async () => [seen],
    verify: async () => seen,
    landmarks: async (frame) => {
      await look(frame);
      return points;
    },
    dispose: () => {},
  };
}

/** The videos of the tests as a source, without a folder. */
const source = (...names: readonly string[]): Source => ({
  name: 'tests',
  licence: 'CC0',
  splitOrigin: 'ours',
  settings: { seed: 1 },
  async *items(onLeftOut = () => {}) {
    onLeftOut({ name: 'x', reason: 'is left out.' });
    for (const id of names) {
      const split = id.startsWith('b') ? 'test' : 'train';
      yield { id, subject: id[0]!, split, video: videos.at(id) };
    }
  },
});

const extractors = (count: number, look?: (frame: Frame) => unknown) =>
  Array.from({ length: count }, () =>
    extractorHere(async () => ({ landmarker: steadyFace(look), audio: null })),
  );
const extract = { fps: 10, size: 32, margin: 1.3, face: 'largest', minSeconds: 0.5 } as const;
const options: PreprocessOptions = {
  extract: { ...extract, maxSeconds: 1.5, ffmpeg: ffmpeg! },
  extractors,
};
const bytesOf = (folder: string) =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
const idsOf = async (folder: string) => (await openStore(folder)).clips.map(({ id }) => id);
const ledgerOf = (folder: string) => readFileSync(join(folder, 'preprocess.jsonl'), 'utf8');

describe.skipIf(!ffmpeg)(title, () => {
  beforeAll(() => {
    for (const [name, seconds] of [
      ['a.mkv', 2],
      ['b.mkv', 1],
      ['c.mkv', 3],
      ['d.mkv', 0.3],
    ]) {
      videos.make(`${name}`, `-f lavfi -i testsrc=s=64x48:r=10:d=${seconds} -c:v mpeg4`);
    }
    videos.make('long.mkv', '-f lavfi -i testsrc=s=64x48:r=25:d=40 -c:v mpeg4');
    videos.make('long2.mkv', '-f lavfi -i testsrc=s=64x48:r=25:d=40 -c:v mpeg4');
    writeFileSync(videos.at('text.mp4'), 'hello');
    writeFileSync(videos.at('notes.md'), 'hello');
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
    videos.remove();
  });
  const all = source('a.mkv', 'b.mkv', 'c.mkv', 'd.mkv', 'notes.md', 'text.mp4');

  it('plans without writing', async () => {
    const { todo, done, skipped, others } = await planPreprocess(all, at('none'), options);
    expect(todo.map(({ id, clipName, subject }) => [id, clipName, subject])).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => [`${name}.mkv`, name, name]),
    );
    expect([done, others]).toEqual([[], ['notes.md']]);
    expect(skipped).toEqual([
      { name: 'x', reason: 'is left out.' },
      { name: 'text.mp4', reason: expect.any(String) },
    ]);
    const two = await planPreprocess(all, at('none'), { ...options, limit: 2 });
    expect(two.todo.map(({ id }) => id)).toEqual(['a.mkv', 'b.mkv']);
    expect(existsSync(at('none'))).toBe(false);
    await expect(planPreprocess(source('a.mkv', 'a.mkv'), at('none'), options)).rejects.toThrow(
      "planPreprocess: 'source' must give each item an id of its own, got 'a.mkv' twice.",
    );
  });

  it('numbers every clip, and takes names, splits and licence from the source', async () => {
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (line: string) => warnings.push(line) };
    const { store, skipped, entries } = await preprocess(all, at('whole'), { ...options, log });
    expect(
      store.clips.map(({ id, subject, split, frames }) => [id, subject, split, frames]),
    ).toEqual([
      ['a.1', 'a', 'train', 15],
      ['a.2', 'a', 'train', 5],
      ['b.1', 'b', 'test', 10],
      ['c.1', 'c', 'train', 15],
      ['c.2', 'c', 'train', 15],
    ]);
    expect(store.info).toMatchObject({
      source: 'faces in the videos of tests',
      licence: 'CC0',
      synthetic: false,
      audio: null,
    });
    expect(entries.map(({ item, name }) => [item, name])[0]).toEqual(['a.mkv', 'a']);
    const reason = 'shows no face for 0.5 s on end (it shows one in 3 of 3 frames at 10 fps).';
    expect(skipped.at(-1)).toEqual({ name: 'd.mkv', reason });
    expect(warnings).toEqual([`skipped d.mkv: ${reason}`]);
    await expect(preprocess(all, at('whole'), options)).rejects.toThrow(
      'whole already exists. Continue with --resume, or choose another --out.',
    );
  });

  it('writes the same bytes with three workers, whichever is faster', async () => {
    let calls = 0;
    const uneven = () => new Promise((resolve) => setTimeout(resolve, (calls++ * 7) % 5));
    const { store } = await preprocess(all, at('three'), {
      ...options,
      workers: 3,
      extractors: (count) => extractors(count, uneven),
    });
    expect(store.clips).toHaveLength(5);
    expect(bytesOf(at('three'))).toEqual(bytesOf(at('whole')));
  });

  it('stops within a batch of frames when interrupted, and goes on to the same bytes', async () => {
    const controller = new AbortController();
    let [seen, atStop] = [0, 0];
    const log = {
      ...silentLog,
      progress: ({ task }: { task: string }) => ({
        advance: () => {
          if (task !== 'preprocess' || controller.signal.aborted) return;
          atStop = seen;
          controller.abort();
        },
        end: () => {},
      }),
    };
    const long = source('a.mkv', 'long.mkv', 'b.mkv');
    const stopped = preprocess(long, at('stopped'), {
      ...options,
      extractors: (count) => extractors(count, () => seen++),
      log,
      signal: controller.signal,
    });
    await expect(stopped).rejects.toThrow(/stopped: continue with --resume[.]$/);
    expect(seen - atStop).toBeLessThanOrEqual(25 + 20); // and the frames that tracking reads ahead
    await preprocess(long, at('stopped'), { ...options, resume: true });
    await preprocess(long, at('unstopped'), options);
    expect(bytesOf(at('stopped'))).toEqual(bytesOf(at('unstopped')));
  });

  it('stops all videos at once when one cannot be stored', async () => {
    let [seen, atStop] = [0, 0];
    const disposed: number[] = [];
    const slowly = () => {
      seen++;
      return new Promise((resolve) => setTimeout(resolve, 1));
    };
    const out = at('full');
    const failing = preprocess(source('a.mkv', 'long.mkv', 'long2.mkv'), out, {
      ...options,
      workers: 3,
      extractors: (count) =>
        extractors(count, slowly).map((extractor, i) => ({
          run: (job, sink) =>
            extractor.run(job, {
              ...sink,
              clip(clip) {
                if (!String(job.path).endsWith('a.mkv')) return sink.clip(clip);
                atStop = seen;
                mkdirSync(join(out, 'a.1.frames.npy.part')); // the file cannot be written now
                return sink.clip(clip);
              },
            }),
          close: () => extractor.close().finally(() => disposed.push(i)),
        })),
    });
    await expect(failing).rejects.toThrow(/a[.]1[.]frames[.]npy: /);
    expect(seen - atStop).toBeLessThanOrEqual(2 * (25 + 20)); // of 2 x 400 frames
    expect(new Set(disposed)).toEqual(new Set([0, 1, 2]));
    expect(ledgerOf(out).trim().split('\n')).toHaveLength(1); // nothing is finished
  });

  it.each([
    [{ workers: 0 }, "preprocess: 'workers' must be an integer >= 1, got 0."],
    [{ limit: 1.5 }, "preprocess: 'limit' must be an integer >= 1, got 1.5."],
    [
      { extract: { ...options.extract, maxSeconds: 0.2 } },
      "preprocess: 'maxSeconds' must be > 0 and >= minSeconds (0.5), got 0.2.",
    ],
    [
      { extract: { ...options.extract, minSeconds: Number.NaN } },
      "preprocess: 'minSeconds' must be >= 0, got NaN.",
    ],
  ])('refuses %j', async (wrong, message) => {
    await expect(preprocess(all, at('none'), { ...options, ...wrong })).rejects.toThrow(message);
  });

  it('puts a video that cannot be processed down as skipped', async () => {
    const look = (frame: Frame) => {
      if (frame.width > 0) throw new Error('no such kernel.');
    };
    const failing = preprocess(source('a.mkv'), at('broken'), {
      ...options,
      extractors: (count) => extractors(count, look),
    });
    await expect(failing).rejects.toThrow(
      'tests: no clip could be made (x is left out, and 1 more).',
    );
    expect(ledgerOf(at('broken'))).toContain('"cannot be processed (no such kernel)."');
    await expect(preprocess(source('notes.md'), at('no'), options)).rejects.toThrow(
      'tests: contains no usable video (x is left out).',
    );
  });

  it('continues a store that a crash left without a manifest', async () => {
    const out = at('crashed');
    const own = { ...options, extract: { ...options.extract, fps: null } };
    await preprocess(source('a.mkv'), out, own);
    const before = bytesOf(out);
    rmSync(join(out, 'manifest.jsonl'));
    await preprocess(source('a.mkv'), out, { ...own, resume: true });
    expect(bytesOf(out)).toEqual(before);
    writeFileSync(join(out, 'dataset.json'), '{}');
    await expect(preprocess(source('a.mkv'), out, { ...own, resume: true })).rejects.toThrow(
      /^.*crashed.dataset[.]json: /,
    );
  });

  it('continues a store of version 1: its names stay, new clips are numbered', async () => {
    const out = at('old');
    await preprocess(source('b.mkv'), out, options);
    // As version 1 wrote it: the only clip of a video has no number.
    for (const file of ['manifest.jsonl', 'preprocess.jsonl']) {
      const text = readFileSync(join(out, file), 'utf8')
        .replaceAll('b.1', 'b')
        .replace('"item":', '"file":')
        .replace('"labels":null,', '')
        .replace('"version":3', '"version":1');
      writeFileSync(join(out, file), text);
    }
    renameSync(join(out, 'b.1.frames.npy'), join(out, 'b.frames.npy'));
    const before = bytesOf(out).get('b.frames.npy');
    expect(await idsOf(out)).toEqual(['b']);

    const both = source('a.mkv', 'b.mkv', 'B.mkv');
    videos.make('B.mkv', '-f lavfi -i testsrc=s=64x48:r=10:d=1 -c:v mpeg4');
    const { todo, done } = await planPreprocess(both, out, { ...options, resume: true });
    expect([todo.map(({ id }) => id), done.map(({ item }) => item)]).toEqual([
      ['a.mkv', 'B.mkv'],
      ['b.mkv'],
    ]);
    const { store, entries } = await preprocess(both, out, { ...options, resume: true });
    expect(store.clips.map(({ id }) => id).sort()).toEqual([
      expect.stringMatching(/^B-[0-9a-f]{8}[.]1$/),
      'a.1',
      'a.2',
      'b',
    ]);
    expect(bytesOf(out).get('b.frames.npy')).toBe(before);
    expect(entries.map(({ item }) => item)).toEqual(['B.mkv', 'a.mkv', 'b.mkv']);
    expect(JSON.parse(ledgerOf(out).split('\n')[0]!).version).toBe(3);
  });

  describe('with labels', () => {
    /** One recording of 2 s, rated at 5 Hz: arousal rises from 0 to 1, valence falls from 1 to -1. */
    const rated = (name: string, more: Partial<Labels> = {}): Source => ({
      ...source(),
      async *items() {
        const times = Array.from({ length: 10 }, (_, i) => i / 5);
        const arousal = times.map((time) => time / 2);
        const valence = times.map((time) => 1 - time);
        const labels = async () => ({ times, arousal, valence, origin: 'a.csv', ...more });
        yield { id: name, subject: 'a', split: 'train', video: videos.at(name), labels };
      },
    });
    const labelsOf = async (folder: string) => {
      const store = await openStore(folder);
      return Promise.all(
        store.clips.map(async (clip) => Array.from((await readLabels(store, clip))!)),
      );
    };

    it('puts them on the frames of each clip, unshifted, and masks the end', async () => {
      const out = at('rated');
      const { store, entries } = await preprocess(rated('a.mkv'), out, options);
      const [first, second] = await labelsOf(out);
      // Frames at 10 fps: the first clip has frames 0 to 14, the second 15 to 19; the last rating is at 1.8 s.
      const byHand = (frame: number) =>
        frame > 18 ? [Number.NaN, Number.NaN] : [frame / 20, 1 - frame / 10];
      const expected = Array.from({ length: 20 }, (_, frame) => byHand(frame));
      [...first!, ...second!].forEach((value, i) => {
        const wanted = expected[Math.floor(i / 2)]![i % 2]!;
        if (Number.isNaN(wanted)) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(wanted, 6);
      });
      expect(store.clips.map(({ labelSource }) => labelSource)).toEqual(['a.csv', 'a.csv']);
      expect(entries[0]!.clips.map(({ labeled }) => labeled)).toEqual([15, 4]);
      expect(entries[0]!.labels).toMatchObject({
        ...{ origin: 'a.csv', samples: 10, from: 0, to: 1.8, rate: 5, missing: 0, raters: [] },
        ...{ arousal: [0, 0.9], valence: [expect.closeTo(-0.8, 9), 1] },
      });
    });

    it('keeps the traces of raters beside the fused label', async () => {
      const out = at('raters');
      const times = [0, 1, 1.9];
      const series = { times, arousal: [0.5, 0.5, 0.5], valence: [0, 0, 0] };
      const raters = [
        { name: 'anna', arousal: [0, 0, 0], valence: [0.5, 0.5, 0.5] },
        { name: 'ben', arousal: [1, 1, Number.NaN], valence: [-0.5, -0.5, -0.5] },
      ];
      const { store } = await preprocess(rated('a.mkv', { ...series, raters }), out, options);
      const { names, values } = (await readRaters(store, store.clips[1]!, { start: 0, count: 5 }))!;
      expect(names).toEqual(['anna', 'ben']);
      // Frames 15 to 19, at 1.5 to 1.9 s: ben's last rating is missing, so he has none after 1 s.
      for (let frame = 0; frame < 5; frame++) {
        expect([...values.slice(4 * frame, 4 * frame + 4)]).toEqual([0, 0.5, Number.NaN, -0.5]);
      }
      expect(store.info.splits).toBe('ours');
    });

    it('holds them, if so asked', async () => {
      const out = at('held');
      await preprocess(rated('a.mkv'), out, { ...options, labels: { interpolation: 'hold' } });
      const [first, second] = await labelsOf(out);
      const arousal = [...first!, ...second!].filter((_, i) => i % 2 === 0);
      arousal.forEach((value, frame) => {
        expect(value).toBeCloseTo(Math.floor(frame / 2) / 10, 6);
      });
    });

    it('takes a recording again whose labels have changed, and no other', async () => {
      const out = at('changed');
      await preprocess(rated('a.mkv'), out, options);
      const before = bytesOf(out);
      const again = { ...options, resume: true };
      expect((await planPreprocess(rated('a.mkv'), out, again)).todo).toEqual([]);
      const valence = Array.from({ length: 10 }, () => 0.5);
      expect((await planPreprocess(rated('a.mkv', { valence }), out, again)).todo).toHaveLength(1);
      await preprocess(rated('a.mkv', { valence }), out, again);
      expect((await labelsOf(out))[0]![1]).toBe(0.5);
      expect(bytesOf(out).get('a.1.frames.npy')).toBe(before.get('a.1.frames.npy'));
      await preprocess(rated('a.mkv'), out, again);
      expect(bytesOf(out)).toEqual(before);
    });

    it.each([
      [
        { times: [0, 3.5], arousal: [0, 0], valence: [0, 0] },
        'is 2 s long, but its labels end at 3.5 s (a.csv); they may differ by 1 s. Check the unit of its times.',
      ],
      [{ times: [], arousal: [], valence: [] }, 'has labels without a value (a.csv).'],
      [
        { times: [0, 2], arousal: [0, Number.NaN], valence: [Number.NaN, 0] },
        'has no label with both arousal and valence (a.csv).',
      ],
    ])('leaves a recording out by file and figures (%#)', async (more, reason) => {
      const { todo, skipped } = await planPreprocess(rated('a.mkv', more), at('x'), options);
      expect([todo, skipped]).toEqual([[], [{ name: 'a.mkv', reason }]]);
    });

    it('leaves a recording out whose labels cannot be read', async () => {
      const broken: Source = {
        ...rated('a.mkv'),
        async *items() {
          const labels = () => Promise.reject(new UserError("a.csv: line 7: 'arousal' is odd."));
          yield { id: 'a', subject: 'a', split: 'train', video: videos.at('a.mkv'), labels };
        },
      };
      const reason = "has labels that cannot be used (a.csv: line 7: 'arousal' is odd).";
      expect((await planPreprocess(broken, at('x'), options)).skipped).toEqual([
        { name: 'a', reason },
      ]);
    });

    it('takes labels of any length where they are joined by frame', async () => {
      const more = { times: [0, 3.5], arousal: [0, 0], valence: [0, 0], anyLength: true };
      expect((await planPreprocess(rated('a.mkv', more), at('x'), options)).todo).toHaveLength(1);
    });

    it('takes a part of a video, with labels that count from its beginning', async () => {
      const out = at('part');
      const cut = (start: number, end: number): Source => ({
        ...source(),
        async *items() {
          const series = { times: [0, 1], arousal: [0, 1], valence: [0.5, 0.5], origin: 'x' };
          const more = { part: { start, end }, labels: async () => series };
          yield { id: 'a', subject: 'a', split: 'train', video: videos.at('a.mkv'), ...more };
        },
      });
      const { store, entries } = await preprocess(cut(0.8, 1.8), out, options);
      expect(store.clips.map(({ frames }) => frames)).toEqual([10]);
      expect(entries[0]!.info.seconds).toBeCloseTo(1, 9);
      const [labels] = await labelsOf(out);
      for (let i = 0; i < 10; i++) expect(labels![2 * i]).toBeCloseTo(i / 10, 6);
      // The frames are those of the whole video, from its eighth on.
      await preprocess(source('a.mkv'), at('not-cut'), {
        ...options,
        extract: { ...options.extract, maxSeconds: 5 },
      });
      const whole = await openStore(at('not-cut'));
      const expected = await readFrames(whole, whole.clips[0]!, { start: 8, count: 10 });
      expect(await readFrames(store, store.clips[0]!)).toEqual(expected);
      const { skipped } = await planPreprocess(cut(7, 8), at('x'), options);
      const reason = 'is 2 s long, but the recording would begin at 7 s.';
      expect(skipped).toEqual([{ name: 'a', reason }]);
    });

    it('refuses a subject in two splits', async () => {
      const both: Source = {
        ...source(),
        async *items() {
          yield { id: 'a', subject: 'P1', split: 'train', video: videos.at('a.mkv') };
          yield { id: 'b', subject: 'P1', split: 'test', video: videos.at('b.mkv') };
        },
      };
      await expect(planPreprocess(both, at('x'), options)).rejects.toThrow(
        new UserError("tests: subject 'P1' is in two splits: train (a) and test (b)."),
      );
    });
  });

  describe('of pictures', () => {
    /** Gray pictures of 40 x 30, one for each brightness, with the names of their frames. */
    const pictures = (name: string, frames: readonly number[]) => {
      mkdirSync(at(name), { recursive: true });
      return frames.map((frame) => {
        const path = at(name, `${frame}.png`);
        const gray = (10 * frame + 20).toString(16).padStart(2, '0').repeat(3);
        videos.make(`${gray}.png`, `-f lavfi -i color=0x${gray}:s=40x30 -frames:v 1`);
        cpSync(videos.at(`${gray}.png`), path);
        return { frame, path };
      });
    };
    const recording = (
      name: string,
      frames: readonly number[],
      more: Partial<PicturesItem> = {},
      cropped = false,
    ): Source => ({
      ...source(),
      async *items() {
        const list = async () => pictures(name, frames);
        yield {
          id: name,
          subject: 'a',
          split: 'train',
          pictures: { fps: 10, cropped, list },
          ...more,
        };
      },
    });
    const own = { ...options, extract: { ...options.extract, fps: null, minSeconds: 0.1 } };

    it('takes crops as they are, repeats one in a short gap, and divides at a long one', async () => {
      const out = at('crops');
      const frames = [0, 1, 3, 10, 11];
      const { store, entries } = await preprocess(
        recording('crops-in', frames, {}, true),
        out,
        own,
      );
      expect(store.clips.map(({ frames, quality }) => [frames, quality])).toEqual([
        [4, 0.75],
        [2, 1],
      ]);
      const middle = async (clip: number) => {
        const bytes = await readFrames(store, store.clips[clip]!);
        return Array.from({ length: bytes.length / 1024 }, (_, i) => bytes[1024 * i + 512 + 16]!);
      };
      const near = (values: readonly number[], expected: readonly number[]) =>
        values.forEach((value, i) => {
          expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(3);
        });
      near(await middle(0), [20, 30, 30, 50]);
      near(await middle(1), [120, 130]);
      expect(entries[0]!.clips.map(({ start }) => start)).toEqual([0, 10]);
      expect([store.info.fps, store.info.margin]).toEqual([10, undefined]);
      expect(entries[0]!.info).toMatchObject({ width: 40, height: 30, codec: 'png', seconds: 1.2 });
    });

    it('finds faces in them, and puts labels on frames by their numbers', async () => {
      const out = at('found');
      const series = {
        times: [0, 0.1, 0.2, 0.5],
        arousal: [0, 0.25, 0.5, 1],
        valence: [0, 0, 0, 0],
        origin: 'x',
      };
      const labels = async () => ({ ...series, anyLength: true });
      const { store } = await preprocess(recording('found-in', [0, 1, 2, 5], { labels }), out, own);
      expect(store.clips.map(({ frames }) => frames)).toEqual([3, 1]);
      const of = async (clip: number) => Array.from((await readLabels(store, store.clips[clip]!))!);
      expect((await of(0)).filter((_, i) => i % 2 === 0)).toEqual([0, 0.25, 0.5]);
      expect(await of(1)).toEqual([1, 0]);
    });

    it('says which pictures cannot be decoded, and goes on', async () => {
      const broken = recording('broken-in', [0, 1, 2, 3]);
      const cut: Source = {
        ...broken,
        async *items() {
          for await (const item of broken.items()) {
            const list = async () => {
              const all = await item.pictures!.list();
              writeFileSync(all[2]!.path, 'not a picture');
              return all;
            };
            yield {
              ...item,
              video: undefined,
              pictures: { ...item.pictures!, cropped: true, list },
            };
          }
        },
      };
      const { store, damaged } = await preprocess(cut, at('broken-out'), own);
      expect(store.clips.map(({ frames }) => frames)).toEqual([4]); // the gap is short
      expect(damaged).toEqual([
        {
          name: 'broken-in',
          reason: expect.stringMatching(/^has 1 pictures that cannot be decoded [(]2[.]png /),
        },
      ]);
    });

    it('takes one again when a picture has changed', async () => {
      const out = at('again-pictures');
      const again = { ...own, resume: true };
      await preprocess(recording('same-in', [0, 1], {}, true), out, own);
      const before = bytesOf(out);
      expect(
        (await planPreprocess(recording('same-in', [0, 1], {}, true), out, again)).todo,
      ).toEqual([]);
      expect(
        (await planPreprocess(recording('same-in', [0, 2], {}, true), out, again)).todo,
      ).toHaveLength(1);
      expect(bytesOf(out)).toEqual(before);
    });

    it.each([
      [{ fps: 25 }, [0, 1], 'consists of pictures at 10 fps, which cannot be read at 25 fps.'],
      [{ fps: null }, [], 'has no pictures.'],
    ])('leaves out what cannot be read (%#)', async ({ fps }, frames, reason) => {
      const asked = { ...own, extract: { ...own.extract, fps } };
      const { skipped } = await planPreprocess(recording('odd-in', frames), at('x'), asked);
      expect(skipped).toEqual([{ name: 'odd-in', reason }]);
    });
  });

  describe('with given landmarks', () => {
    /** The face of the tests, which moves to the right by a pixel per frame; none in frame 3. */
    const landmarks = (frames: number) => {
      const points = new Float32Array(136 * frames);
      for (let i = 0; i < frames; i++) {
        points.set(applySimilarity({ a: 12, b: 0, tx: 20 + i, ty: 18 }, meanFace), 136 * i);
      }
      points.fill(Number.NaN, 136 * 3, 136 * 4);
      return { frames, points };
    };
    const given = (frames: number): Source => ({
      ...source(),
      async *items() {
        const item = { id: 'a', subject: 'a', split: 'train', video: videos.at('a.mkv') } as const;
        yield { ...item, landmarks: async () => landmarks(frames) };
      },
    });
    const unused = {
      ...options,
      extractors: (count: number) => extractors(count, () => expect.fail('a face was detected')),
    };

    it('detects nothing, and ends where they end', async () => {
      const { store } = await preprocess(given(8), at('given'), unused);
      expect(store.clips.map(({ frames, quality }) => [frames, quality])).toEqual([[8, 7 / 8]]);
    });

    it('follows them at another rate', async () => {
      // 8 frames at the video's 10 fps are 16 at 20 fps.
      const twice = { ...unused, extract: { ...unused.extract, fps: 20 } };
      const { store } = await preprocess(given(8), at('given-twice'), twice);
      expect(store.clips.map(({ frames }) => frames)).toEqual([16]);
    });
  });

  it('stores crops in color', async () => {
    const rgb = { ...options, extract: { ...options.extract, color: 'rgb' as const } };
    videos.make('red.mkv', '-f lavfi -i color=red:s=64x48:r=10:d=1 -c:v ffv1 -pix_fmt bgr0');
    const { store } = await preprocess(source('red.mkv'), at('rgb'), rgb);
    expect(store.info.channels).toBe(3);
    const frames = await readFrames(store, store.clips[0]!);
    expect(frames).toHaveLength(10 * 32 * 32 * 3);
    const [r, g, b] = frames.slice(3 * (32 * 16 + 16));
    expect([r! > 240, g! < 15, b! < 15]).toEqual([true, true, true]);
    await expect(
      preprocess(source('red.mkv'), at('rgb'), { ...options, resume: true }),
    ).rejects.toThrow('was begun with --color rgb, and cannot be continued without --color.');
  });
});
