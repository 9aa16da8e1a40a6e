import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '@ssvaerr/host';

/** A running ffmpeg. */
export interface Ffmpeg {
  /** Its output to `-` or `pipe:1`. ffmpeg blocks until it is read: call `resume()` to discard it. */
  readonly stdout: Readable;
  /**
   * Resolves when the process has ended, with whatever exit code, and `stdout` is read.
   *
   * Rejects with a `UserError` if the program cannot be started, and with the error of `input` if ffmpeg
   * itself ended well.
   */
  readonly ended: Promise<Ended>;
  /** Kills the process. It does nothing once the process has ended. */
  stop(): void;
}

/** Exit of an ffmpeg process. */
export interface Ended {
  /** The exit code: 0 is success. null if it was stopped. */
  readonly code: number | null;
  /** Its standard error; only the beginning and the end if it is long. */
  readonly stderr: string;
}

/** Characters that are kept of the beginning of standard error, and of its end. */
const kept = 32_768;

/**
 * Starts ffmpeg without a shell, so that arguments need no quotes.
 *
 * @param program its path or name: what {@link findFfmpeg} returns.
 * @param args its arguments; `-hide_banner` and `-nostdin` are set. Name inputs by {@link inputArgs}, and
 *   outputs as `file:NAME`.
 * @param input bytes that ffmpeg reads as `pipe:0`. They are taken as fast as it reads them. Default: none.
 * @see https://ffmpeg.org/ffmpeg.html
 * @example
 * ```ts no-run
 * import { complaint, findFfmpeg, runFfmpeg } from '@ssvaerr/video';
 *
 * const args = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=duration=2', 'file:test.mp4'];
 * const { stdout, ended } = runFfmpeg(await findFfmpeg(), args);
 * stdout.resume(); // nothing is written to it, and `ended` waits for its end
 * const { code, stderr } = await ended;
 * if (code !== 0) throw new Error(complaint(stderr));
 * ```
 */
export function runFfmpeg(
  program: string,
  args: readonly string[],
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = [],
): Ffmpeg {
  const child = spawn(program, ['-hide_banner', '-nostdin', ...args], { windowsHide: true });
  const fed = pipeline(Readable.from(input), child.stdin);
  let [begin, end] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (begin.length < kept) begin += text;
    else end = (end + text).slice(-kept);
  });
  const ended = once(child, 'close').then(
    async ([code]) => {
      // An ffmpeg that fails stops reading and says why; only a fault of the input itself is thrown.
      if (code === 0) await fed;
      return { code, stderr: begin + end };
    },
    (error) => {
      const problem = `cannot be started as ffmpeg (${startProblem(error)})`;
      throw new UserError(`${program}: ${problem}. Give the path of an ffmpeg.`, { cause: error });
    },
  );
  fed.catch(() => {});
  ended.catch(() => {}); // whoever awaits it sees the error
  return { stdout: child.stdout, ended, stop: () => child.kill('SIGKILL') };
}

function startProblem({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such program';
  if (code === 'EACCES') return 'it is not executable: permission denied';
  return code ?? message;
}
