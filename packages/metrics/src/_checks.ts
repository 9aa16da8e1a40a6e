// Every message reads `<function>: '<argument>' must <rule>, got <value>.`

export function assertArray(where: string, argument: string, value: unknown): void {
  const isView = ArrayBuffer.isView(value) && !(value instanceof DataView);
  if (Array.isArray(value) || isView) return;
  const kind = value === null ? 'null' : typeof value;
  throw new TypeError(`${where}: '${argument}' must be an array, got ${kind}.`);
}

export function assertLength(
  where: string,
  argument: string,
  values: ArrayLike<unknown>,
  length: number,
): void {
  assertArray(where, argument, values);
  if (values.length !== length) {
    throw new RangeError(
      `${where}: '${argument}' must have ${length} entries, got ${values.length}.`,
    );
  }
}

/** The frames of a row-major `[frames, width]`. */
export function framesOf(
  where: string,
  argument: string,
  values: ArrayLike<number>,
  width: number,
): number {
  assertArray(where, argument, values);
  if (values.length % width !== 0) {
    throw new RangeError(
      `${where}: '${argument}' must have ${width} entries a frame, got ${values.length} entries.`,
    );
  }
  return values.length / width;
}

export function assertCount(where: string, argument: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= 1, got ${value}.`);
  }
}

/** The indices of the frames that a mask keeps; all of them without one. */
export function keptFrames(
  where: string,
  frames: number,
  mask: ArrayLike<number | boolean> | undefined,
  argument = 'mask',
): number[] {
  const all = Array.from({ length: frames }, (_, frame) => frame);
  if (mask === undefined) return all;
  assertLength(where, argument, mask, frames);
  return all.filter((frame) => {
    const entry = mask[frame];
    if (entry === 1 || entry === true) return true;
    if (entry === 0 || entry === false) return false;
    throw new RangeError(`${where}: '${argument}' must hold 0 and 1, got ${entry} at ${frame}.`);
  });
}

/** Every value of the kept frames of `[frames, width]` is a number: a missing label is masked, not guessed. */
export function assertFinite(
  where: string,
  argument: string,
  values: ArrayLike<number>,
  width: number,
  kept: readonly number[],
): void {
  for (const frame of kept) {
    for (let i = frame * width; i < (frame + 1) * width; i++) {
      if (Number.isFinite(values[i])) continue;
      throw new RangeError(
        `${where}: '${argument}' must be finite where it is not masked, got ${values[i]} at ${i}.`,
      );
    }
  }
}
