import { inputArgs } from './input-args.ts';
import { runFfmpeg } from './run-ffmpeg.ts';
import { VideoError } from './video-error.ts';

/** Higher values are the resolution of a clock, not a frame rate. ffmpeg prints them as `1k fps`. */
const plausibleFps = 1000;

/**
 * Computes the average frame rate of a video from the timestamps of all its packets, without decoding them.
 *
 * @throws VideoError if the timestamps give no plausible rate.
 */
export async function averageRate(ffmpeg: string, path: string): Promise<number> {
  const { stdout, ended, stop } = runFfmpeg(ffmpeg, [
    ...['-v', 'error', ...inputArgs(path)],
    ...['-map', '0:V:0', '-c', 'copy', '-f', 'framecrc', '-'],
  ]);
  let [frames, first, last, unit, rest] = [0, Infinity, -Infinity, 0, ''];
  try {
    for await (const chunk of stdout.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const tick = /^#tb 0: (\d+)\/(\d+)/.exec(line);
        if (tick) unit = Number(tick[1]) / Number(tick[2]);
        if (line.startsWith('#')) continue;
        const time = Number(line.split(',')[2]) * unit;
        frames++;
        [first, last] = [Math.min(first, time), Math.max(last, time)];
      }
    }
    await ended;
  } finally {
    stop();
  }
  const fps = (frames - 1) / (last - first);
  if (fps > 0 && fps < plausibleFps) return Math.round(fps * 100) / 100;
  throw new VideoError(
    path,
    'has no usable frame rate. Encode it with one, for example ffmpeg -i INPUT -r 25 OUTPUT.',
  );
}
