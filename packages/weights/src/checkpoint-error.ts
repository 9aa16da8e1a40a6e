/**
 * The error for a file that is damaged or not of the expected format. Its message is one printable line:
 * `<function>: <item>, expected <rule>, got <value>.`
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
