import process from 'node:process';
import { duration, type Log } from '@ssvaerr/host';

const secondsBetweenLines = 15;
const secondsBetweenFrames = 0.1;

/**
 * Makes a log that writes to a stream: on a terminal it redraws a progress line, elsewhere it writes a plain
 * line every 15 seconds.
 *
 * @param stream Default: standard error, so that results can go to standard output.
 * @example
 * ```ts
 * import { streamLog } from '@ssvaerr/host/node';
 *
 * const chunks: string[] = []; // instead of a stream, to see the lines
 * const stream = { write: (text: string) => chunks.push(text) } as unknown as NodeJS.WriteStream;
 * const log = streamLog(stream);
 * const progress = log.progress({ task: 'train', total: 2, unit: 'steps' });
 * progress.advance(2, 'loss 0.42');
 * progress.end();
 * log.warn('the disk is nearly full.');
 * console.log(chunks.length, chunks[1]!.trimEnd()); // 2 warning: the disk is nearly full.
 * ```
 */
export function streamLog(stream: NodeJS.WriteStream = process.stderr): Log {
  let moving = ''; // the unfinished line on the terminal
  const line = (text: string) => {
    if (moving) stream.write('\r\x1b[K');
    stream.write(`${text}\n`);
    if (moving) stream.write(moving);
  };
  return {
    info: line,
    warn: (text) => line(`warning: ${text}`),
    progress({ task, total, unit, done: before = 0 }) {
      const start = performance.now();
      let done = before;
      let shown = start;
      const status = (note: string) => {
        const seconds = (performance.now() - start) / 1000;
        const rate = (done - before) / seconds;
        const left = done < total && rate > 0 ? `, ${duration((total - done) / rate)} left` : '';
        const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
        const figures = `${percent} %, ${done}/${total} ${unit}${speed(rate)}${left}`;
        return `${task}: ${figures}${note && `, ${note}`}`;
      };
      return {
        advance(count, note = '') {
          done += count;
          const wait = stream.isTTY ? secondsBetweenFrames : secondsBetweenLines;
          if (performance.now() - shown < wait * 1000) return;
          shown = performance.now();
          if (stream.isTTY) {
            moving = status(note).slice(0, (stream.columns || 80) - 1);
            stream.write(`\r\x1b[K${moving}`);
          } else line(status(note));
        },
        end() {
          if (moving) stream.write('\r\x1b[K');
          moving = '';
          line(
            `${task}: ${done}/${total} ${unit} in ${duration((performance.now() - start) / 1000)}`,
          );
        },
      };
    },
  };
}

/** Units that take longer than ten seconds are not counted by the second; without any there is no speed. */
function speed(rate: number): string {
  if (!(rate > 0)) return '';
  if (rate < 0.1) return `, ${duration(1 / rate)} each`;
  return `, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`;
}
