import * as tf from '@tensorflow/tfjs-core';

// Every message reads `<function>: '<argument>' must <rule>, got <value>.`

/** Height and width in pixels. */
export type Size = readonly [height: number, width: number];

/** A closed interval. */
export type Interval = readonly [low: number, high: number];

const kind = (value: unknown) =>
  value instanceof tf.Tensor ? `${value.dtype} tensor` : value === null ? 'null' : typeof value;

/** Formats a value for a message: arrays in brackets. */
const quote = (value: unknown) => (Array.isArray(value) ? `[${value.join(', ')}]` : String(value));

function refuse(where: string, argument: string, rule: string, value: unknown): never {
  throw new RangeError(`${where}: '${argument}' must ${rule}, got ${quote(value)}.`);
}

/** Checks for a non-empty float32 tensor: `shape` has a number where a size is fixed and a name where it is free. */
export function assertFloats(
  where: string,
  argument: string,
  value: unknown,
  shape: readonly (number | string)[],
): asserts value is tf.Tensor {
  if (!(value instanceof tf.Tensor) || value.dtype !== 'float32') {
    throw new TypeError(`${where}: '${argument}' must be a float32 tensor, got ${kind(value)}.`);
  }
  const fits = shape.every((wanted, i) =>
    typeof wanted === 'number' ? value.shape[i] === wanted : value.shape[i]! > 0,
  );
  if (value.rank !== shape.length || !fits) {
    refuse(where, argument, `have shape [${shape.join(', ')}] and not be empty`, value.shape);
  }
}

function assertChannels(where: string, argument: string, shape: readonly number[]): void {
  const channels = shape[shape.length - 1];
  if (channels !== 1 && channels !== 3) refuse(where, argument, 'have 1 or 3 channels', channels);
}

export function assertClip(where: string, clip: unknown): asserts clip is tf.Tensor4D {
  assertFloats(where, 'clip', clip, ['time', 'height', 'width', 'channels']);
  assertChannels(where, 'clip', clip.shape);
}

export function assertClips(where: string, clips: unknown): asserts clips is tf.Tensor5D {
  assertFloats(where, 'clips', clips, ['batch', 'time', 'height', 'width', 'channels']);
  assertChannels(where, 'clips', clips.shape);
}

export function assertSeed(where: string, argument: string, value: number): void {
  if (!Number.isSafeInteger(value)) refuse(where, argument, 'be a safe integer', value);
}

/** Checks for one seed per clip of a batch. */
export function assertSeeds(where: string, seeds: readonly number[], batch: number): void {
  if (!Array.isArray(seeds)) {
    throw new TypeError(`${where}: 'seeds' must be an array, got ${kind(seeds)}.`);
  }
  if (seeds.length !== batch) {
    refuse(where, 'seeds', `hold one seed for each of ${batch} clips`, seeds.length);
  }
  seeds.forEach((seed, i) => {
    assertSeed(where, `seeds[${i}]`, seed);
  });
}

export function assertFunctions(where: string, argument: string, values: unknown): void {
  for (const value of Array.isArray(values) ? values : [values]) {
    if (typeof value !== 'function') {
      throw new TypeError(`${where}: '${argument}' must be functions, got ${kind(value)}.`);
    }
  }
}

export function assertFinite(where: string, argument: string, value: number): void {
  if (!Number.isFinite(value)) refuse(where, argument, 'be finite', value);
}

export function assertWithin(
  where: string,
  argument: string,
  value: number,
  [low, high]: Interval,
): void {
  if (!(value >= low && value <= high)) refuse(where, argument, `be in [${low}, ${high}]`, value);
}

export function assertAtLeast(where: string, argument: string, value: number, low: number): void {
  if (!(Number.isFinite(value) && value >= low)) {
    refuse(where, argument, `be finite and >= ${low}`, value);
  }
}

export function assertPositive(where: string, argument: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) refuse(where, argument, 'be finite and > 0', value);
}

export function assertInteger(
  where: string,
  argument: string,
  value: number,
  [low, high]: Interval = [1, Number.MAX_SAFE_INTEGER],
): void {
  if (Number.isSafeInteger(value) && value >= low && value <= high) return;
  const bounded = high < Number.MAX_SAFE_INTEGER;
  const rule = bounded ? `be an integer in [${low}, ${high}]` : `be an integer >= ${low}`;
  refuse(where, argument, rule, value);
}

/** Checks for an interval of positive numbers up to `most`. */
export function assertInterval(
  where: string,
  argument: string,
  interval: Interval,
  most = Number.POSITIVE_INFINITY,
): void {
  const [low, high] = interval;
  if (low > 0 && low <= high && high <= most && Number.isFinite(high)) return;
  const bound = most === Number.POSITIVE_INFINITY ? '' : ` <= ${most}`;
  refuse(where, argument, `be finite [low, high] with 0 < low <= high${bound}`, interval);
}

export function assertOneOf(
  where: string,
  argument: string,
  value: string,
  names: readonly string[],
): void {
  if (!names.includes(value)) {
    refuse(where, argument, `be ${names.map((name) => `'${name}'`).join(' or ')}`, value);
  }
}

/** Returns [height, width]; one number gives a square. */
export function sizeOf(where: string, size: number | Size): Size {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  for (const side of [height, width]) assertInteger(where, 'size', side);
  return [height, width];
}

/** Checks that a size fits into a clip of that shape. */
export function assertFits(where: string, [height, width]: Size, shape: readonly number[]): void {
  const [, most, widest] = shape as [number, number, number];
  if (height > most || width > widest) {
    refuse(where, 'size', `be at most the clip's [${most}, ${widest}]`, [height, width]);
  }
}
