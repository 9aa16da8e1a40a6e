/** The user stopped the work (Ctrl-C). Its message says what was kept and how to continue. */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted';
}
