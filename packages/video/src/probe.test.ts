import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { OddVideos } from '@ssvaerr/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { encoder, exact, programs, ramp, tone } from './_test-videos.ts';
import { probe } from './probe.ts';
import { NoVideo, VideoError } from './video-error.ts';

const videos = new OddVideos(encoder);
afterAll(() => videos.remove());

describe.skipIf(!encoder).each(programs)('with %s', (_, ffmpeg) => {
  it('reads what a video contains', async () => {
    const path = videos.make('ramp.mkv', `${ramp(1)} ${exact}`);
    expect(await probe(ffmpeg, path)).toEqual({
      seconds: 1,
      fps: 25,
      width: 64,
      height: 48,
      codec: 'ffv1',
      audio: undefined,
      start: 0,
    });
    const heard = videos.make('heard.mkv', `${ramp(1)} ${tone} ${exact} -c:a pcm_s16le`);
    expect(await probe(ffmpeg, heard)).toMatchObject({ codec: 'ffv1', audio: 'pcm_s16le' });
  });

  it('reads any size and length', async () => {
    const side = fc.integer({ min: 16, max: 200 });
    await fc.assert(
      fc.asyncProperty(side, side, fc.integer({ min: 2, max: 50 }), async (width, height, n) => {
        const source = `-f lavfi -i color=gray:r=25 -vf scale=${width}:${height}`;
        const path = videos.make(
          `${width}x${height}x${n}.mkv`,
          `${source} -frames:v ${n} ${exact}`,
        );
        expect(await probe(ffmpeg, path)).toMatchObject({ width, height, seconds: n / 25 });
      }),
      { numRuns: 5 },
    );
  });

  it.each([
    ['2', 2],
    ['5', 5],
    ['24000/1001', 24000 / 1001],
    ['30000/1001', 30000 / 1001],
    ['120', 120],
    ['12.5', 12.5],
  ])('reads %s frames a second', async (rate, fps) => {
    const path = videos.make(`${fps}.mp4`, `-f lavfi -i testsrc=s=64x48:r=${rate}:d=1.5`);
    expect((await probe(ffmpeg, path)).fps).toBe(fps);
  });

  it('counts the packets where the file does not state its rate', async () => {
    const path = videos.make(
      'clockless.webm',
      '-f lavfi -i testsrc=s=64x48:r=1000:d=2 -vf select=not(mod(n\\,40)) -vsync passthrough -enc_time_base 1:1000 -c:v libvpx',
    );
    expect((await probe(ffmpeg, path)).fps).toBeCloseTo(25, 0);
  });

  const prepare = {
    'text.mp4': () => writeFileSync(videos.at('text.mp4'), 'hello'),
    'notes.txt': () => writeFileSync(videos.at('notes.txt'), 'hello\n'),
    'empty.mp4': () => writeFileSync(videos.at('empty.mp4'), ''),
    'audio.m4a': () => videos.make('audio.m4a', `${tone} -c:a aac`),
    'one.mp4': () => videos.make('one.mp4', `${ramp(1)} -frames:v 1`),
    'picture.png': () => videos.make('picture.png', `${ramp(1)} -frames:v 1`),
    'headless.mp4': () => {
      const whole = readFileSync(videos.make('tail.mp4', '-f lavfi -i testsrc=s=64x48:d=1'));
      writeFileSync(videos.at('headless.mp4'), whole.subarray(0, 2000));
    },
    folder: () => mkdirSync(videos.at('folder'), { recursive: true }),
    'nowhere.mp4': () => {},
  };
  it.each([
    ['text.mp4', NoVideo, 'not a video'],
    ['notes.txt', NoVideo, 'not a video'],
    ['empty.mp4', VideoError, '0 bytes'],
    ['audio.m4a', NoVideo, 'no video stream'],
    ['one.mp4', VideoError, 'single frame'],
    ['picture.png', NoVideo, 'not a video'],
    ['headless.mp4', NoVideo, 'cut off'],
    ['folder', VideoError, 'is a folder'],
    ['nowhere.mp4', VideoError, 'does not exist'],
  ] as const)('refuses %s in one line', async (name, kind, reason) => {
    prepare[name]();
    const error = await probe(ffmpeg, videos.at(name)).catch((thrown) => thrown);
    expect(error.constructor).toBe(kind);
    expect(error.file).toBe(videos.at(name));
    expect(error.what).toContain(reason);
    expect(error.message).toMatch(/^[^\n]*[.]$/);
  });
});
