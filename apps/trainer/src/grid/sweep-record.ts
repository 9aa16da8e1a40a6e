import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '@ssvaerr/host';
import { readRecord, writeRecord } from '@ssvaerr/host/node';
import * as z from 'zod';
import { trainConfig } from '../config/train-config.ts';
import { engineNames } from '../host/engine-names.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { sweepSchema } from './sweep-file.ts';

const file = z.strictObject({ path: z.string(), sha256: z.string() });

/** `sweep.json`: what was asked for, the trials that follow from it, and those that failed. */
const sweepRecord = {
  format: 'ssvaerr-sweep',
  version: 1,
  schema: z.strictObject({
    /** Content of the sweep file. */
    file: sweepSchema,
    /** The store, and the SHA-256 of its index. */
    data: file,
    /** Run or weights file whose encoder all trials start from, and the SHA-256 of the weights; null: none. */
    init: file.nullable(),
    /** All trials run on it, with one thread. */
    engine: z.enum(engineNames),
    trials: z.array(
      z.strictObject({ id: z.string().regex(/^[0-9a-f]{10}$/), config: trainConfig.schema }),
    ),
    /** Trials left out because another one has the same config. */
    duplicates: z.int().min(0),
    /** Reason of each trial that failed, by id. */
    failed: z.record(z.string(), z.string()),
  }),
};

export type SweepRecord = z.infer<typeof sweepRecord.schema>;

/** The files of a sweep. */
export class SweepFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get report(): string {
    return join(this.path, 'report.html');
  }

  trial(id: string): RunFolder {
    return new RunFolder(join(this.path, id));
  }

  /** @throws FileError if the folder is not a sweep, or the file is damaged. */
  async read(): Promise<SweepRecord> {
    if (!existsSync(this.#record)) {
      throw new FileError(this.path, 'not a sweep folder (sweep.json is missing).');
    }
    return readRecord(this.#record, sweepRecord);
  }

  write(record: SweepRecord): Promise<void> {
    return writeRecord(this.#record, sweepRecord, record);
  }

  get #record(): string {
    return join(this.path, 'sweep.json');
  }
}
