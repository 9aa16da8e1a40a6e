import { FileError } from '@ssvaerr/host';
import type { Fusion } from '@ssvaerr/metrics';
import { joinRaters } from '../join-raters.ts';
import type { LabelSeries, Trace } from '../label-series.ts';

/** The ratings of one dimension. */
export interface RatedDimension {
  /** The file, or the first of several. */
  readonly path: string;
  /** The traces by the names of the raters. */
  readonly traces: ReadonlyMap<string, Trace>;
}

/**
 * Joins the ratings of arousal and valence, which are in different files.
 *
 * @throws FileError if they are not by the same raters.
 */
export function joinDimensions(
  arousal: RatedDimension,
  valence: RatedDimension,
  fusion: Fusion,
): LabelSeries {
  const names = [...arousal.traces.keys()];
  if (String([...names].sort()) !== String([...valence.traces.keys()].sort())) {
    const by = ({ traces }: RatedDimension) => [...traces.keys()].join(', ');
    throw new FileError(
      valence.path,
      `has ratings by ${by(valence)}, but ${arousal.path} by ${by(arousal)}: both must have the same raters.`,
    );
  }
  return joinRaters(
    names.map((name) => ({
      name,
      arousal: arousal.traces.get(name)!,
      valence: valence.traces.get(name)!,
    })),
    fusion,
  );
}
