import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@ssvaerr/host';
import { appendLine, writeFileAtomic } from '@ssvaerr/host/node';
import type { VideoInfo } from '@ssvaerr/video';

/** What was asked for: a store is gone on with if it is the same. */
export type LedgerOptions = Readonly<Record<string, string | number | null>>;

/** What became of one video. */
export interface VideoEntry {
  /** Below the input, with `/`. */
  readonly file: string;
  /** Of its content; null: it could not be read. */
  readonly sha256: string | null;
  /** What its clips are called. */
  readonly name: string;
  readonly info: VideoInfo | null;
  /** At which it was read. */
  readonly fps: number | null;
  readonly frames: number;
  /** Frames with a face. */
  readonly withFace: number;
  /** The best face's quality over time, 0 without a face: means of equal parts. */
  readonly quality: readonly number[];
  readonly clips: readonly ClipEntry[];
  /** Why there is no clip of it; null: there is. */
  readonly skipped: string | null;
  /** What was wrong though there are clips. */
  readonly damage: string | null;
}

/** Where a clip comes from. */
export interface ClipEntry {
  readonly id: string;
  /** The face's number in its video. */
  readonly track: number;
  /** Of its first frame in the video. */
  readonly start: number;
  readonly frames: number;
  readonly quality: number;
  /** Share of its sound that is silent; absent: there is no sound, or it was not asked for. */
  readonly silence?: number;
}

const format = { format: 'ssvaerr-preprocess', version: 1 } as const;

/** `preprocess.jsonl` of a store: the options, then a line for each video that is done with. */
export class Ledger {
  readonly #path: string;
  readonly #options: LedgerOptions;
  readonly #entries: Map<string, VideoEntry>;

  private constructor(path: string, options: LedgerOptions, entries: readonly VideoEntry[]) {
    this.#path = path;
    this.#options = options;
    this.#entries = new Map(entries.map((entry) => [entry.file, entry]));
  }

  /**
   * Reads what is there, which may be nothing; writes nothing yet.
   *
   * @throws UserError if it is damaged, or began with other options.
   */
  static async read(root: string, options: LedgerOptions): Promise<Ledger> {
    const path = join(root, 'preprocess.jsonl');
    if (!existsSync(path)) return new Ledger(path, options, []);
    const [head, ...lines] = (await readFile(path, 'utf8')).split('\n');
    lines.pop(); // empty, or what a crash left of a line
    try {
      const began = JSON.parse(head!) as typeof format & { options: LedgerOptions };
      assertSame(path, began, options);
      return new Ledger(
        path,
        options,
        lines.map((line) => JSON.parse(line) as VideoEntry),
      );
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new UserError(`${path}: is damaged. Choose another --out.`, { cause: error });
    }
  }

  /** In the order of the files' names. */
  get entries(): readonly VideoEntry[] {
    return [...this.#entries.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /** What became of a file, if its content is the same. */
  of(file: string, sha256: string | null): VideoEntry | undefined {
    const entry = this.#entries.get(file);
    return entry && sha256 !== null && entry.sha256 === sha256 ? entry : undefined;
  }

  delete(file: string): void {
    this.#entries.delete(file);
  }

  /** Adds what became of a video, for good. */
  async add(entry: VideoEntry): Promise<void> {
    await appendLine(this.#path, JSON.stringify(entry));
    this.#entries.set(entry.file, entry);
  }

  /** Writes it anew, in order. */
  async write(): Promise<void> {
    const lines = [{ ...format, options: this.#options }, ...this.entries];
    await writeFileAtomic(this.#path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

function assertSame(
  path: string,
  { version, options: began }: { version: number; options: LedgerOptions },
  options: LedgerOptions,
): void {
  if (version !== format.version) {
    throw new UserError(
      `${path}: has version ${version}; this program reads version ${format.version}.`,
    );
  }
  const other = Object.keys(options).find((name) => began[name] !== options[name]);
  if (other === undefined) return;
  const flag = other === 'input' ? 'input' : `--${other}`;
  throw new UserError(
    `${path}: began with ${flag} ${began[other]}, and cannot go on with ${options[other]}.`,
  );
}
