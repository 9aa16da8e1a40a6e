/**
 * The file is not what it claims to be. Its message is one printable line:
 * `<function>: <what>, expected <what>, got <what>.`
 */
export class CheckpointError extends RangeError {
  override readonly name = 'CheckpointError';

  constructor(where: string, what: string, expected: string, got: string) {
    super(`${where}: ${what}, expected ${expected}, got ${got}.`);
  }
}
