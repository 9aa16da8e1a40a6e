import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** An ffmpeg that runs. */
export interface Ffmpeg {
  readonly stdout: Readable;
  /** When it has ended, however it did. */
  readonly ended: Promise<Ended>;
  /** Ends it; nothing happens if it has ended. */
  stop(): void;
}

export interface Ended {
  /** null: it was stopped. */
  readonly code: number | null;
  /** What it said on standard error: the beginning and the end, if it is long. */
  readonly said: string;
}

/** Of what is said, as much is kept of the beginning and of the end. */
const kept = 32_768;

/**
 * Runs ffmpeg, without a shell: names may be any.
 *
 * @param input what it reads as `pipe:0`; asked for as it is read.
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
  const ended = once(child, 'close').then(async ([code]) => {
    // Who ends early does not read on, and says why; but a fault of the input is told.
    if (code === 0) await fed;
    return { code, said: begin + end };
  });
  fed.catch(() => {});
  ended.catch(() => {}); // told to whoever waits for it
  return { stdout: child.stdout, ended, stop: () => child.kill('SIGKILL') };
}

/**
 * The arguments that name an input file. Only files are read: a playlist that names an address of the
 * network, or a pipe, opens neither.
 */
export const inputArgs = (path: string) => ['-protocol_whitelist', 'file', '-i', `file:${path}`];

/** The first line of what ffmpeg said, without its address in memory; with `last`, the last one. */
export function complaint(said: string, { last = false } = {}): string {
  const lines = said.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const line = lines.at(last ? -1 : 0) ?? 'no reason given';
  return line.replace(/^\[[^\]]*\] /, '').replace(/^file:.*: /, '');
}
