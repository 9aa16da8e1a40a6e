import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { OddVideos } from '@ssvaerr/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { all, encoder, exact, programs, ramp } from './_test-videos.ts';
import { decodeFrames } from './decode-frames.ts';
import { inputArgs } from './input-args.ts';
import { probe } from './probe.ts';

const videos = new OddVideos(encoder);
afterAll(() => videos.remove());

it('names a file of the disk and allows no other protocol', () => {
  expect(inputArgs('-a:b.mp4')).toEqual(['-protocol_whitelist', 'file', '-i', 'file:-a:b.mp4']);
});

describe.skipIf(!encoder).each(programs)('with %s', (_, ffmpeg) => {
  it.each([
    'a b.mkv',
    "it's.mkv",
    'a"b.mkv',
    '-i.mkv',
    'two\nlines.mkv',
    'ä%03d:é.mkv',
    '$(x);&|.mkv',
  ])('reads a file called %j', async (name) => {
    copyFileSync(videos.make('ramp.mkv', `${ramp(1)} ${exact}`), videos.at(name));
    const info = await probe(ffmpeg, videos.at(name));
    expect(await all(decodeFrames(ffmpeg, videos.at(name), info))).toHaveLength(25);
  });

  it.each(['-i.mkv', 'a:b.mkv'])(
    'reads a file called %j in the working directory',
    async (name) => {
      copyFileSync(videos.make('ramp.mkv', `${ramp(1)} ${exact}`), videos.at(name));
      const home = process.cwd();
      process.chdir(videos.root);
      try {
        expect(await all(decodeFrames(ffmpeg, name, await probe(ffmpeg, name)))).toHaveLength(25);
      } finally {
        process.chdir(home);
      }
    },
  );

  it('opens no address on the network that a file names', async () => {
    const whole = readFileSync(videos.make('part.ts', '-f lavfi -i testsrc=s=64x48:d=1'));
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end(whole);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const list = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:${port}/part.ts\n#EXT-X-ENDLIST\n`;
    writeFileSync(videos.at('list.m3u8'), list);
    await expect(probe(ffmpeg, videos.at('list.m3u8'))).rejects.toThrow('list.m3u8: ');
    server.close();
    expect(requests).toBe(0);
  });
});
