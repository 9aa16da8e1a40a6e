/**
 * The user stopped the work (Ctrl-C). Its message says what was kept and how to continue.
 *
 * @example
 * ```ts
 * import { Interrupted } from '@ssvaerr/host';
 *
 * function assertGoesOn(signal: AbortSignal) {
 *   if (signal.aborted) throw new Interrupted('3 clips are kept; run it again to continue.');
 * }
 * try {
 *   assertGoesOn(AbortSignal.abort());
 * } catch (error) {
 *   if (!(error instanceof Interrupted)) throw error;
 *   console.log(error.message); // 3 clips are kept; run it again to continue.
 * }
 * ```
 */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted';
}
