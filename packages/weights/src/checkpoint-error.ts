/**
 * The file is not what it claims to be. Its message is one printable line:
 * `<function>: <what>, expected <what>, got <what>.`
 *
 * @example
 * ```ts
 * import { CheckpointError, readSafetensors } from '@ssvaerr/weights';
 *
 * try {
 *   readSafetensors(new Uint8Array(3));
 * } catch (error) {
 *   console.log(error instanceof CheckpointError); // true
 * }
 * ```
 */
export class CheckpointError extends RangeError {
  override readonly name = 'CheckpointError';

  constructor(where: string, what: string, expected: string, got: string) {
    super(`${where}: ${what}, expected ${expected}, got ${got}.`);
  }
}
