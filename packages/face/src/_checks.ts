import type { Frame } from './landmarker.ts';

/** `<function>: '<argument>' must <rule>, got <value>.` */
export function assertFrame(where: string, { width, height, data }: Frame): void {
  assertInteger(where, 'frame.width', width, 1);
  assertInteger(where, 'frame.height', height, 1);
  if (data.length !== width * height * 3) {
    throw new RangeError(
      `${where}: 'frame.data' must hold ${width} x ${height} x 3 bytes, got ${data.length}.`,
    );
  }
}

export function assertSameSize(where: string, frame: Frame, first: Frame): void {
  if (frame.width !== first.width || frame.height !== first.height) {
    throw new RangeError(
      `${where}: 'frame' must be ${first.width} x ${first.height} like the first, got ${frame.width} x ${frame.height}.`,
    );
  }
}

export function assertInteger(where: string, argument: string, value: number, low: number): void {
  if (!Number.isSafeInteger(value) || value < low) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= ${low}, got ${value}.`);
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

export function assertLandmarks(where: string, argument: string, points: ArrayLike<number>): void {
  if (points.length !== 136) {
    throw new RangeError(
      `${where}: '${argument}' must hold x and y of 68 points, got ${points.length} numbers.`,
    );
  }
}

/** Finite and > 0; with `zero`, >= 0. */
export function assertPositive(
  where: string,
  argument: string,
  value: number,
  { zero = false } = {},
): void {
  if (!Number.isFinite(value) || value < 0 || (value === 0 && !zero)) {
    const rule = zero ? '>= 0' : '> 0';
    throw new RangeError(`${where}: '${argument}' must be finite and ${rule}, got ${value}.`);
  }
}
