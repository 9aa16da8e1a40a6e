import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { crc32, deflateSync } from 'node:zlib';
import { UserError } from '@ssvaerr/host';
import { OddVideos } from '@ssvaerr/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { all, encoder, programs } from './_test-videos.ts';
import { decodePictures } from './decode-pictures.ts';
import type { Frame } from './frame.ts';
import { inputArgs } from './input-args.ts';
import { ppmFrames } from './ppm-frames.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

const files = new OddVideos(encoder);
afterAll(() => files.remove());

const noEnd = 'is damaged or cut off: its end is missing.';

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A PNG file of gray (1 channel) or RGB (3 channels) pixels. */
function png(width: number, height: number, channels: number, data: Uint8Array): Buffer {
  const header = Buffer.of(0, 0, 0, width, 0, 0, 0, height, 8, channels === 1 ? 0 : 2, 0, 0, 0);
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.of(0, ...data.subarray(y * width * channels, (y + 1) * width * channels)),
  );
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', header),
    pngChunk('tEXt', Buffer.from('Comment\0none')),
    pngChunk('IDAT', deflateSync(Buffer.concat(rows))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG file of one pixel. */
const one = png(1, 1, 1, Uint8Array.of(7));

function write(name: string, bytes: Uint8Array | string): string {
  writeFileSync(files.at(name), bytes);
  return files.at(name);
}

/** A JPEG file of a test pattern. */
const jpeg = (name: string, size: string, more = '') =>
  files.make(name, `-f lavfi -i testsrc=s=${size} -frames:v 1${more}`);

/** Decodes a picture as ffmpeg does it by itself. */
async function plain(ffmpeg: string, path: string): Promise<Frame> {
  const args = ['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-'];
  const [frame] = await all(
    ppmFrames(runFfmpeg(ffmpeg, ['-v', 'error', ...inputArgs(path), ...args]).stdout),
  );
  return frame!;
}

/** An ffmpeg that notes how often it runs. */
function counting(ffmpeg: string, extra = '') {
  const log = files.at('runs');
  rmSync(log, { force: true });
  const path = write('counting.sh', `#!/bin/sh\necho x >> '${log}'\n'${ffmpeg}' "$@"\n${extra}`);
  chmodSync(path, 0o755);
  return { path, runs: () => readFileSync(log, 'utf8').length / 2 };
}

it.each([0, Number.NaN])("refuses %d as 'maxSide'", async (maxSide) => {
  await expect(decodePictures('ffmpeg', [], { maxSide }).next()).rejects.toThrow(
    new RangeError(`decodePictures: 'maxSide' must be at least 1 pixel, got ${maxSide}.`),
  );
});

it('says that there is no such ffmpeg', async () => {
  const path = write('one.png', one);
  await expect(decodePictures('/nowhere/ffmpeg', [path]).next()).rejects.toThrow(UserError);
});

it('says what is wrong with a file, without an ffmpeg', async () => {
  const at = (type: string) => one.indexOf(type);
  const changed = (byte: number) => Buffer.from(one.with(byte, one[byte]! ^ 1));
  const flat = Buffer.concat([one.subarray(0, 8), pngChunk('IHDR', Buffer.alloc(13))]);
  const jpegStart = Buffer.of(0xff, 0xd8, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 4);
  mkdirSync(files.at('folder.png'));
  const cases: [path: string, problem: string][] = [
    [files.at('missing.png'), 'does not exist.'],
    [files.at('folder.png'), 'is a folder, not a file.'],
    [write('empty.jpg', ''), 'is empty (0 bytes).'],
    [write('text.jpg', 'no picture'), 'is not a JPEG or PNG picture.'],
    [write('short.jpg', Buffer.of(0xff)), 'is not a JPEG or PNG picture.'],
    [write('cut.png', one.subarray(0, at('IEND'))), noEnd],
    [write('ihdr.png', changed(at('IHDR') + 7)), 'is damaged (wrong checksum in "IHDR").'],
    [write('idat.png', changed(at('IDAT') + 9)), 'is damaged (wrong checksum in "IDAT").'],
    [
      write('flat.png', Buffer.concat([flat, one.subarray(at('IEND') - 4)])),
      'is damaged: it states no size.',
    ],
    [write('start.jpg', jpegStart), noEnd],
    [
      write('sizeless.jpg', Buffer.concat([jpegStart, Buffer.of(0xff, 0xd9)])),
      'is damaged: it states no size.',
    ],
  ];
  expect(
    await all(
      decodePictures(
        'ffmpeg',
        cases.map(([path]) => path),
      ),
    ),
  ).toEqual(cases.map(([path, problem]) => ({ path, problem })));
});

describe.skipIf(!encoder).each(programs)('with %s', (_, ffmpeg) => {
  const decode = (...paths: string[]) => all(decodePictures(ffmpeg, paths));

  it('decodes pixels as they are stored: an example', async () => {
    const gray = write('gray.png', png(2, 1, 1, Uint8Array.of(0, 200)));
    const color = write('color.png', png(1, 2, 3, Uint8Array.of(1, 2, 3, 40, 50, 60)));
    expect(await decode(gray, color, gray)).toEqual([
      { path: gray, frame: { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 200, 200, 200) } },
      { path: color, frame: { width: 1, height: 2, data: Uint8Array.of(1, 2, 3, 40, 50, 60) } },
      { path: gray, frame: { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 200, 200, 200) } },
    ]);
  });

  it('gives one result for each path, in order, whatever the sizes, colors and damages', async () => {
    const picture = fc
      .record({
        width: fc.integer({ min: 1, max: 3 }),
        height: fc.integer({ min: 1, max: 2 }),
        channels: fc.constantFrom(1, 3),
        state: fc.constantFrom('whole', 'whole', 'whole', 'cut', 'inside', 'missing'),
      })
      .chain((one) =>
        fc
          .uint8Array({
            minLength: one.width * one.height * one.channels,
            maxLength: one.width * one.height * one.channels,
          })
          .map((data) => ({ ...one, data })),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(picture, { maxLength: 12 }), async (pictures) => {
        const expected = pictures.map(({ width, height, channels, data, state }, i) => {
          const path = files.at(`law${i}.png`);
          rmSync(path, { force: true });
          if (state === 'missing') return { path, problem: 'does not exist.' };
          const bytes = png(width, height, channels, data);
          if (state === 'cut') {
            write(`law${i}.png`, bytes.subarray(0, -1));
            return { path, problem: noEnd };
          }
          if (state === 'inside') {
            // Only a decoder sees it: the pixels end early, with a right checksum.
            const [head, rest] = [bytes.indexOf('IDAT') - 4, bytes.indexOf('IEND') - 4];
            const parts = [bytes.subarray(0, head), pngChunk('IDAT', Buffer.of(1, 2, 3))];
            write(`law${i}.png`, Buffer.concat([...parts, bytes.subarray(rest)]));
            return { path, problem: expect.stringMatching(/^is damaged \(.+\)\.$/) };
          }
          write(`law${i}.png`, bytes);
          const rgb = Uint8Array.from({ length: 3 * width * height }, (_, k) =>
            channels === 3 ? data[k]! : data[Math.floor(k / 3)]!,
          );
          return { path, frame: { width, height, data: rgb } };
        });
        expect(await decode(...expected.map(({ path }) => path))).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });

  it('decodes JPEG files as ffmpeg does one by one, of any subsampling, and of one pixel', async () => {
    const paths = [
      jpeg('444.jpg', '64x48'),
      jpeg('420.jpg', '64x48', ' -pix_fmt yuvj420p'),
      jpeg('other.jpg', '31x47', ' -pix_fmt yuvj420p'),
      jpeg('pixel.jpg', '16x16', ' -vf crop=1:1'),
      jpeg('422.jpg', '64x48', ' -pix_fmt yuvj422p'),
    ];
    const expected = [];
    for (const path of paths) expected.push({ path, frame: await plain(ffmpeg, path) });
    expect(await decode(...paths)).toEqual(expected);
    expect(expected.map(({ frame: { width, height } }) => `${width}x${height}`)).toEqual([
      ...['64x48', '64x48', '31x47', '1x1', '64x48'],
    ]);
  });

  it('reports a JPEG file that is cut off anywhere, and goes on', async () => {
    const path = jpeg('444.jpg', '64x48');
    const [bytes, frame] = [readFileSync(path), await plain(ffmpeg, path)];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: bytes.length - 1 }), async (length) => {
        const cut = write('cut.jpg', bytes.subarray(0, length));
        expect(await decode(path, cut, path)).toEqual([
          { path, frame },
          { path: cut, problem: noEnd },
          { path, frame },
        ]);
      }),
      { numRuns: 8 },
    );
  });

  it.skipIf(process.platform === 'win32')(
    'takes one ffmpeg for many, and finds the one that it complains about in few more',
    async () => {
      const path = jpeg('444.jpg', '64x48');
      const bytes = readFileSync(path);
      // Its pixels end early, but its end is there.
      const parts = [bytes.subarray(0, bytes.length - 300), Buffer.of(0xff, 0xd9)];
      const broken = write('broken.jpg', Buffer.concat(parts));
      const frame = await plain(ffmpeg, path);
      const counted = counting(ffmpeg);
      const run = (paths: string[]) => all(decodePictures(counted.path, paths));

      const many = Array<string>(70).fill(path);
      expect(await run(many)).toEqual(many.map(() => ({ path, frame })));
      expect(counted.runs()).toBe(2);

      const some = Array<string>(16).fill(path).with(5, broken);
      const results = await run(some);
      expect(results.map(({ problem }) => problem !== undefined)).toEqual(
        some.map((name) => name === broken),
      );
      expect(results[5]!.problem).toMatch(/^is damaged \([^\n]+\)\.$/);
      for (const [i, result] of results.entries()) if (i !== 5) expect(result.frame).toEqual(frame);
      expect(counted.runs()).toBe(2 + 1 + 2 * 4);

      // One for each size and format, without a first attempt that fails.
      const [small, pixel] = [jpeg('other.jpg', '31x47'), write('one.png', one)];
      expect((await run([path, path, small, small, pixel])).every(({ frame }) => frame)).toBe(true);
      expect(counted.runs()).toBe(11 + 3);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'does not take a frame that ffmpeg repeated for a picture',
    async () => {
      const path = jpeg('444.jpg', '64x48');
      const repeating = counting(ffmpeg, "echo 'dup_frames=1' >&2\n");
      expect(await all(decodePictures(repeating.path, [path, path]))).toEqual([
        { path, problem: 'is damaged (no reason given).' },
        { path, problem: 'is damaged (no reason given).' },
      ]);
    },
  );

  it('ignores an EXIF orientation, and damage to metadata', async () => {
    const path = jpeg('444.jpg', '64x48');
    const bytes = readFileSync(path);
    const withExif = (tiff: number[]) => {
      const body = Buffer.of(...Buffer.from('Exif\0\0'), ...tiff);
      const segment = Buffer.of(0xff, 0xe1, 0, body.length + 2, ...body);
      return Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]);
    };
    // Big-endian, one entry: orientation (0x112), a short, 6 (turn right to see it upright).
    const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];
    const turned = withExif([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, ...entry, 0, 0, 0, 0]);
    const damaged = withExif([0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff]);
    const paths = [write('turned.jpg', turned), write('damaged.jpg', damaged)];
    const frame = await plain(ffmpeg, path);
    expect(await decode(...paths)).toEqual(paths.map((name) => ({ path: name, frame })));

    const text = one.indexOf('tEXt') + 5;
    const comment = write('comment.png', one.with(text, one[text]! ^ 1));
    expect(await decode(comment)).toEqual([
      { path: comment, frame: { width: 1, height: 1, data: Uint8Array.of(7, 7, 7) } },
    ]);
  });

  it("scales larger pictures down to 'maxSide', to one pixel at least, and no smaller ones up", async () => {
    const paths = [
      jpeg('wide.jpg', '200x100'),
      jpeg('tall.jpg', '300x300', ' -vf crop=2:300'),
      jpeg('small.jpg', '40x30'),
    ];
    const results = await all(decodePictures(ffmpeg, paths, { maxSide: 50 }));
    expect(results.map(({ frame }) => [frame!.width, frame!.height])).toEqual([
      ...[
        [50, 25],
        [1, 50],
      ], // a third of a pixel becomes one
      [40, 30],
    ]);
  });

  it('reads files with any name', async () => {
    const names = ["it's 1.png", 'ä%03d:é.png', '*?{a}.png', 'two\nlines.png', '-i', '$(x);&|'];
    const paths = names.map((name) => write(name, one));
    const frame = { width: 1, height: 1, data: Uint8Array.of(7, 7, 7) };
    expect(await decode(...paths)).toEqual(paths.map((path) => ({ path, frame })));
  });

  it('takes paths as they are needed, fewer if pictures are large, and stops with its reader', async () => {
    for (const [path, most] of [
      [jpeg('444.jpg', '64x48'), 64],
      [jpeg('large.jpg', '1600x1200'), 11],
    ] as const) {
      let [taken, closed] = [0, false];
      const endless = function* () {
        try {
          for (; ; taken++) yield path;
        } finally {
          closed = true;
        }
      };
      let seen = 0;
      for await (const { frame } of decodePictures(ffmpeg, endless())) {
        expect(frame).toBeDefined();
        expect(taken).toBe(most * Math.ceil(++seen / most));
        if (seen === most + 1) break;
      }
      expect(closed).toBe(true);
    }
  });

  it('ends early with a signal, without an error', async () => {
    const path = jpeg('444.jpg', '64x48');
    const controller = new AbortController();
    const { signal } = controller;
    let seen = 0;
    for await (const _ of decodePictures(ffmpeg, Array(20).fill(path), { signal })) {
      if (++seen === 3) controller.abort();
    }
    expect(seen).toBe(3);
    expect(await all(decodePictures(ffmpeg, [path, files.at('missing')], { signal }))).toEqual([]);
  });

  it('accepts no paths', async () => {
    expect(await decode()).toEqual([]);
  });
});
