/** Refuses a count that is not an integer >= 1. */
export function assertCount(where: string, argument: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= 1, got ${value}.`);
  }
}
