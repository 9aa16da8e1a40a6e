// `<function>: '<argument>' must <rule>, got <value>.`

export function assertNonNegative(where: string, argument: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${where}: '${argument}' must be finite and >= 0, got ${value}.`);
  }
}

export function assertPositive(where: string, argument: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${where}: '${argument}' must be finite and > 0, got ${value}.`);
  }
}

export function assertFinite(where: string, argument: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new RangeError(`${where}: '${argument}' must be finite, got ${value}.`);
  }
}

/** Checks a coefficient of a running average, which divides by `1 - value`. */
export function assertBelowOne(where: string, argument: string, value: number): void {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`${where}: '${argument}' must be in [0, 1), got ${value}.`);
  }
}

export function assertCount(where: string, argument: string, value: number, least: 0 | 1): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= ${least}, got ${value}.`);
  }
}
