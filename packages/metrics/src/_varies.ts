/**
 * Whether values vary by more than rounding errors.
 *
 * @param deviations the sum of their squared deviations.
 * @param squares the sum of their squares: rounding errors are relative to the values, not to 1.
 */
export const varies = (deviations: number, squares: number): boolean =>
  deviations > 1e-24 * squares;
