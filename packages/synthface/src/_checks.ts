/** `<function>: '<argument>' must <rule>, got <value>.` */
export function assertSeed(where: string, argument: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${where}: '${argument}' must be a safe integer, got ${value}.`);
  }
}

/** An integer in [low, high]. */
export function assertInteger(
  where: string,
  argument: string,
  value: number,
  low: number,
  high: number = Number.MAX_SAFE_INTEGER,
): void {
  if (!Number.isSafeInteger(value) || value < low || value > high) {
    const rule =
      high === Number.MAX_SAFE_INTEGER ? `an integer >= ${low}` : `an integer in [${low}, ${high}]`;
    throw new RangeError(`${where}: '${argument}' must be ${rule}, got ${value}.`);
  }
}

/** A number in [low, high]; NaN is none. */
export function assertWithin(
  where: string,
  argument: string,
  value: number,
  low: number,
  high: number,
): void {
  if (!(value >= low && value <= high)) {
    throw new RangeError(`${where}: '${argument}' must be in [${low}, ${high}], got ${value}.`);
  }
}
