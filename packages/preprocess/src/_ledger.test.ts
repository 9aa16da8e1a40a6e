import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from './_ledger.ts';
import type { VideoEntry } from './video-entry.ts';

const root = mkdtempSync(join(tmpdir(), 'ledger-'));
const path = join(root, 'preprocess.jsonl');
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => rmSync(path, { force: true }));
const text = () => readFileSync(path, 'utf8');

const options = { fps: null, size: 48, audio: 'logmel', input: '/in' };
const sha256 = 'ab'.repeat(32);
const info = { seconds: 3, fps: 25, width: 360, height: 288, codec: 'h264', start: 0 };
const entry = (item: string, more: Partial<VideoEntry> = {}): VideoEntry => ({
  item,
  sha256,
  name: 'talk',
  info: { ...info, audio: 'aac' },
  fps: 25,
  frames: 75,
  withFace: 50,
  quality: [0.5, 1],
  damage: null,
  labels: null,
  clips: [{ id: 'talk.1', track: 0, start: 5, frames: 50, quality: 0.9, silence: 0.25 }],
  skipped: null,
  ...more,
});

describe('Ledger', () => {
  it('reads back what it wrote, to the byte', async () => {
    const share = fc.integer({ min: 0, max: 64 }).map((n) => n / 64);
    const clip = fc.record(
      {
        id: fc.string(),
        ...{ track: fc.nat(9), start: fc.nat(), frames: fc.nat(), quality: share, silence: share },
      },
      { requiredKeys: ['id', 'track', 'start', 'frames', 'quality'] },
    );
    const entries = fc.uniqueArray(
      fc
        .record({
          item: fc.string({ minLength: 1 }),
          clips: fc.array(clip, { maxLength: 3 }),
          damage: fc.option(fc.string()),
          sha256: fc.option(fc.constant(sha256)),
        })
        .map(({ item, ...more }) => entry(item, more)),
      { selector: ({ item }) => item, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(entries, async (entries) => {
        rmSync(path, { force: true });
        const ledger = await Ledger.read(root, options);
        await ledger.write();
        for (const entry of entries) await ledger.add(entry);
        const read = await Ledger.read(root, options);
        expect(read.entries).toEqual(ledger.entries);
        await ledger.write();
        const written = text();
        await read.write();
        expect(text()).toBe(written);
      }),
      { numRuns: 30 },
    );
  });

  it('knows a recording by its id and content', async () => {
    const ledger = await Ledger.read(root, options);
    await ledger.write();
    await ledger.add(entry('b.mp4'));
    await ledger.add(entry('a.mp4', { sha256: null }));
    expect(ledger.entries.map(({ item }) => item)).toEqual(['a.mp4', 'b.mp4']);
    expect(ledger.of('b.mp4', sha256)?.name).toBe('talk');
    expect(ledger.of('b.mp4', 'cd'.repeat(32))).toBeUndefined();
    expect(ledger.of('a.mp4', null)).toBeUndefined();
    ledger.delete('b.mp4');
    expect(ledger.of('b.mp4', sha256)).toBeUndefined();
  });

  it('ignores the beginning of a line that a crash left', async () => {
    const ledger = await Ledger.read(root, options);
    await ledger.write();
    await ledger.add(entry('a.mp4'));
    writeFileSync(path, `${text()}{"item":"b.m`);
    expect((await Ledger.read(root, options)).entries).toEqual([entry('a.mp4')]);
  });

  const second = (item: string) => {
    const { labels: _, ...rest } = entry(item);
    return rest;
  };
  const old = (more: object = {}) => {
    const { item: file, info: video, ...rest } = second('a.mp4');
    return { file, ...rest, info: { ...info, sound: 'aac' }, ...more };
  };
  const write = (version: number, ...lines: readonly object[]) => {
    const all = [{ format: 'ssvaerr-preprocess', version, options }, ...lines];
    writeFileSync(path, all.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };

  it('reads versions 1 and 2 and writes version 3', async () => {
    const { sound: _, ...silent } = old().info;
    const clips = [{ id: 'talk', track: 0, start: 0, frames: 75, quality: 1 }];
    write(1, old(), old({ file: 'b.mp4', info: silent, clips }));
    const ledger = await Ledger.read(root, options);
    const expected = [entry('a.mp4'), entry('b.mp4', { info, clips })];
    expect(ledger.entries).toEqual(expected);
    await ledger.write();
    write(2, second('a.mp4'), second('b.mp4'));
    expect((await Ledger.read(root, options)).entries).toEqual([entry('a.mp4'), entry('b.mp4')]);
    write(3, ...expected);
    const byHand = (await Ledger.read(root, options)).entries;
    await ledger.write();
    expect(JSON.parse(text().split('\n')[0]!).version).toBe(3);
    expect((await Ledger.read(root, options)).entries).toEqual(byHand);
  });

  it.each([
    [
      () => write(3, entry('a'), { ...entry('b'), frames: -1 }),
      /jsonl: line 3: 'frames' must be >= 0, got -1[.] Choose another --out[.]$/,
    ],
    [() => write(2, old()), /jsonl: line 2: /],
    [() => write(1, old({ info: 7 })), /jsonl: line 2: 'info' must be an object, got 7[.]/],
    [() => write(4), /jsonl: line 1: has version 4; this program reads versions 1 to 3[.]/],
    [
      () => {
        write(3, entry('a'), entry('b'));
        writeFileSync(path, text().replace('"item":"a"', '"item":a"'));
      },
      /jsonl: line 2: is not JSON/,
    ],
  ])('names the damaged line (%#)', async (damage, message) => {
    damage();
    await expect(Ledger.read(root, options)).rejects.toThrow(message);
  });

  it('refuses other options', async () => {
    write(1);
    await expect(Ledger.read(root, { ...options, size: 96 })).rejects.toThrow(
      /jsonl: was begun with --size 48, and cannot be continued with --size 96[.]$/,
    );
    await expect(Ledger.read(root, { ...options, input: '/x' })).rejects.toThrow(
      'was begun with input /in, and cannot be continued with input /x.',
    );
    await expect(Ledger.read(root, { ...options, scale: '1..9' })).rejects.toThrow(
      'was begun without --scale, and cannot be continued with --scale 1..9.',
    );
    await expect(Ledger.read(root, { ...options, scale: null })).resolves.toBeDefined();
  });
});
