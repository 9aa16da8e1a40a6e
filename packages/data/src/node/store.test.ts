import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DatasetInfo, pixelStatistics, pixelSums, readNpy, writeNpy } from '../index.ts';
import {
  clipsOf,
  createStore,
  type NewClip,
  openStore,
  readAudio,
  readFrames,
  readLabels,
  StoreError,
  verifyStore,
} from './index.ts';

const { NaN: nan } = Number;
const info: DatasetInfo = {
  fps: 25,
  height: 2,
  width: 3,
  audio: { kind: 'test', rate: 50, features: 2 },
  source: 'a test',
  licence: 'CC0',
  synthetic: true,
};

/** Clip `n` of `frames` frames, whose pixels count from 10 n on. */
const clip = (id: string, n: number, frames = 4, more: Partial<NewClip> = {}): NewClip => ({
  id,
  subject: `s${n}`,
  split: 'train',
  frames: Uint8Array.from({ length: frames * 6 }, (_, i) => 10 * n + i),
  quality: 1,
  ...more,
});
const ramp = (length: number) => Float32Array.from({ length }, (_, i) => i / 64);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ssvaerr-data-'));
  path = join(folder, 'store');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

async function write(clips: readonly NewClip[]): Promise<void> {
  const writer = await createStore(path, info);
  for (const each of clips) await writer.addClip(each);
  await writer.close();
}

/** The problems that verifyStore finds, without the folder. */
async function problems(): Promise<string[]> {
  const messages: string[] = [];
  for await (const { clip, message } of verifyStore(await openStore(path))) {
    messages.push(`${clip.id}: ${message.replaceAll(path, '')}`);
  }
  return messages;
}

/** The message of the StoreError that a call ends with, without the folder. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => new Error('none'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  expect(error.message).toBe(`${error.file}: ${error.what}`);
  return error.message.replaceAll(folder, '');
}

const index = (name: string) => join(path, name);
const json = (name: string) => JSON.parse(readFileSync(index(name), 'utf8'));
/** Returns the prototype of all open files, whose methods a test replaces to stand in for a disk. */
async function fileHandlePrototype(): Promise<FileHandle> {
  const handle = await open(folder, 'r');
  await handle.close();
  return Object.getPrototypeOf(handle);
}

/** Open files of this process; Linux only. */
const openFiles = () => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0);

describe('a clip store', () => {
  it('is NumPy files and two index files', async () => {
    const labels = new Float32Array([0.5, -0.5, nan, 1]);
    await write([clip('a', 1, 2, { labels, audio: ramp(8), split: 'test' }), clip('b', 2)]);
    expect(readdirSync(path).sort()).toEqual([
      ...['a.audio.npy', 'a.frames.npy', 'a.labels.npy', 'b.frames.npy'],
      ...['dataset.json', 'manifest.jsonl'],
    ]);
    const npy = (name: string) => readNpy(readFileSync(index(name)));
    expect(npy('a.frames.npy')).toEqual({ shape: [2, 2, 3], values: clip('a', 1, 2).frames });
    expect(npy('a.labels.npy')).toEqual({ shape: [2, 2], values: labels });
    expect(npy('a.audio.npy')).toEqual({ shape: [4, 2], values: ramp(8) });
    expect(await problems()).toEqual([]);
  });

  it('is what was written', async () => {
    const labels = ramp(8);
    const first = clip('a', 1, 4, { labels, quality: 0.5, fps: 30, labelSource: 'raters' });
    const audio = { audio: ramp(8), silence: 0.75 };
    await write([first, clip('b', 2, 1, { split: 'validation', ...audio })]);
    const store = await openStore(path);
    const [a, b] = store.clips;
    expect([a, b]).toMatchObject([
      { id: 'a', subject: 's1', split: 'train', frames: 4, fps: 30, labelSource: 'raters' },
      { id: 'b', subject: 's2', split: 'validation', frames: 1, fps: 25, labelSource: null },
    ]);
    expect([a?.quality, b?.quality]).toEqual([0.5, 1]);
    expect([a?.silence, b?.silence]).toEqual([undefined, 0.75]);
    expect(a?.pixels).toEqual(pixelSums(first.frames));
    expect(store.info).toEqual({
      ...info,
      channels: 1,
      splits: null,
      pixel: pixelStatistics(pixelSums(first.frames)),
    });
    expect(json('dataset.json').pixel).toEqual(store.info.pixel);
    expect(clipsOf(store, 'validation')).toEqual([b]);
    expect(await readFrames(store, a!)).toEqual(first.frames);
    expect(await readLabels(store, a!)).toEqual(labels);
    expect(await readLabels(store, b!)).toBeUndefined();
    expect(await readAudio(store, a!)).toBeUndefined();
    expect(await problems()).toEqual([]);
  });

  it('is what was written, from views of larger arrays too', async () => {
    const [frames, labels] = [new Uint8Array(30).map((_, i) => i), ramp(10)];
    await write([
      { ...clip('a', 1), frames: frames.subarray(7, 13), labels: labels.subarray(3, 5) },
    ]);
    const store = await openStore(path);
    expect([...(await readFrames(store, store.clips[0]!))]).toEqual([7, 8, 9, 10, 11, 12]);
    expect([...((await readLabels(store, store.clips[0]!)) ?? [])]).toEqual([3 / 64, 4 / 64]);
    expect(await problems()).toEqual([]);
  });

  it('gives a file its name when all of it is on the disk, and a clip its line after its files', async () => {
    const writer = await createStore(path, info);
    const prototype = await fileHandlePrototype();
    const { sync } = prototype;
    const seen: string[] = [];
    vi.spyOn(prototype, 'sync').mockImplementation(function (this: FileHandle) {
      const line = readFileSync(index('manifest.jsonl'), 'utf8') === '' ? [] : ['line'];
      seen.push([...readdirSync(path).filter((name) => name.startsWith('a.')), ...line].join(' '));
      return sync.call(this);
    });
    await writer.addClip(clip('a', 1, 1, { labels: ramp(2) }));
    expect(seen).toEqual([
      'a.frames.npy.part',
      'a.frames.npy a.labels.npy.part',
      ...(process.platform === 'win32' ? [] : ['a.frames.npy a.labels.npy']), // the folder
      'a.frames.npy a.labels.npy line',
    ]);
  });

  it('names the source of the data as that of the labels, unless told otherwise', async () => {
    await write([clip('a', 1, 1, { labels: ramp(2) })]);
    expect((await openStore(path)).clips[0]?.labelSource).toBe('a test');
  });

  it('has the pixel statistics of the training clips, and none without them', async () => {
    const [one, two] = [clip('a', 1), clip('b', 9)];
    await write([one, clip('c', 5, 3, { split: 'test' }), two]);
    const all = new Uint8Array([...one.frames, ...two.frames]);
    expect((await openStore(path)).info.pixel).toEqual(pixelStatistics(pixelSums(all)));
    // Others may be written into dataset.json: they count.
    const pixel = { mean: 0.421, std: 0.165 };
    writeFileSync(index('dataset.json'), JSON.stringify({ ...json('dataset.json'), pixel }));
    expect((await openStore(path)).info.pixel).toEqual(pixel);
    rmSync(path, { recursive: true });
    await write([clip('c', 5, 3, { split: 'test' })]);
    expect((await openStore(path)).info.pixel).toBeNull();
  });

  it('is read in parts', async () => {
    const labels = ramp(40);
    await write([clip('a', 0, 20, { labels, audio: ramp(82) })]);
    const store = await openStore(path);
    const a = store.clips[0]!;
    const frames = clip('a', 0, 20).frames;
    const before = openFiles();
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.nat(20), async (x, y) => {
        const [start, end] = [Math.min(x, y), Math.max(x, y)];
        const span = { start, count: end - start };
        expect(await readFrames(store, a, span)).toEqual(frames.subarray(6 * start, 6 * end));
        expect(await readLabels(store, a, span)).toEqual(labels.subarray(2 * start, 2 * end));
        expect(await readAudio(store, a, span)).toEqual(ramp(82).subarray(2 * start, 2 * end));
        expect(await readFrames(store, a, { start })).toEqual(frames.subarray(6 * start));
      }),
    );
    // Audio has its own length: beyond it there is nothing.
    expect(await readAudio(store, a, { start: 40, count: 5 })).toEqual(ramp(82).subarray(80));
    expect(await readAudio(store, a, { start: 99, count: 5 })).toEqual(new Float32Array(0));
    expect(openFiles()).toBe(before);
    const call = (span: object) => readFrames(store, a, span);
    await expect(call({ start: -1 })).rejects.toThrow(
      new RangeError("readFrames: 'start' must be an integer in [0, 20], got -1."),
    );
    await expect(call({ start: 21 })).rejects.toThrow("'start' must be an integer in [0, 20]");
    await expect(call({ start: 0.5 })).rejects.toThrow("'start' must be an integer in [0, 20]");
    await expect(call({ start: 15, count: 6 })).rejects.toThrow(
      "readFrames: 'count' must be an integer in [0, 5], got 6.",
    );
    await expect(readLabels(store, a, { count: -1 })).rejects.toThrow(
      "readLabels: 'count' must be an integer in [0, 20], got -1.",
    );
    await expect(readAudio(store, a, { start: -1 })).rejects.toThrow(
      "readAudio: 'start' must be an integer in [0, 41], got -1.",
    );
    expect(openFiles()).toBe(before);
  });

  it('reads only the part asked for', async () => {
    await write([clip('a', 0, 20)]);
    const store = await openStore(path);
    const read = vi.spyOn(await fileHandlePrototype(), 'read');
    await readFrames(store, store.clips[0]!, { start: 7, count: 2 });
    const calls = read.mock.calls as unknown as [Uint8Array, number, number, number][];
    expect(calls.map(([, , length, position]) => [length, position])).toEqual([
      [128, 0],
      [12, 128 + 7 * 6],
    ]);
  });

  it('reads on where the system gives less than asked for', async () => {
    await write([clip('a', 0, 20)]);
    const store = await openStore(path);
    const prototype = await fileHandlePrototype();
    const read = prototype.read as (...args: unknown[]) => Promise<never>;
    vi.spyOn(prototype, 'read').mockImplementation(function (this: FileHandle, ...args: unknown[]) {
      const [buffer, offset, length, position] = args as [Uint8Array, number, number, number];
      return read.call(this, buffer, offset, Math.min(length, 5), position);
    });
    expect(await readFrames(store, store.clips[0]!, { start: 7, count: 2 })).toEqual(
      clip('a', 0, 20).frames.subarray(42, 54),
    );
  });

  it('reads arrays that others wrote, with longer headers', async () => {
    await write([clip('a', 0, 4)]);
    const data = [...clip('a', 0, 4).frames];
    const text = "{'shape': (4, 2, 3), 'descr': '|u1', 'fortran_order': False}".padEnd(500);
    const header = [...Buffer.from('\x93NUMPY\x03\x00\xf4\x01\x00\x00', 'latin1')];
    writeFileSync(
      index('a.frames.npy'),
      new Uint8Array([...header, ...Buffer.from(text), ...data]),
    );
    const store = await openStore(path);
    expect([...(await readFrames(store, store.clips[0]!, { start: 1, count: 1 }))]).toEqual(
      data.slice(6, 12),
    );
  });
});

describe('createStore', () => {
  it('makes the folders above, and refuses a folder that is there', async () => {
    path = join(folder, 'above', 'store');
    await write([clip('a', 1)]);
    expect(await refusal(createStore(path, info))).toBe(
      '/above/store: already exists. Resume it, or choose another folder.',
    );
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await refusal(createStore(join(file, 'store'), info))).toBe(
      '/file: already exists and is not a folder.',
    );
  });

  it('refuses bad info by name', async () => {
    const call = (change: object) => createStore(path, { ...info, ...change });
    await expect(call({ height: 0 })).rejects.toThrow(
      new RangeError("createStore: 'height' must be an integer >= 1, got 0."),
    );
    await expect(call({ channels: 2 })).rejects.toThrow(
      new RangeError("createStore: 'channels' must be one of 1, 3, got 2."),
    );
    await expect(call({ splits: 5 })).rejects.toThrow(
      new RangeError("createStore: 'splits' must be a string, or null, got 5."),
    );
    await expect(call({ heigth: 1 })).rejects.toThrow("'heigth' must be a known field");
    await expect(call({ audio: { kind: 'a', rate: 1, features: 0 } })).rejects.toThrow(
      "createStore: 'audio.features' must be an integer >= 1, got 0.",
    );
    expect(existsSync(path)).toBe(false);
  });

  it('resumes: clips that are there are kept, the rest is added', async () => {
    const writer = await createStore(path, info);
    await writer.addClip(clip('a', 1, 4, { subject: 'é' }));
    // The process dies here, while writing b: a temporary file, a file without its line, half a line.
    writeFileSync(index('b.frames.npy.part'), 'half');
    writeFileSync(index('c.frames.npy.tmp'), 'half'); // what older programs called it
    writeFileSync(index('b.frames.npy'), 'another');
    appendFileSync(index('manifest.jsonl'), '{"id":"b","subject":"é');
    expect((await openStore(path)).clips.map(({ id }) => id)).toEqual(['a']);
    expect((await openStore(path)).info.pixel).toEqual(
      pixelStatistics(pixelSums(clip('a', 1).frames)),
    );

    const again = await createStore(path, info, { resume: true });
    expect([again.has('a'), again.has('A'), again.has('b')]).toEqual([true, true, false]);
    await again.addClip(clip('b', 2));
    await again.close();
    const store = await openStore(path);
    expect(store.clips.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(await problems()).toEqual([]);
    expect(readdirSync(path).filter((name) => /(part|tmp)$/.test(name))).toEqual([]);
    const all = new Uint8Array([...clip('a', 1).frames, ...clip('b', 2).frames]);
    expect(store.info.pixel).toEqual(pixelStatistics(pixelSums(all)));
  });

  it('resumes, wherever the manifest was cut off', async () => {
    await write([clip('a', 1), clip('b', 2)]);
    const whole = readFileSync(index('manifest.jsonl'));
    for (
      let cut = 0;
      cut <= whole.length;
      cut += cut % 100 === 0 || cut > whole.length - 3 ? 1 : 99
    ) {
      writeFileSync(index('manifest.jsonl'), whole.subarray(0, cut));
      const writer = await createStore(path, info, { resume: true });
      for (const each of [clip('a', 1), clip('b', 2), clip('c', 3)]) {
        if (!writer.has(each.id)) await writer.addClip(each);
      }
      await writer.close();
      expect((await openStore(path)).clips.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    }
    const lineEnd = whole.indexOf('\n');
    writeFileSync(index('manifest.jsonl'), whole.subarray(0, lineEnd)); // all but the line feed
    const writer = await createStore(path, info, { resume: true });
    await writer.addClip(clip('b', 2));
    expect(readFileSync(index('manifest.jsonl')).equals(whole)).toBe(true);
  });

  it('resumes what is not there yet, and what was left before its first file was whole', async () => {
    const writer = await createStore(path, info, { resume: true });
    await writer.addClip(clip('a', 1));
    rmSync(path, { recursive: true });
    mkdirSync(path);
    writeFileSync(index('dataset.json.part'), '{');
    await (await createStore(path, info, { resume: true })).addClip(clip('a', 1));
    unlinkSync(index('manifest.jsonl'));
    await (await createStore(path, info, { resume: true })).addClip(clip('a', 1));
    expect((await openStore(path)).clips).toHaveLength(1);
  });

  it('forgets the statistics of a store that is resumed, until it is closed again', async () => {
    await write([clip('a', 1)]);
    const writer = await createStore(path, info, { resume: true });
    expect(json('dataset.json').pixel).toBeNull();
    await writer.close();
    expect(json('dataset.json').pixel).not.toBeNull();
  });

  it('does not resume another data set, nor a folder of other things', async () => {
    await write([clip('a', 1)]);
    const call = (change: object) => createStore(path, { ...info, ...change }, { resume: true });
    expect(await refusal(call({ fps: 30 }))).toBe(
      "/store/dataset.json: has 'fps' 25 and cannot be resumed with 30.",
    );
    expect(await refusal(call({ audio: null }))).toContain("has 'audio' {");
    expect(await refusal(call({ margin: 1.3 }))).toContain("has 'margin' undefined and cannot be");
    const long = 'x'.repeat(100);
    rmSync(path, { recursive: true });
    await createStore(path, { ...info, licence: `${long}1`, margin: 1.3 });
    expect(await refusal(call({ licence: `${long}1` }))).toContain("has 'margin' 1.3 and cannot");
    expect(await refusal(call({ licence: `${long}2` }))).toContain("has 'licence'");
    const turned = { features: 2, rate: 50, kind: 'test' };
    await expect(call({ licence: `${long}1`, margin: 1.3, audio: turned })).resolves.toBeDefined();
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.doc'), '');
    expect(await refusal(createStore(other, info, { resume: true }))).toMatch(
      /^\/other: is not a clip store .* Choose another folder\.$/,
    );
  });

  it('resumes a store of version 1, and says then whether its faces are drawn', async () => {
    for (const synthetic of [true, false, null]) {
      await write([clip('a', 1)]);
      const { synthetic: _, channels, splits, ...old } = json('dataset.json');
      const manifest = readFileSync(index('manifest.jsonl'), 'utf8');
      writeFileSync(index('dataset.json'), JSON.stringify({ ...old, version: 1 }));
      expect((await openStore(path)).info.synthetic).toBeNull();
      expect(json('dataset.json').version).toBe(1); // opening does not change it

      const call = (change: object) => createStore(path, { ...info, ...change }, { resume: true });
      expect(await refusal(call({ synthetic, fps: 30 }))).toContain("has 'fps' 25 and cannot be");
      expect(json('dataset.json').version).toBe(1);
      await (await call({ synthetic })).close();
      expect(json('dataset.json')).toEqual({ ...old, version: 3, synthetic, channels, splits });
      expect(readFileSync(index('manifest.jsonl'), 'utf8')).toBe(manifest);
      rmSync(path, { recursive: true });
    }
  });

  it('resumes a store of version 2, and says then where its splits come from', async () => {
    for (const splits of ['AVEC 2019 partition', null]) {
      await write([clip('a', 1)]);
      const { channels, splits: _, ...old } = json('dataset.json');
      writeFileSync(index('dataset.json'), JSON.stringify({ ...old, version: 2 }));
      expect((await openStore(path)).info).toMatchObject({ channels: 1, splits: null });
      const call = (change: object) => createStore(path, { ...info, ...change }, { resume: true });
      expect(await refusal(call({ splits, channels: 3 }))).toBe(
        "/store/dataset.json: has 'channels' 1 and cannot be resumed with 3.",
      );
      expect(json('dataset.json').version).toBe(2);
      await (await call({ splits })).close();
      expect(json('dataset.json')).toEqual({ ...old, version: 3, channels, splits });
      // Known once, it stays so.
      const other = call({ splits: 'drawn by seed' });
      if (splits === null) await other;
      else {
        expect(await refusal(other)).toBe(
          "/store/dataset.json: has 'splits' 'AVEC 2019 partition' and cannot be resumed with 'drawn by seed'.",
        );
        expect(await refusal(call({}))).toContain(
          "'AVEC 2019 partition' and cannot be resumed with null",
        );
      }
      rmSync(path, { recursive: true });
    }
  });

  it('does not resume drawn faces as filmed people, nor as unknown ones', async () => {
    await write([clip('a', 1)]);
    for (const synthetic of [false, null]) {
      const call = createStore(path, { ...info, synthetic }, { resume: true });
      expect(await refusal(call)).toContain(`has 'synthetic' true and cannot be resumed with`);
    }
  });
});

describe('addClip', () => {
  it('refuses bad clips by name, and leaves nothing of them', async () => {
    const writer = await createStore(path, info);
    await writer.addClip(clip('a', 1));
    const before = readdirSync(path);
    const call = (change: object) => writer.addClip(clip('b', 2, 4, change as Partial<NewClip>));
    const frames = new Uint8Array(24);
    const cases: [object, string][] = [
      [{ id: 'a' }, "'id' must be new, got 'a'"],
      [{ id: 'A' }, "'id' must be new, got 'A'"],
      [
        { frames: new Uint8Array(23) },
        "'frames' must hold a positive multiple of 6 values, got 23",
      ],
      [{ frames: new Uint8Array(0) }, "'frames' must hold a positive multiple of 6 values, got 0"],
      [{ frames: [...frames] }, "'frames' must be a Uint8Array, got Array"],
      [{ labels: new Float32Array(6) }, "'labels' must hold 2 labels for each of 4 frames, got 6"],
      [{ labels: ramp(8).fill(1.5, 7) }, "'labels' must be in [-1, 1] or NaN, got 1.5 (valence of"],
      [{ audio: new Float32Array(3) }, "'audio' must hold a positive multiple of 2 values, got 3"],
      [{ audio: new Float32Array([0, nan]) }, "'audio' must be finite, got NaN"],
    ];
    for (const [change, message] of cases) {
      await expect(call(change)).rejects.toThrow(`addClip: ${message}`);
    }
    const fields: [object, string][] = [
      [{ id: '../b' }, "'id' must be 1 to 120 letters"],
      [{ id: undefined }, "'id' must be 1 to 120 letters"],
      [{ split: 'dev' }, "'split' must be one of train, validation, test, got 'dev'"],
      [{ quality: nan }, "'quality' must be in [0, 1], got NaN"],
      [{ fps: 0 }, "'fps' must be a number > 0, got 0"],
    ];
    for (const [change, message] of fields) await expect(call(change)).rejects.toThrow(message);
    expect(readdirSync(path)).toEqual(before);
    await call({});
    await writer.close();
    expect((await openStore(path)).clips.map(({ id }) => id)).toEqual(['a', 'b']);
    await writer.close(); // again: harmless
    await expect(writer.addClip(clip('c', 3))).rejects.toThrow('the writer is closed');
  });

  it('refuses audio where the store has none', async () => {
    const writer = await createStore(path, { ...info, audio: null });
    await expect(writer.addClip(clip('a', 1, 1, { audio: ramp(2) }))).rejects.toThrow(
      "addClip: 'audio' must be absent, because the store has no audio, got 2.",
    );
  });

  it('queues up', async () => {
    const writer = await createStore(path, info);
    const ids = ['a', 'b', 'c', 'd'];
    const same = writer.addClip(clip('a', 0));
    const results = ids.map((id, i) => writer.addClip(clip(id, i)).catch(({ message }) => message));
    await Promise.all([same, ...results, writer.close()]);
    expect(await results[0]).toBe("addClip: 'id' must be new, got 'a'.");
    expect((await openStore(path)).clips.map(({ id }) => id)).toEqual(ids);
    expect(await problems()).toEqual([]);
  });

  it.each([
    ['the frames', 1],
    ['the labels', 3],
    ['the manifest', 4],
  ])(
    'on a disk that is full while it writes %s leaves nothing, and can go on',
    async (what, at) => {
      const writer = await createStore(path, info);
      await writer.addClip(clip('a', 1));
      const before = readdirSync(path).sort();
      const manifest = readFileSync(index('manifest.jsonl'), 'utf8');
      const files = openFiles();

      const prototype = await fileHandlePrototype();
      const { writeFile } = prototype;
      let calls = 0;
      // The half fits; then there is no space left.
      vi.spyOn(prototype, 'writeFile').mockImplementation(async function (this: FileHandle, data) {
        if (calls++ < at) return writeFile.call(this, data);
        await writeFile.call(this, (data as string).slice(0, data.toString().length / 2));
        throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
      });
      const labels = ramp(8);
      const name = { 'the frames': 'b.frames.npy', 'the labels': 'b.labels.npy' }[what];
      expect(await refusal(writer.addClip(clip('b', 2, 4, { labels })))).toBe(
        `/store/${name ?? 'manifest.jsonl'}: cannot be written: the disk is full. Free some space, then resume.`,
      );
      vi.restoreAllMocks();
      expect(calls).toBe(at + 1);
      expect(readdirSync(path).sort()).toEqual(before);
      expect(readFileSync(index('manifest.jsonl'), 'utf8')).toBe(manifest);
      expect(openFiles()).toBe(files);
      expect(await problems()).toEqual([]);

      await writer.addClip(clip('b', 2, 4, { labels }));
      await writer.close();
      expect(await problems()).toEqual([]);
      expect((await openStore(path)).clips).toHaveLength(2);
    },
  );
});

describe('openStore refuses', () => {
  it('what is no store', async () => {
    expect(await refusal(openStore(path))).toBe('/store: does not exist.');
    mkdirSync(path);
    expect(await refusal(openStore(path))).toBe('/store/dataset.json: does not exist.');
  });

  it('an empty store', async () => {
    await write([]);
    expect(await refusal(openStore(path))).toBe(
      '/store/manifest.jsonl: has no clips: the store is empty.',
    );
  });

  it('an unknown version, a broken index, and paths that lead outside', async () => {
    await write([clip('a', 1)]);
    const [dataset, line] = [json('dataset.json'), json('manifest.jsonl')];
    writeFileSync(index('dataset.json'), JSON.stringify({ ...dataset, version: 4 }));
    expect(await refusal(openStore(path))).toBe(
      "/store/dataset.json: parseDataset: 'version' must be one of 1, 2, 3, got 4.",
    );
    writeFileSync(index('dataset.json'), '{');
    expect(await refusal(openStore(path))).toBe(
      "/store/dataset.json: parseDataset: 'json' must be JSON, got '{'.",
    );
    writeFileSync(index('dataset.json'), JSON.stringify(dataset));
    line.files.frames.path = '../a.frames.npy';
    writeFileSync(index('manifest.jsonl'), JSON.stringify(line));
    expect(await refusal(openStore(path))).toBe(
      "/store/manifest.jsonl: parseManifest: line 1: parseClip: 'files.frames.path' must be a path below the store, with '/' and without '..', got '../a.frames.npy'.",
    );
  });
});

describe('files of clips that are not what they must be', () => {
  const labels = new Float32Array([0, 0, 0.5, nan, 1, 1, -1, 0]);
  beforeEach(() => write([clip('a', 1, 4, { labels, audio: ramp(10) }), clip('b', 2)]));
  const a = async () => {
    const store = await openStore(path);
    return readFrames(store, store.clips[0]!);
  };

  it('are told by name, and looked for in all clips', async () => {
    unlinkSync(index('a.frames.npy'));
    truncateSync(index('a.labels.npy'), 140);
    appendFileSync(index('a.audio.npy'), 'x');
    writeFileSync(index('b.frames.npy'), writeNpy([4, 2, 3], clip('b', 3).frames));
    expect(await problems()).toEqual([
      expect.stringMatching(/^a: \/a\.frames\.npy: does not exist/),
      expect.stringMatching(
        /^a: \/a\.labels\.npy: .*160 bytes, got 140: .*truncated\. Create it again/,
      ),
      expect.stringMatching(
        /^a: \/a\.audio\.npy: .*168 bytes, got 169: .*appended\. Create it again/,
      ),
      expect.stringMatching(/^b: \/b\.frames\.npy: was changed.*SHA-256/),
    ]);
    expect(await refusal(a())).toBe('/store/a.frames.npy: does not exist.');
  });

  it('cut off anywhere are refused, wherever they are read', async () => {
    const size = statSync(index('a.frames.npy')).size;
    const store = await openStore(path);
    const files = openFiles();
    for (const length of [size - 1, 129, 128, 127, 64, 12, 11, 1, 0]) {
      truncateSync(index('a.frames.npy'), length);
      const call = readFrames(store, store.clips[0]!, { start: 0, count: 0 });
      expect(await refusal(call)).toMatch(/^\/store\/a\.frames\.npy: (must have 152|is damaged)/);
    }
    expect(openFiles()).toBe(files);
  });

  it('of another kind or shape are refused', async () => {
    const put = (shape: number[], values: Uint8Array | Float32Array) =>
      writeFileSync(index('a.frames.npy'), writeNpy(shape, values));
    put([4, 2, 3], new Float32Array(24));
    expect(await refusal(a())).toBe(
      '/store/a.frames.npy: must hold uint8 [4, 2, 3], got float32 [4, 2, 3].',
    );
    put([4, 3, 2], new Uint8Array(24));
    expect(await refusal(a())).toContain('must hold uint8 [4, 2, 3], got uint8 [4, 3, 2].');
    put([5, 2, 3], new Uint8Array(30));
    expect(await refusal(a())).toContain('must hold uint8 [4, 2, 3], got uint8 [5, 2, 3].');
    writeFileSync(index('a.frames.npy'), 'GIF89a, a picture');
    expect(await refusal(a())).toBe(
      "/store/a.frames.npy: is damaged. npyDataOffset: 'prefix' must begin with '\\u{93}NUMPY', got 'GIF89a'.",
    );
    writeFileSync(index('a.audio.npy'), writeNpy([5, 3], ramp(15)));
    const store = await openStore(path);
    expect(await refusal(readAudio(store, store.clips[0]!))).toBe(
      '/store/a.audio.npy: must hold float32 [rows, 2], got float32 [5, 3].',
    );
  });

  it('do not lead out of the store, nor wait for ever', async () => {
    const outside = join(folder, 'outside.npy');
    renameSync(index('a.frames.npy'), outside);
    symlinkSync(outside, index('a.frames.npy'));
    expect(await refusal(a())).toContain('/store/a.frames.npy: is a link that leads out of');
    const beside = `${path}-beside`; // begins with the name of the store
    mkdirSync(beside);
    renameSync(outside, join(beside, 'a.npy'));
    unlinkSync(index('a.frames.npy'));
    symlinkSync(join(beside, 'a.npy'), index('a.frames.npy'));
    expect(await refusal(a())).toContain('is a link that leads out of the store');
    // A link within the store is none of these, and the store itself may be one.
    renameSync(join(beside, 'a.npy'), index('elsewhere.npy'));
    unlinkSync(index('a.frames.npy'));
    symlinkSync('elsewhere.npy', index('a.frames.npy'));
    symlinkSync(path, join(folder, 'link'));
    path = join(folder, 'link');
    expect(await a()).toEqual(clip('a', 1).frames);
    unlinkSync(index('a.frames.npy'));
    mkdirSync(index('a.frames.npy'));
    expect(await refusal(a())).toBe('/store/a.frames.npy: is not a file.');
  });

  it('hold labels that are no labels', async () => {
    const put = (values: Float32Array) =>
      writeFileSync(index('a.labels.npy'), writeNpy([4, 2], values));
    put(ramp(8).fill(-3, 5, 6));
    const store = await openStore(path);
    expect(await refusal(readLabels(store, store.clips[0]!))).toBe(
      "/store/a.labels.npy: readLabels: 'labels' must be in [-1, 1] or NaN, got -3 (valence of frame 2).",
    );
    rmSync(path, { recursive: true });
    await write([clip('a', 1, 2, { labels: new Float32Array([0, nan, nan, 0]) })]);
    expect(await problems()).toEqual(['a: /a.labels.npy: has no known label.']);
  });
});

describe('any clips', () => {
  const frames = fc.uint8Array({ minLength: 1, maxLength: 5 });
  it('come back', async () => {
    const arbitrary = fc.array(fc.tuple(frames, fc.option(sixtyFourths())), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(arbitrary, async (clips) => {
        path = mkdtempSync(join(folder, 'any-'));
        const writer = await createStore(path, { ...info, height: 1, width: 1 }, { resume: true });
        const labelsOf = (count: number, label: number) => new Float32Array(2 * count).fill(label);
        for (const [i, [frames, label]] of clips.entries()) {
          const labels = label === null ? {} : { labels: labelsOf(frames.length, label) };
          await writer.addClip({ ...clip(`c${i}`, i), frames, ...labels });
        }
        await writer.close();
        const store = await openStore(path);
        for (const [i, [frames, label]] of clips.entries()) {
          const stored = store.clips[i]!;
          expect(await readFrames(store, stored)).toEqual(frames);
          expect(await readLabels(store, stored)).toEqual(
            label === null ? undefined : labelsOf(frames.length, label),
          );
        }
        expect(await problems()).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
