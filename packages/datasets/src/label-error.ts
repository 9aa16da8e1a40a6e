import { UserError } from '@ssvaerr/host';

/**
 * A label file that is not as its format says. Its message has no name of a file, because readers take text; the
 * walkers put the path in front.
 *
 * @example
 * ```ts
 * import { LabelError } from '@ssvaerr/datasets';
 *
 * console.log(new LabelError("'arousal' must be a number, got 'x'.", 7).message); // line 7: 'arousal' must be a number, got 'x'.
 * ```
 */
export class LabelError extends UserError {
  override readonly name: string = 'LabelError';
  /** The line, from 1; null if the whole file is meant. */
  readonly line: number | null;

  /** @param what What is wrong, what was expected, and what to do, as a sentence. */
  constructor(what: string, line: number | null = null, options?: ErrorOptions) {
    super(line === null ? what : `line ${line}: ${what}`, options);
    this.line = line;
  }
}
