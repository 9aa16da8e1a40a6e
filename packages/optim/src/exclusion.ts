/**
 * Which parameters weight decay (and LARS's trust ratio) leaves alone:
 *
 * - `'nothing'`: every parameter is decayed, as in torch;
 * - `'biasesAndNorms'`: parameters of rank 0 and 1 are left alone, which in convolutional and recurrent
 *   networks are the biases and the scales and offsets of the normalizations, as in BYOL and DINO;
 * - a function: parameters for which it returns `true` are left alone. It must be pure. An optimizer
 *   with one cannot be written by `getConfig`.
 */
export type Exclusion =
  | 'nothing'
  | 'biasesAndNorms'
  | ((name: string, shape: readonly number[]) => boolean);

export function isExcluded(exclude: Exclusion, name: string, shape: readonly number[]): boolean {
  if (typeof exclude === 'function') return exclude(name, shape);
  return exclude === 'biasesAndNorms' && shape.length <= 1;
}

export function assertExclusion(where: string, exclude: Exclusion): void {
  if (exclude !== 'nothing' && exclude !== 'biasesAndNorms' && typeof exclude !== 'function') {
    throw new TypeError(
      `${where}: 'exclude' must be 'nothing', 'biasesAndNorms' or a function, got ${exclude}.`,
    );
  }
}
