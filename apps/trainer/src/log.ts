import process from 'node:process';

/** Where a command says what it does. Standard error: standard output is for results. */
export interface Log {
  /** A line. */
  info(line: string): void;
  /** Something the user should know about, though the command goes on. */
  warn(line: string): void;
  /** Begins a task of a known length. */
  progress(options: ProgressOptions): Progress;
}

export interface ProgressOptions {
  /** What is done, in a word or two. */
  readonly task: string;
  /** How many units it takes. */
  readonly total: number;
  /** What is counted: `frames`, `clips`. */
  readonly unit: string;
  /** How many are done already, in a task that is resumed. Default 0. */
  readonly done?: number;
}

export interface Progress {
  /** `count` more units are done; `note` stands behind the figures. */
  advance(count: number, note?: string): void;
  /** Ends it, whether all is done or not. */
  end(): void;
}

const secondsBetweenLines = 15;
const secondsBetweenFrames = 0.1;

/** Writes to a stream: a line that moves on a terminal, a plain line now and then elsewhere. */
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
        const left = done < total ? `, ${duration((total - done) / rate)} left` : '';
        const percent = Math.floor((100 * done) / total);
        const figures = `${percent} %, ${done}/${total} ${unit}, ${digits(rate)}/s${left}`;
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

/** Says nothing: for tests. */
export const silentLog: Log = {
  info: () => {},
  warn: () => {},
  progress: () => ({ advance: () => {}, end: () => {} }),
};

/** `0.8 s`, `42 s`, `3 min 5 s`, `2 h 7 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown time';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const digits = (rate: number) => (rate < 10 ? rate.toFixed(1) : Math.round(rate).toString());
