/** The user asked to stop, and what was done is saved: exit code 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
