import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FileError, UserError } from '@ssvaerr/host';
import {
  appendLine,
  formatRecord,
  parseRecord,
  readText,
  writeFileAtomic,
} from '@ssvaerr/host/node';
import { type LedgerOptions, ledgerFormat, parseEntry, versionOf } from './ledger-format.ts';
import type { VideoEntry } from './video-entry.ts';

/** `preprocess.jsonl` of a store: a line with the options, then one line for each recording that is finished. */
export class Ledger {
  readonly #path: string;
  readonly #options: LedgerOptions;
  readonly #entries: Map<string, VideoEntry>;

  private constructor(path: string, options: LedgerOptions, entries: readonly VideoEntry[]) {
    this.#path = path;
    this.#options = options;
    this.#entries = new Map(entries.map((entry) => [entry.item, entry]));
  }

  /**
   * Reads the ledger of a store, which may not exist yet. Nothing is written.
   *
   * @throws FileError that names the file and the line if it is damaged; UserError if the store was begun with other
   *   options.
   */
  static async read(root: string, options: LedgerOptions): Promise<Ledger> {
    const path = join(root, 'preprocess.jsonl');
    if (!existsSync(path)) return new Ledger(path, options, []);
    const [head, ...lines] = (await readText(path)).split('\n');
    lines.pop(); // empty, or the beginning of a line that a crash cut off
    assertSame(path, parseRecord(ledgerFormat, `${path}, line 1`, head!).options, options);
    const version = versionOf(head!);
    const entries = lines.map((line, i) => {
      try {
        return parseEntry(`${path}, line ${i + 2}`, version, line);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        const remedy = 'Remove the line to process its video again, or choose another --out.';
        throw new FileError(error.file, `${error.what} ${remedy}`, { cause: error });
      }
    });
    return new Ledger(path, options, entries);
  }

  /** All entries, sorted by the ids of their recordings. */
  get entries(): readonly VideoEntry[] {
    return [...this.#entries.values()].sort((a, b) => (a.item < b.item ? -1 : 1));
  }

  /** The entry of a recording, if its content is the same. */
  of(item: string, sha256: string | null): VideoEntry | undefined {
    const entry = this.#entries.get(item);
    return entry && sha256 !== null && entry.sha256 === sha256 ? entry : undefined;
  }

  /** Appends an entry to the file. */
  async add(entry: VideoEntry): Promise<void> {
    await appendLine(this.#path, JSON.stringify(entry));
    this.#entries.set(entry.item, entry);
  }

  /** Writes the whole file anew, sorted, with the entries that `keeps` accepts. Default: all. */
  async write(keeps: (entry: VideoEntry) => boolean = () => true): Promise<void> {
    for (const entry of this.entries) if (!keeps(entry)) this.#entries.delete(entry.item);
    const head = formatRecord(ledgerFormat, { options: this.#options }, undefined);
    const lines = this.entries.map((entry) => `${JSON.stringify(entry)}\n`);
    await writeFileAtomic(this.#path, head + lines.join(''));
  }
}

function assertSame(path: string, began: LedgerOptions, options: LedgerOptions): void {
  const other = Object.keys(options).find((name) => began[name] !== options[name]);
  if (other === undefined) return;
  const flag = other === 'input' ? 'input' : `--${other}`;
  throw new UserError(
    `${path}: was begun with ${flag} ${began[other]} and cannot be continued with ${options[other]}.`,
  );
}
