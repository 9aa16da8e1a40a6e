import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { writeJsonAtomic } from './write-json.ts';
import type { TrainConfig } from '../config/train-config.ts';
import type { EpochMetrics, Results } from '@ssvaerr/report';
import { UserError } from '@ssvaerr/host';
import type { RunInfo } from './run-info.ts';

/** The files of a run. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get last(): string {
    return join(this.path, 'checkpoints', 'last.safetensors');
  }

  get best(): string {
    return join(this.path, 'checkpoints', 'best.safetensors');
  }

  get encoder(): string {
    return join(this.path, 'checkpoints', 'encoder.safetensors');
  }

  get report(): string {
    return join(this.path, 'report.html');
  }

  predictions(split: string, clip: string): string {
    return join(this.path, 'predictions', split, `${clip}.csv`);
  }

  /**
   * Makes the folder.
   *
   * @throws UserError if there is something at its path already.
   */
  async create(info: RunInfo<unknown>): Promise<void> {
    if (existsSync(this.path) && !(await isEmpty(this.path))) {
      throw new UserError(
        `${this.path}: is there already. Go on with --resume, or choose another --out.`,
      );
    }
    try {
      await mkdir(this.path, { recursive: true });
    } catch (error) {
      throw new UserError(`${this.path}: cannot be made (${(error as Error).message}).`);
    }
    await writeJsonAtomic(this.#file('config.json'), info);
  }

  /**
   * `config.json`.
   *
   * @throws UserError if the folder holds no run, or one of another command.
   */
  async info<Config = TrainConfig>(
    command: RunInfo['command'] = 'train',
  ): Promise<RunInfo<Config>> {
    const info = await this.anyInfo();
    if (info.command !== command) {
      throw new UserError(`${this.path}: is a run of ${info.command}, not of ${command}.`);
    }
    return info as RunInfo<Config>;
  }

  /** `config.json` of a run of either command. */
  async anyInfo(): Promise<RunInfo<unknown>> {
    const file = this.#file('config.json');
    if (!existsSync(file)) {
      throw new UserError(`${this.path}: is no run: there is no config.json in it.`);
    }
    const info = await readJson<RunInfo<unknown>>(file);
    if (info.formatVersion !== 1) {
      const version = JSON.stringify(info.formatVersion) ?? 'none';
      throw new UserError(`${file}: has version ${version}; this program reads version 1.`);
    }
    return info;
  }

  /** The lines of `metrics.jsonl`; none before the first epoch. */
  async metrics<Line = EpochMetrics>(): Promise<Line[]> {
    const file = this.#file('metrics.jsonl');
    if (!existsSync(file)) return [];
    const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
    return lines.map((line, i) => parseJson<Line>(`${file}: line ${i + 1}`, line));
  }

  writeMetrics(epochs: readonly object[]): Promise<void> {
    const lines = epochs.map((epoch) => `${JSON.stringify(epoch)}\n`);
    return writeFileAtomic(this.#file('metrics.jsonl'), lines.join(''));
  }

  /** `results.json`; absent until the run is finished. */
  async results<Content = Results>(): Promise<Content | undefined> {
    const file = this.#file('results.json');
    return existsSync(file) ? readJson<Content>(file) : undefined;
  }

  writeResults(results: object): Promise<void> {
    return writeJsonAtomic(this.#file('results.json'), results);
  }

  #file(name: string): string {
    return join(this.path, name);
  }
}

async function isEmpty(path: string): Promise<boolean> {
  try {
    // A crash may have left the beginning of a file.
    return (await readdir(path)).every((name) => name.endsWith('.part'));
  } catch {
    return false; // a file
  }
}

const readJson = async <T>(file: string): Promise<T> =>
  parseJson<T>(file, await readFile(file, 'utf8'));

function parseJson<T>(where: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new UserError(`${where}: is not JSON (${(error as Error).message}).`, { cause: error });
  }
}
