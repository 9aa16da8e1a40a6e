/**
 * A mistake that the user can put right: a program prints its message, which is one line, and exits with
 * code 1. Every other error is a bug, and prints its stack.
 *
 * @example
 * ```ts
 * import { UserError } from '@ssvaerr/host';
 *
 * try {
 *   throw new UserError('--epochs must be >= 1, got 0.');
 * } catch (error) {
 *   if (!(error instanceof UserError)) throw error; // a bug: print its stack
 *   console.log(error.message); // --epochs must be >= 1, got 0.
 * }
 * ```
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}
