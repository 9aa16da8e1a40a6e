import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import type { Frame } from '@ssvaerr/face';
import { OddVideos } from '@ssvaerr/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeAudio } from './decode-audio.ts';
import { decodeFrames, ppmFrames } from './decode-frames.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { probe } from './probe.ts';

const system = spawnSync('ffmpeg', ['-version']).status === 0 ? ['ffmpeg'] : [];
const installer = await import('@ffmpeg-installer/ffmpeg').then(
  ({ default: { path } }) => [path],
  () => [],
);
const programs = [...system, ...installer].map((path) => [path.slice(-40), path] as const);
/** Whichever can encode all that is tested. */
const encoder = system[0] ?? installer[0] ?? '';
const videos = new OddVideos(encoder);
afterAll(() => videos.remove());

/** A gray that grows by 8 with each of 25 frames a second, and a tone of 1 kHz from 0.4 s on. */
const ramp = (seconds: number, rate = 25) =>
  `-f lavfi -i color=black:s=64x48:r=${rate}:d=${seconds},format=gray,geq=lum='8*floor(T*25+0.5)'`;
const tone = '-f lavfi -i aevalsrc=exprs=0.5*sin(2*PI*1000*t)*gte(t\\,0.4):s=48000:d=1';
const exact = '-c:v ffv1 -pix_fmt gray';

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

const gray = ({ data }: Frame) => data[data.length >> 1]!;

describe.skipIf(encoder === '').each(programs)('with %s', (_, ffmpeg) => {
  it('decodes every frame in order, as the file has them', async () => {
    const path = videos.make('ramp.mkv', `${ramp(1)} ${exact}`);
    const info = await probe(ffmpeg, path);
    expect(info).toEqual({
      seconds: 1,
      fps: 25,
      width: 64,
      height: 48,
      codec: 'ffv1',
      sound: undefined,
      start: 0,
    });
    const frames = await all(decodeFrames(ffmpeg, path, info));
    expect(frames.map(gray)).toEqual(Array.from({ length: 25 }, (_, i) => 8 * i));
    expect(frames[0]).toMatchObject({ width: 64, height: 48 });
    expect(frames[0]!.data).toHaveLength(64 * 48 * 3);
  });

  it('converts the rate by time', async () => {
    const path = videos.make('ramp.mkv', `${ramp(1)} ${exact}`);
    const frames = await all(decodeFrames(ffmpeg, path, { fps: 5 }));
    expect(frames).toHaveLength(5);
    for (const [i, frame] of frames.entries()) {
      expect(Math.abs(gray(frame) - 8 * 5 * i)).toBeLessThanOrEqual(8 * 3); // half of a fifth of a second
    }
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

  it.each([
    ['24000/1001', 24000 / 1001],
    ['30000/1001', 30000 / 1001],
    ['120', 120],
    ['12.5', 12.5],
  ])('reads %s frames a second', async (rate, fps) => {
    const path = videos.make(`${fps}.mp4`, `-f lavfi -i testsrc=s=64x48:r=${rate}:d=0.5`);
    expect((await probe(ffmpeg, path)).fps).toBe(fps);
  });

  it('counts the packets where the file does not say its rate', async () => {
    const path = videos.make(
      'clockless.webm',
      '-f lavfi -i testsrc=s=64x48:r=1000:d=2 -vf select=not(mod(n\\,40)) -vsync passthrough -enc_time_base 1:1000 -c:v libvpx',
    );
    expect((await probe(ffmpeg, path)).fps).toBeCloseTo(25, 0);
  });

  it('turns a video as its metadata says', async () => {
    const upright = videos.make('upright.mp4', '-f lavfi -i testsrc=s=64x48:d=0.2');
    const path = videos.make('rotated.mp4', `-i ${upright} -c copy -metadata:s:v:0 rotate=90`);
    const info = await probe(ffmpeg, path);
    const [frame] = await all(decodeFrames(ffmpeg, path, info));
    expect(info).toMatchObject({ width: 48, height: 64 });
    expect(frame).toMatchObject({ width: 48, height: 64 });
  });

  it('makes large pictures smaller, and pixels square', async () => {
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

  it.each([
    'a b.mkv',
    "it's.mkv",
    'a"b.mkv',
    '-i.mkv',
    'two\nlines.mkv',
    'ä%03d:é.mkv',
    '$(x);&|.mkv',
  ])('reads a file called %j', async (name) => {
    const made = videos.make('ramp.mkv', `${ramp(1)} ${exact}`);
    copyFileSync(made, videos.at(name));
    const info = await probe(ffmpeg, videos.at(name));
    expect(await all(decodeFrames(ffmpeg, videos.at(name), info))).toHaveLength(25);
  });

  it.each(['-i.mkv', 'a:b.mkv'])('reads a file called %j in the folder it is in', async (name) => {
    copyFileSync(videos.make('ramp.mkv', `${ramp(1)} ${exact}`), videos.at(name));
    const home = process.cwd();
    process.chdir(videos.root);
    try {
      expect(await all(decodeFrames(ffmpeg, name, await probe(ffmpeg, name)))).toHaveLength(25);
    } finally {
      process.chdir(home);
    }
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
    const whole = videos.make(
      'whole.mp4',
      '-f lavfi -i testsrc2=s=320x240:r=25:d=4 -movflags faststart',
    );
    const bytes = readFileSync(whole);
    writeFileSync(videos.at('cut.mp4'), bytes.subarray(0, bytes.length >> 1));
    const info = await probe(ffmpeg, videos.at('cut.mp4'));
    let frames = 0;
    const decode = async () => {
      for await (const _ of decodeFrames(ffmpeg, videos.at('cut.mp4'), info)) frames++;
    };
    await expect(decode()).rejects.toThrow(
      /cut[.]mp4: is damaged or cut off after [123][.]\d s \(/,
    );
    expect(frames).toBeGreaterThan(20);
    expect(frames).toBeLessThan(90);
  });

  it('has the sound of the frames, mono at 16 kHz', async () => {
    const path = videos.make('sound.mkv', `${ramp(1)} ${tone} -ac 2 ${exact} -c:a pcm_s16le`);
    const info = await probe(ffmpeg, path);
    expect(info.sound).toBe('pcm_s16le');
    const samples = (await all(decodeAudio(ffmpeg, path, info))).flatMap((piece) => [...piece]);
    expect(Math.abs(samples.length - 16_000)).toBeLessThan(32);
    const begin = samples.findIndex((sample) => Math.abs(sample) > 0.1) / 16_000;
    expect(begin).toBeCloseTo(0.4, 2);
    expect(Math.max(...samples)).toBeCloseTo(0.5, 1);
  });

  it.each([
    ['later', '-itsoffset 0.32', '', 0.72], // the sound is 0.32 s late: silence first
    ['earlier', '', '-itsoffset 0.32', 0.08], // the frames are 0.32 s late: sound before them is left out
  ])('aligns sound that begins %s than the frames', async (name, ofSound, ofFrames, begin) => {
    const path = videos.make(
      `${name}.mkv`,
      `${ofFrames} ${ramp(1)} ${ofSound} ${tone} ${exact} -c:a pcm_s16le`
        .trim()
        .replace(/ +/g, ' '),
    );
    const info = await probe(ffmpeg, path);
    expect(info.start).toBeCloseTo(ofFrames ? 0.32 : 0, 2);
    const samples = (await all(decodeAudio(ffmpeg, path, info))).flatMap((piece) => [...piece]);
    expect(samples.findIndex((sample) => Math.abs(sample) > 0.1) / 16_000).toBeCloseTo(begin, 2);
    const frames = await all(decodeFrames(ffmpeg, path, info));
    expect(frames.slice(0, 3).map(gray)).toEqual([0, 8, 16]);
  });

  it('opens no address that a file names', async () => {
    const whole = readFileSync(videos.make('part.ts', '-f lavfi -i testsrc=s=64x48:d=1'));
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.end(whole);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const list = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:${port}/part.ts\n#EXT-X-ENDLIST\n`;
    writeFileSync(videos.at('list.m3u8'), list);
    await expect(probe(ffmpeg, videos.at('list.m3u8'))).rejects.toThrow('list.m3u8: ');
    server.close();
    expect(asked).toBe(0);
  });

  it('refuses what is no video', async () => {
    writeFileSync(videos.at('text.mp4'), 'hello');
    writeFileSync(videos.at('notes.txt'), 'hello\n');
    writeFileSync(videos.at('empty.mp4'), '');
    videos.make('sound.m4a', `${tone} -c:a aac`);
    videos.make('one.mp4', `${ramp(1)} -frames:v 1`);
    videos.make('picture.png', `${ramp(1)} -frames:v 1`);
    const whole = readFileSync(videos.make('tail.mp4', '-f lavfi -i testsrc=s=64x48:d=1'));
    writeFileSync(videos.at('headless.mp4'), whole.subarray(0, 2000));
    for (const [name, what] of [
      ['text.mp4', /text[.]mp4: is no video, or damaged \(.*\)[.]$/],
      ['notes.txt', /notes[.]txt: is no video/],
      ['empty.mp4', /empty[.]mp4: is empty \(0 bytes\)[.]$/],
      ['sound.m4a', /sound[.]m4a: has no video stream[.]$/],
      ['one.mp4', /one[.]mp4: holds a single frame[.]$/],
      ['picture.png', /picture[.]png: is no video[.]$/],
      [
        'headless.mp4',
        /headless[.]mp4: is cut off: its index, at the end of the file, is missing[.]$/,
      ],
      ['nowhere.mp4', /nowhere[.]mp4: is not there[.]$/],
    ] as const) {
      await expect(probe(ffmpeg, videos.at(name)), name).rejects.toThrow(what);
    }
  });
});

describe('ppmFrames', () => {
  const picture = fc
    .record({ width: fc.integer({ min: 1, max: 4 }), height: fc.integer({ min: 1, max: 3 }) })
    .chain(({ width, height }) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        data: fc.uint8Array({ minLength: 3 * width * height, maxLength: 3 * width * height }),
      }),
    );

  it('finds the pictures however the stream is cut, and no half one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(picture, { maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (pictures, step, cut) => {
          const bytes = Buffer.concat(
            pictures.flatMap(({ width, height, data }) => [
              Buffer.from(`P6\n${width} ${height}\n255\n`),
              data,
            ]),
          );
          const end = bytes.length - (cut && pictures.length > 0 ? 1 : 0);
          async function* stream() {
            for (let at = 0; at < end; at += step)
              yield bytes.subarray(at, Math.min(at + step, end));
          }
          const found = await all(ppmFrames(stream()));
          expect(found).toEqual(cut ? pictures.slice(0, -1) : pictures);
        },
      ),
    );
  });
});

describe('findFfmpeg', () => {
  it('takes the one that is asked for, or says what is wrong with it', async () => {
    await expect(findFfmpeg('/nowhere/ffmpeg')).rejects.toThrow(
      '/nowhere/ffmpeg: is no ffmpeg that runs (it is not there).',
    );
    await expect(findFfmpeg(process.execPath)).rejects.toThrow('is no ffmpeg that runs');
    writeFileSync(videos.at('locked'), '');
    chmodSync(videos.at('locked'), 0o600);
    await expect(findFfmpeg(videos.at('locked'))).rejects.toThrow('(EACCES)');
    if (!encoder) return;
    symlinkSync(
      spawnSync('which', [encoder], { encoding: 'utf8' }).stdout.trim(),
      videos.at('mine'),
    );
    expect(await findFfmpeg(videos.at('mine'))).toBe(videos.at('mine'));
  });

  it("takes npm's where the system has none", async () => {
    const path = process.env.PATH;
    process.env.PATH = '';
    try {
      if (installer[0]) expect(await findFfmpeg()).toBe(installer[0]);
    } finally {
      process.env.PATH = path;
    }
  });
});
