import { UserError } from '@ssvaerr/host';

/** Lowest and highest rating. */
export type Scale = readonly [low: number, high: number];

/**
 * Reads the scale of ratings from text such as `1..9` or `-100..100`.
 *
 * @param where What the error names, such as the flag. Default: this function and its argument.
 * @throws UserError if the text is not two different numbers, the lower first.
 * @example
 * ```ts
 * import { parseScale } from '@ssvaerr/datasets';
 *
 * console.log(parseScale('-100..100')); // [ -100, 100 ]
 * ```
 */
export function parseScale(text: string, where = "parseScale: 'text'"): Scale {
  const match = /^(-?\d+(?:[.]\d+)?)[.]{2}(-?\d+(?:[.]\d+)?)$/.exec(text.trim());
  const [low, high] = [Number(match?.[1]), Number(match?.[2])];
  if (low < high) return [low, high];
  throw new UserError(
    `${where} must be the lowest and the highest rating, such as 1..9, got '${text}'.`,
  );
}
