import { show } from './_show.ts';

/** Makes the error `<function>: '<argument>' must <rule>, got <value>.` */
export function mustBe(where: string, argument: string, rule: string, got: unknown): RangeError {
  return new RangeError(`${where}: '${argument}' must ${rule}, got ${show(got)}.`);
}

export function assertInteger(where: string, argument: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw mustBe(where, argument, `be an integer >= ${least}`, value);
  }
}

export function assertSeed(where: string, argument: string, value: number): void {
  if (!Number.isSafeInteger(value)) throw mustBe(where, argument, 'be a safe integer', value);
}

/** Refuses what is not of the class: a plain array of numbers would silently be read as bytes. */
export function assertKind<T>(
  where: string,
  argument: string,
  value: unknown,
  kind: { new (...args: never[]): T; readonly name: string },
): void {
  if (value instanceof kind) return;
  const got = (value as object | undefined)?.constructor?.name ?? show(value);
  throw new TypeError(`${where}: '${argument}' must be a ${kind.name}, got ${got}.`);
}

/** Refuses a label delay that is not a finite number of seconds >= 0. */
export function assertDelay(where: string, labelDelay: number): void {
  if (labelDelay >= 0 && labelDelay < Number.POSITIVE_INFINITY) return;
  throw mustBe(where, 'labelDelay', 'be a finite number of seconds >= 0', labelDelay);
}
