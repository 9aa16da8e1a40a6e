/** Something the user can put right: one line, exit code 1, no stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
