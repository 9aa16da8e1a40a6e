import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes videos for tests with ffmpeg, in a temporary folder.
 *
 * @example
 * const videos = new OddVideos(await findFfmpeg());
 * afterAll(() => videos.remove());
 * const path = videos.make('two-seconds.mp4', '-f lavfi -i testsrc=d=2');
 */
export class OddVideos {
  /** The folder. */
  readonly root = mkdtempSync(join(tmpdir(), 'videos-'));
  readonly #ffmpeg: string;

  /** @param ffmpeg the program that encodes; it is not started before the first video. */
  constructor(ffmpeg: string) {
    this.#ffmpeg = ffmpeg;
  }

  /** Gives the path of a file in the folder. */
  at(name: string): string {
    return join(this.root, name);
  }

  /**
   * Makes a video unless it is there already.
   *
   * @param line arguments of ffmpeg without the output, split at single spaces.
   * @returns its path.
   */
  make(name: string, line: string): string {
    if (existsSync(this.at(name))) return this.at(name);
    const args = ['-v', 'error', '-nostdin', '-y', ...line.split(' ')];
    const { status, stderr } = spawnSync(this.#ffmpeg, [...args, `file:${this.at(name)}`]);
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    return this.at(name);
  }

  /** Deletes the folder with all videos. */
  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
