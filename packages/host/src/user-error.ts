/**
 * A mistake that the user can put right: a program prints its message, which is one line, and exits with
 * code 1. Every other error is a bug, and prints its stack.
 *
 * @example
 * throw new UserError('clip.mp4: cannot be read (permission denied).');
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}
