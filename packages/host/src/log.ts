/** Tells the user what a program is doing. Results do not go here. */
export interface Log {
  /** Prints a line. */
  info(line: string): void;
  /** Prints a line about something the user should know, although the work continues. */
  warn(line: string): void;
  /** Starts a task of known length. */
  progress(options: ProgressOptions): Progress;
}

/** The name and the length of a task. */
export interface ProgressOptions {
  /** The task in a word or two, such as `train`. */
  readonly task: string;
  /** Number of units the whole task takes. */
  readonly total: number;
  /** Unit of the count, such as `frames` or `clips`. */
  readonly unit: string;
  /** Units done before, where a task is resumed. Default 0. */
  readonly done?: number;
}

/** A task in progress. */
export interface Progress {
  /** Reports `count` more units as done; `note` is shown after the figures. */
  advance(count: number, note?: string): void;
  /** Ends the task, whether or not all of it is done. */
  end(): void;
}

/**
 * A log that prints nothing, for tests and for programs without a terminal.
 *
 * @example
 * ```ts
 * import { type Log, silentLog } from '@ssvaerr/host';
 *
 * function total(values: readonly number[], log: Log): number {
 *   log.info(`adding ${values.length} numbers`);
 *   return values.reduce((sum, value) => sum + value, 0);
 * }
 * console.log(total([1, 2, 3], silentLog)); // 6
 * ```
 */
export const silentLog: Log = {
  info: () => {},
  warn: () => {},
  progress: () => ({ advance: () => {}, end: () => {} }),
};
