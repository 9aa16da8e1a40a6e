import { readFileSync, writeFileSync } from 'node:fs';
import { UserError } from '@ssvaerr/host';
import { OddVideos } from '@ssvaerr/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { all, encoder, exact, gray, programs, ramp } from './_test-videos.ts';
import { decodeFrames } from './decode-frames.ts';
import type { Frame } from './frame.ts';
import { probe } from './probe.ts';
import { VideoError } from './video-error.ts';

const videos = new OddVideos(encoder);
afterAll(() => videos.remove());

it.each([
  [{ fps: 0 }, "decodeFrames: 'fps' must be a finite number above 0, got 0."],
  [{ fps: Number.NaN }, "decodeFrames: 'fps' must be a finite number above 0, got NaN."],
  [
    { fps: 5, part: { start: 2, end: 2 } },
    "decodeFrames: 'part' must be 0 <= start < end seconds, got 2 and 2.",
  ],
  [{ fps: 5, maxSide: 1 }, "decodeFrames: 'maxSide' must be at least 2 pixels, got 1."],
])('refuses %j', async (options, message) => {
  await expect(decodeFrames('ffmpeg', 'x', options).next()).rejects.toThrow(
    new RangeError(message),
  );
});

it('says that there is no such ffmpeg', async () => {
  await expect(decodeFrames('/nowhere/ffmpeg', 'x', { fps: 5 }).next()).rejects.toThrow(UserError);
});

describe.skipIf(!encoder).each(programs)('with %s', (_, ffmpeg) => {
  it('decodes every frame in order, as the file has them', async () => {
    const path = videos.make('ramp.mkv', `${ramp(1)} ${exact}`);
    const frames = await all(decodeFrames(ffmpeg, path, await probe(ffmpeg, path)));
    expect(frames.map(gray)).toEqual(Array.from({ length: 25 }, (_, i) => 8 * i));
    expect(frames[0]).toMatchObject({ width: 64, height: 48 });
    expect(frames[0]!.data).toHaveLength(64 * 48 * 3);
  });

  it('has red, green and blue in this order', async () => {
    const path = videos.make(
      'orange.mkv',
      '-f lavfi -i color=0xff8000:s=16x16:d=0.2 -c:v ffv1 -pix_fmt bgr0',
    );
    const [frame] = await all(decodeFrames(ffmpeg, path, { fps: 5 }));
    for (const [i, value] of [255, 128, 0].entries()) {
      expect(Math.abs(frame!.data[i]! - value)).toBeLessThanOrEqual(2);
    }
  });

  it('converts to any rate by time', async () => {
    const path = videos.make('ramp.mkv', `${ramp(1)} ${exact}`);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 50 }), async (fps) => {
        const frames = await all(decodeFrames(ffmpeg, path, { fps }));
        expect(Math.abs(frames.length - fps)).toBeLessThanOrEqual(1);
        for (const [i, frame] of frames.entries()) {
          // Within half a frame of the result and half a frame of the file.
          expect(Math.abs(gray(frame) / 8 - (25 * i) / fps)).toBeLessThanOrEqual(
            25 / fps / 2 + 0.5,
          );
        }
      }),
      { numRuns: 6 },
    );
  });

  it('spaces evenly what is not', async () => {
    // The first half second has every frame, the second half every fifth.
    const path = videos.make(
      'vfr.mkv',
      `${ramp(1)} -vf select='lt(n\\,13)+not(mod(n\\,5))' -vsync vfr ${exact}`,
    );
    const info = await probe(ffmpeg, path);
    const frames = await all(decodeFrames(ffmpeg, path, { fps: 25 }));
    expect(info.fps).toBeLessThanOrEqual(25);
    for (const [i, frame] of frames.entries()) {
      const shown = i < 13 ? i : i - (i % 5);
      expect(Math.abs(gray(frame) - 8 * shown)).toBeLessThanOrEqual(8 * (i < 13 ? 0 : 5));
    }
    expect(frames.length).toBeGreaterThanOrEqual(21);
  });

  it('turns a video as its metadata says', async () => {
    const upright = videos.make('upright.mp4', '-f lavfi -i testsrc=s=64x48:d=0.2');
    const path = videos.make('rotated.mp4', `-i ${upright} -c copy -metadata:s:v:0 rotate=90`);
    const info = await probe(ffmpeg, path);
    const [frame] = await all(decodeFrames(ffmpeg, path, info));
    expect(info).toMatchObject({ width: 48, height: 64 });
    expect(frame).toMatchObject({ width: 48, height: 64 });
  });

  it('decodes a part as that part of the whole', async () => {
    const path = videos.make('ramp.mkv', `${ramp(1)} ${exact}`);
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.integer({ min: 1, max: 25 }), async (from, count) => {
        const part = { start: from / 25, end: (from + count) / 25 };
        const frames = await all(decodeFrames(ffmpeg, path, { fps: 25, part }));
        const expected = Array.from({ length: 25 }, (_, i) => 8 * i).slice(from, from + count);
        expect(frames.map(gray)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  it('gives every coded frame once, however they are spaced in time', async () => {
    // Frames 0 to 9 at 25 fps, then each 0.2 s: 10 + 3 frames in 1 s.
    const spaced = "-vf select='lt(n,10)+not(mod(n,5))' -fps_mode vfr";
    const path = videos.make('spaced.mkv', `${ramp(1)} ${spaced} ${exact}`);
    const coded = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20].map((n) => 8 * n);
    const frames = await all(decodeFrames(ffmpeg, path, { fps: 25, everyFrame: true }));
    expect(frames.map(gray)).toEqual(coded);
    const byTime = await all(decodeFrames(ffmpeg, path, { fps: 25 }));
    expect(byTime.length).toBeGreaterThan(coded.length);
  });

  it('scales large pictures down, and makes pixels square', async () => {
    const path = videos.make(
      'wide.mp4',
      '-f lavfi -i testsrc=s=200x100:d=0.2 -vf setsar=2 -pix_fmt yuv420p',
    );
    const [frame] = await all(decodeFrames(ffmpeg, path, { fps: 25, maxSide: 80 }));
    expect(frame).toMatchObject({ width: 80, height: 20 });
  });

  it('reads ten bits a color', async () => {
    const path = videos.make(
      'ten.mkv',
      '-f lavfi -i color=0x808080:s=64x48:d=0.2 -c:v ffv1 -pix_fmt yuv420p10le',
    );
    const [frame] = await all(decodeFrames(ffmpeg, path, { fps: 25 }));
    expect(Math.abs(gray(frame!) - 128)).toBeLessThanOrEqual(2);
  });

  it('stops the decoder when nobody wants more', async () => {
    const path = videos.make('long.mp4', '-f lavfi -i testsrc=s=640x480:r=25:d=10');
    const started = performance.now();
    for await (const { width } of decodeFrames(ffmpeg, path, { fps: 25 })) {
      expect(width).toBe(640);
      break;
    }
    const controller = new AbortController();
    let seen = 0;
    const { signal } = controller;
    for await (const _ of decodeFrames(ffmpeg, path, { fps: 25, signal })) {
      if (++seen === 3) controller.abort();
    }
    expect(seen).toBe(3);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('gives the frames before the damage, then says what is wrong', async () => {
    const line = '-f lavfi -i testsrc2=s=320x240:r=25:d=4 -movflags faststart';
    const bytes = readFileSync(videos.make('whole.mp4', line));
    const path = videos.at('cut.mp4');
    writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
    const info = await probe(ffmpeg, path);
    const frames: Frame[] = [];
    const decode = async () => {
      for await (const frame of decodeFrames(ffmpeg, path, info)) frames.push(frame);
    };
    const error = await decode().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(VideoError);
    expect(error.message).toMatch(/^[^\n]*cut[.]mp4: .*\b[123][.]\d s\b.*[.]$/);
    expect(frames.length).toBeGreaterThan(20);
    expect(frames.length).toBeLessThan(90);
  });
});
