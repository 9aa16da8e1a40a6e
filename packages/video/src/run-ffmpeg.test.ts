import { UserError } from '@ssvaerr/host';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { all, encoder, programs } from './_test-videos.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

it('rejects if there is no such program', async () => {
  const { stdout, ended } = runFfmpeg('/nowhere/ffmpeg', ['-version']);
  stdout.resume();
  await expect(ended).rejects.toThrow(UserError);
  await expect(ended).rejects.toThrow('/nowhere/ffmpeg: ');
});

describe.skipIf(!encoder).each(programs)('with %s', (_, ffmpeg) => {
  const copy = ['-v', 'error', '-f', 'data', '-i', 'pipe:0', '-map', '0', '-c', 'copy'];

  it('passes input to ffmpeg and its output back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1 }), { minLength: 1 }),
        async (parts) => {
          const { stdout, ended } = runFfmpeg(ffmpeg, [...copy, '-f', 'data', '-'], parts);
          expect(Buffer.concat(await all<Buffer>(stdout))).toEqual(Buffer.concat(parts));
          expect(await ended).toEqual({ code: 0, stderr: '' });
        },
      ),
      { numRuns: 5 },
    );
  });

  it('reports the exit code and the messages', async () => {
    const { stdout, ended } = runFfmpeg(ffmpeg, ['-v', 'error', '-i', 'file:/nowhere.mp4']);
    stdout.resume();
    const { code, stderr } = await ended;
    expect(code).not.toBe(0);
    expect(stderr).toContain('No such file');
  });

  it('throws the error of its input', async () => {
    async function* faulty() {
      yield Uint8Array.of(1);
      throw new RangeError('the input failed');
    }
    const { stdout, ended } = runFfmpeg(ffmpeg, [...copy, '-f', 'data', '-'], faulty());
    stdout.resume();
    await expect(ended).rejects.toThrow('the input failed');
  });

  it('can be stopped, and stopped again', async () => {
    const { stdout, ended, stop } = runFfmpeg(ffmpeg, [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc', '-f', 'rawvideo', '-'],
    ]);
    stdout.resume();
    stop();
    expect((await ended).code).toBeNull();
    stop();
  });
});
