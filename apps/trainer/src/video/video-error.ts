import { UserError } from '../user-error.ts';

/** A video that cannot be read, or not to its end: `<file>: <what is wrong>`. */
export class VideoError extends UserError {
  readonly what: string;

  constructor(file: string, what: string, options?: ErrorOptions) {
    super(`${file}: ${what}`, options);
    this.what = what;
  }
}
