import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For tests: videos that ffmpeg makes up, in a folder of their own. */
export class OddVideos {
  readonly root = mkdtempSync(join(tmpdir(), 'videos-'));
  readonly #ffmpeg: string;

  constructor(ffmpeg: string) {
    this.#ffmpeg = ffmpeg;
  }

  at(name: string): string {
    return join(this.root, name);
  }

  /** Runs ffmpeg with the arguments of a line, split at spaces, and the file to write, if it is not there. */
  make(name: string, line: string): string {
    if (existsSync(this.at(name))) return this.at(name);
    const args = ['-v', 'error', '-nostdin', '-y', ...line.split(' ')];
    const { status, stderr } = spawnSync(this.#ffmpeg, [...args, `file:${this.at(name)}`]);
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    return this.at(name);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
