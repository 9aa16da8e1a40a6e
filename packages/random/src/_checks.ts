/** `<function>: '<argument>' must <rule>, got <value>.` */
export function assertInteger(where: string, argument: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${where}: '${argument}' must be a safe integer, got ${value}.`);
  }
}

export function assertCount(where: string, argument: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= 0, got ${value}.`);
  }
}

export function assertFinite(where: string, argument: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new RangeError(`${where}: '${argument}' must be finite, got ${value}.`);
  }
}
