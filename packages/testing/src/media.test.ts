import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { decodeFrames, media, needsMedia } from './media.ts';

const folder = mkdtempSync(join(tmpdir(), 'ssvaerr-media-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hasFfmpeg = needsMedia('MEDIA.md').skip === false;

it.skipIf(!hasFfmpeg)('decodeFrames gives the bytes of a picture, whatever they are', async () => {
  const path = join(folder, 'two words.ppm');
  const pixels = Uint8Array.from({ length: 3 * 2 * 3 }, (_, i) => [80, 54, 10, 32, 255][i % 5]!);
  writeFileSync(path, Buffer.concat([Buffer.from('P6\n3 2\n255\n'), pixels]));
  const frames = [];
  for await (const frame of decodeFrames(path)) frames.push(frame);
  expect(frames).toEqual([{ width: 3, height: 2, data: pixels }]);
});

it.skipIf(!hasFfmpeg)('decodeFrames says what ffmpeg cannot read', async () => {
  const path = join(folder, 'text.mp4');
  writeFileSync(path, 'not a video');
  await expect(decodeFrames(path).next()).rejects.toThrow(
    `decodeFrames: ffmpeg cannot read '${path}'`,
  );
});

const { skip, title } = needsMedia('grid_bbaf2n.mpg');
it.skipIf(skip)(
  title('decodeFrames takes every n-th frame of a clip, and stops early'),
  async () => {
    const path = media('grid_bbaf2n.mpg')!;
    const take = async (options: object) => {
      const frames = [];
      for await (const frame of decodeFrames(path, options)) frames.push(frame);
      return frames;
    };
    const first = await take({ maxFrames: 7 });
    expect(first.map(({ width, height }) => [width, height])).toEqual(Array(7).fill([360, 288]));
    expect(await take({ maxFrames: 3, every: 3 })).toEqual([first[0], first[3], first[6]]);
    for await (const frame of decodeFrames(path)) {
      expect(frame).toEqual(first[0]);
      break;
    }
  },
);

it('media knows what is not there', () => {
  expect(media('nothing.mp4')).toBeUndefined();
  expect(needsMedia('nothing.mp4').title('x')).toBe(
    'x [skipped: no nothing.mp4 or no ffmpeg here]',
  );
});
