import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FileError, UserError } from '@ssvaerr/host';
import {
  appendLine,
  formatHeader,
  type LinesFormat,
  parseLines,
  readText,
  writeFileAtomic,
} from '@ssvaerr/host/node';
import * as z from 'zod';
import { type VideoEntry, videoEntry } from './video-entry.ts';

/** Everything the clips depend on besides the videos: a store is continued only with the same options. */
export type LedgerOptions = Readonly<Record<string, string | number | null>>;

/** Version 2 had no labels. Version 1 had `file` for `item` and `sound` for `audio`; the only clip of a video had no number. */
const format = {
  format: 'ssvaerr-preprocess',
  version: 3,
  header: z.strictObject({
    options: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  }),
  line: videoEntry,
  migrate: {
    1: ({ file, info, ...rest }) => ({ item: file, ...rest, info: withAudio(info) }),
    2: (entry) => ({ ...entry, labels: null }),
  },
} satisfies LinesFormat<z.ZodType, z.ZodType>;

function withAudio(info: unknown): unknown {
  if (typeof info !== 'object' || info === null) return info;
  const { sound, ...rest } = info as Record<string, unknown>;
  return { ...rest, audio: sound };
}

/** `preprocess.jsonl` of a store: a header with the options, then one line for each recording that is finished. */
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
   * Reads the ledger of a store, which need not exist yet. Nothing is written.
   *
   * @throws FileError that names the line if it is damaged; UserError if the store was begun with other options.
   */
  static async read(root: string, options: LedgerOptions): Promise<Ledger> {
    const path = join(root, 'preprocess.jsonl');
    if (!existsSync(path)) return new Ledger(path, options, []);
    const { header, lines } = parsed(path, await readText(path));
    assertSame(path, header.options, options);
    return new Ledger(path, options, lines);
  }

  /** All entries, sorted by the ids of their recordings. */
  get entries(): readonly VideoEntry[] {
    return [...this.#entries.values()].sort((a, b) => (a.item < b.item ? -1 : 1));
  }

  /** Finds the entry of a recording, if its content is the same. */
  of(item: string, sha256: string | null): VideoEntry | undefined {
    const entry = this.#entries.get(item);
    return entry && sha256 !== null && entry.sha256 === sha256 ? entry : undefined;
  }

  /** Appends an entry to the file. */
  async add(entry: VideoEntry): Promise<void> {
    await appendLine(this.#path, formatEntry(entry));
    this.#entries.set(entry.item, entry);
  }

  /** Forgets an entry, in memory only. */
  delete(item: string): void {
    this.#entries.delete(item);
  }

  /** Writes the whole file anew, sorted. */
  async write(): Promise<void> {
    const lines = this.entries.map((entry) => `${formatEntry(entry)}\n`);
    await writeFileAtomic(
      this.#path,
      formatHeader(format, { options: this.#options }) + lines.join(''),
    );
  }
}

/** Goes through the schema, so that an entry that was read back gives the same bytes as a new one. */
const formatEntry = (entry: VideoEntry): string => JSON.stringify(videoEntry.parse(entry));

function parsed(path: string, text: string) {
  try {
    return parseLines(format, path, text);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new FileError(error.file, `${error.what} Choose another --out.`, { cause: error });
  }
}

function assertSame(path: string, began: LedgerOptions, options: LedgerOptions): void {
  const value = (all: LedgerOptions, name: string) => all[name] ?? null; // absent: the default
  const other = Object.keys({ ...began, ...options }).find(
    (name) => value(began, name) !== value(options, name),
  );
  if (other === undefined) return;
  const flag = other === 'input' ? 'input' : `--${other}`;
  const given = (all: LedgerOptions) =>
    value(all, other) === null ? `without ${flag}` : `with ${flag} ${all[other]}`;
  throw new UserError(
    `${path}: was begun ${given(began)}, and cannot be continued ${given(options)}.`,
  );
}
