import type { ExtractOptions } from './extract-clips.ts';

/** Refuses a count that is not an integer >= 1. */
export function assertCount(where: string, argument: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= 1, got ${value}.`);
  }
}

/** Refuses lengths of clips that no clip can have. `alignFaces` checks the rest. */
export function assertSeconds(
  where: string,
  { minSeconds, maxSeconds }: Pick<ExtractOptions, 'minSeconds' | 'maxSeconds'>,
): void {
  if (!(minSeconds >= 0)) {
    throw new RangeError(`${where}: 'minSeconds' must be >= 0, got ${minSeconds}.`);
  }
  if (!(maxSeconds >= minSeconds && maxSeconds > 0)) {
    throw new RangeError(
      `${where}: 'maxSeconds' must be > 0 and >= minSeconds (${minSeconds}), got ${maxSeconds}.`,
    );
  }
}
