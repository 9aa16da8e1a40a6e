import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '@ssvaerr/host';
import {
  asFileError,
  formatHeader,
  parseLines,
  readRecord,
  readText,
  writeFileAtomic,
  writeRecord,
} from '@ssvaerr/host/node';
import { assertNewFolder } from './assert-new-folder.ts';
import { anyRunFormat, type RunFormats } from './run-formats.ts';
import type { RunRecord } from './run-record.ts';

/** The files of a run. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Weights and optimizer state from which the training continues. */
  get last(): string {
    return join(this.path, 'checkpoints', 'last.safetensors');
  }

  /** Weights of the best epoch of `train`. */
  get best(): string {
    return join(this.path, 'checkpoints', 'best.safetensors');
  }

  /** Weights of the encoder of `pretrain`. */
  get encoder(): string {
    return join(this.path, 'checkpoints', 'encoder.safetensors');
  }

  get report(): string {
    return join(this.path, 'report.html');
  }

  predictions(split: string, clip: string): string {
    return join(this.path, 'predictions', split, `${clip}.csv`);
  }

  /** Whether there is a run. */
  get exists(): boolean {
    return existsSync(this.#config);
  }

  /**
   * Creates the folder with its `config.json`.
   *
   * @throws FileError if something is at its path already, or it cannot be written.
   */
  async create<Config>(
    { run }: Pick<RunFormats<Config, unknown, unknown>, 'run'>,
    record: RunRecord<Config>,
  ): Promise<void> {
    await assertNewFolder(this.path);
    try {
      await mkdir(this.path, { recursive: true });
    } catch (error) {
      throw asFileError(this.path, error);
    }
    await writeRecord(this.#config, run, record);
  }

  /**
   * Reads `config.json` of a run of one command.
   *
   * @throws FileError if the folder is not a run, is a run of another command, or the file is damaged.
   */
  async info<Config>(
    formats: Pick<RunFormats<Config, unknown, unknown>, 'command' | 'run'>,
  ): Promise<RunRecord<Config>> {
    const { command } = await this.anyInfo();
    if (command !== formats.command) {
      throw new FileError(this.path, `is a run of ${command}, not of ${formats.command}.`);
    }
    return readRecord(this.#config, formats.run);
  }

  /** Reads `config.json` of a run of either command. */
  async anyInfo(): Promise<RunRecord> {
    if (!this.exists) throw new FileError(this.path, 'not a run folder (config.json is missing).');
    return readRecord(this.#config, anyRunFormat);
  }

  /** Reads `metrics.jsonl`; none before the first epoch. */
  async metrics<Epoch>({
    metrics,
  }: Pick<RunFormats<never, Epoch, unknown>, 'metrics'>): Promise<Epoch[]> {
    if (!existsSync(this.#metrics)) return [];
    return parseLines(metrics, this.#metrics, await readText(this.#metrics)).lines;
  }

  writeMetrics<Epoch>(
    { metrics }: Pick<RunFormats<never, Epoch, unknown>, 'metrics'>,
    epochs: readonly Epoch[],
  ): Promise<void> {
    const lines = epochs.map((epoch) => `${JSON.stringify(epoch)}\n`);
    return writeFileAtomic(this.#metrics, formatHeader(metrics, {}) + lines.join(''));
  }

  /** Reads `results.json`; undefined until the run is finished. */
  async results<Results>({
    results,
  }: Pick<RunFormats<never, unknown, Results>, 'results'>): Promise<Results | undefined> {
    return existsSync(this.#results) ? readRecord(this.#results, results) : undefined;
  }

  writeResults<Results>(
    { results }: Pick<RunFormats<never, unknown, Results>, 'results'>,
    content: Results,
  ): Promise<void> {
    return writeRecord(this.#results, results, content);
  }

  get #config(): string {
    return join(this.path, 'config.json');
  }

  get #metrics(): string {
    return join(this.path, 'metrics.jsonl');
  }

  get #results(): string {
    return join(this.path, 'results.json');
  }
}
