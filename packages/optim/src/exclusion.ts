/**
 * Selects the parameters without weight decay (in LARS also without a trust ratio):
 *
 * - `'nothing'`: every parameter is decayed, as in torch;
 * - `'biasesAndNorms'`: parameters of rank 0 and 1 are excluded, as in BYOL and DINO. In convolutional and recurrent
 *   networks these are the biases and the scales and offsets of the normalizations;
 * - a function: parameters for which it returns `true` are excluded. It must be pure. `getConfig` cannot save an
 *   optimizer with a function.
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
