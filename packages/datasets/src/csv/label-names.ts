import { splitDimension } from './_split-dimension.ts';

/** What the name of a label file tells. */
export interface LabelName {
  /** Id of the recording, of those that were given. */
  readonly recording: string;
  /** The rater; empty if the name does not tell one. */
  readonly rater: string;
  /** The dimension, if the name tells. */
  readonly dimension: 'arousal' | 'valence' | null;
}

/**
 * Makes a function that tells which recording a label file belongs to, who rated it, and which dimension it holds. For a
 * recording `day1/talk` these names fit: `day1/talk`, `talk` (if there is only one `talk`), `anna/day1/talk` and
 * `day1/talk/anna` and `day1/talk_anna` (rater anna), `arousal/talk`, `talk_arousal`, `anna/arousal/talk`. Case does not matter.
 *
 * @param recordings Ids of the recordings, without the extension of a file, with `/`.
 * @returns a function of a name without extension; null if it fits no recording.
 * @example
 * ```ts
 * import { labelNames } from '@ssvaerr/datasets';
 *
 * console.log(labelNames(['talk'])('anna/arousal/talk')); // { recording: 'talk', rater: 'anna', dimension: 'arousal' }
 * ```
 */
export function labelNames(recordings: readonly string[]): (name: string) => LabelName | null {
  const byName = new Map<string, string | null>();
  for (const id of recordings) byName.set(id.toLowerCase(), id);
  for (const id of recordings) {
    const stem = id.split('/').at(-1)!.toLowerCase();
    const other = byName.get(stem);
    if (other === undefined) byName.set(stem, id);
    else if (other !== id && other !== null && other.toLowerCase() !== stem) byName.set(stem, null);
  }
  const find = (parts: readonly string[]) => byName.get(parts.join('/').toLowerCase()) ?? undefined;

  /** The recording of some parts, and what is left over: the longest name that fits, whole parts first. */
  const match = (parts: readonly string[]): { id: string; rest: string[] } | null => {
    for (let to = parts.length; to > 0; to--) {
      const stem = parts[to - 1]!;
      for (const end of cuts(stem)) {
        const kept = [...parts.slice(0, to - 1), stem.slice(0, end)];
        const cut = [stem.slice(end + 1), ...parts.slice(to)].filter((part) => part !== '');
        for (let from = 0; from < to; from++) {
          const id = find(kept.slice(from));
          if (id !== undefined) return { id, rest: [...kept.slice(0, from), ...cut] };
        }
      }
    }
    return null;
  };

  return (name) => {
    const { parts, dimension } = splitDimension(name);
    // A recording may itself be called arousal.
    const whole = find(name.split('/'));
    if (whole !== undefined) return { recording: whole, rater: '', dimension: null };
    const found = parts.length > 0 ? match(parts) : null;
    return found && { recording: found.id, rater: found.rest.join('/'), dimension };
  };
}

/** Where a stem may end: at its end, and before each `.`, `_` and `-`, the last first. */
const cuts = (stem: string): number[] => [
  stem.length,
  ...Array.from(stem.matchAll(/[._-]/g), ({ index }) => index)
    .filter((index) => index > 0)
    .reverse(),
];
