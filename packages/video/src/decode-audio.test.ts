import { chmodSync, writeFileSync } from 'node:fs';
import { UserError } from '@ssvaerr/host';
import { OddVideos } from '@ssvaerr/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { all, encoder, exact, gray, programs, ramp, tone } from './_test-videos.ts';
import { type DecodeAudioOptions, decodeAudio } from './decode-audio.ts';
import { decodeFrames } from './decode-frames.ts';
import { probe } from './probe.ts';

const videos = new OddVideos(encoder);
afterAll(() => videos.remove());

async function samplesOf(ffmpeg: string, path: string, options?: DecodeAudioOptions) {
  return (await all(decodeAudio(ffmpeg, path, options))).flatMap((piece) => [...piece]);
}
/** Seconds of silence at the beginning. */
const silence = (samples: readonly number[]) =>
  samples.findIndex((sample) => Math.abs(sample) > 0.1) / 16_000;

it('refuses a start that is no number, and a missing ffmpeg', async () => {
  await expect(decodeAudio('ffmpeg', 'x', { start: Number.NaN }).next()).rejects.toThrow(
    "decodeAudio: 'start' must be a finite number of seconds, got NaN.",
  );
  await expect(decodeAudio('/nowhere/ffmpeg', 'x').next()).rejects.toThrow(UserError);
});

it('joins samples that are cut between two chunks', async () => {
  const program = videos.at('cut.sh'); // 1 and -0.5 as float32, cut after 3 bytes
  const halves = "printf '\\000\\000\\200'; sleep 0.2; printf '\\077\\000\\000\\000\\277'";
  writeFileSync(program, `#!/bin/sh\n${halves}\n`);
  chmodSync(program, 0o755);
  expect(await samplesOf(program, 'x')).toEqual([1, -0.5]);
});

describe.skipIf(!encoder).each(programs)('with %s', (_, ffmpeg) => {
  it('gives the audio of the frames, mono at 16 kHz', async () => {
    const path = videos.make('tone.mkv', `${ramp(1)} ${tone} -ac 2 ${exact} -c:a pcm_s16le`);
    const samples = await samplesOf(ffmpeg, path, await probe(ffmpeg, path));
    expect(Math.abs(samples.length - 16_000)).toBeLessThan(32);
    expect(silence(samples)).toBeCloseTo(0.4, 2);
    expect(Math.max(...samples)).toBeCloseTo(0.5, 1);
  });

  it.each([
    ['later', '-itsoffset 0.32', '', 0.72], // the audio is 0.32 s late: silence first
    ['earlier', '', '-itsoffset 0.32', 0.08], // the frames are 0.32 s late: the audio before them is skipped
  ])('aligns audio that begins %s than the frames', async (name, ofAudio, ofFrames, begin) => {
    const line = `${ofFrames} ${ramp(1)} ${ofAudio} ${tone} ${exact} -c:a pcm_s16le`;
    const path = videos.make(`${name}.mkv`, line.trim().replace(/ +/g, ' '));
    const info = await probe(ffmpeg, path);
    expect(info.start).toBeCloseTo(ofFrames ? 0.32 : 0, 2);
    expect(silence(await samplesOf(ffmpeg, path, info))).toBeCloseTo(begin, 2);
    const frames = await all(decodeFrames(ffmpeg, path, info));
    expect(frames.slice(0, 3).map(gray)).toEqual([0, 8, 16]);
  });

  it('shifts the whole by any start', async () => {
    const path = videos.make('shifted.wav', tone);
    const whole = await samplesOf(ffmpeg, path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -64, max: 64 }), async (sixtyFourths) => {
        const samples = await samplesOf(ffmpeg, path, { start: sixtyFourths / 64 });
        const skipped = 250 * sixtyFourths;
        const expected =
          skipped < 0 ? [...Array(-skipped).fill(0), ...whole] : whole.slice(skipped);
        expect(samples.length).toBe(expected.length);
        expect(samples.every((sample, i) => sample === expected[i])).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it('gives nothing where there is no audio, and what comes before the damage', async () => {
    expect(await samplesOf(ffmpeg, videos.make('mute.mkv', `${ramp(1)} ${exact}`))).toEqual([]);
    writeFileSync(videos.at('text.mp4'), 'hello');
    expect(await samplesOf(ffmpeg, videos.at('text.mp4'))).toEqual([]);
  });
});
