import { FileError } from '@ssvaerr/host';
import type { Fusion } from '@ssvaerr/metrics';
import { joinRaters } from '../../join-raters.ts';
import type { Trace } from '../../label-series.ts';
import { parseSewaAligned, type SewaAligned } from '../../sewa/parse-sewa-aligned.ts';
import { parseSewaSegment } from '../../sewa/parse-sewa-segment.ts';
import type { Labels } from '../../source.ts';
import { readLabels } from '../read-labels.ts';
import type { Clip, ClipFile } from './_clips.ts';
import { firstFrameOf } from './_names.ts';

interface ClipLabelsOptions {
  readonly layout: 'native' | 'segments';
  readonly fuse: Fusion;
  /** Frames per second of the video. */
  readonly fps: number;
}

/** Reads the labels of a clip and fuses its annotators. */
export async function clipLabels(clip: Clip, options: ClipLabelsOptions): Promise<Labels> {
  const { layout, fuse, fps } = options;
  const parse = (text: string): SewaAligned => {
    if (layout === 'native') {
      return parseSewaAligned(text, { firstFrame: firstFrameOf(clip.name) });
    }
    const { frames, values } = parseSewaSegment(text);
    return { unit: 'frames', times: frames, annotators: [values] };
  };
  const [arousal, valence] = [
    await tracesOf(clip.arousal, parse),
    await tracesOf(clip.valence, parse),
  ];
  const names = [...arousal.keys()];
  if (names.join() !== [...valence.keys()].join()) {
    const by = (traces: typeof arousal) => `ratings by ${[...traces.keys()].join(', ')}`;
    throw new FileError(
      clip.valence[0]!.path,
      `has ${by(valence)}, but ${clip.arousal[0]!.base} has ${by(arousal)}: both must have the same annotators.`,
    );
  }
  const inSeconds = ({ unit, times, values }: Found): Trace => ({
    times: unit === 'frames' ? times.map((frame) => frame / fps) : times,
    values,
  });
  const series = joinRaters(
    names.map((name) => ({
      name,
      arousal: inSeconds(arousal.get(name)!),
      valence: inSeconds(valence.get(name)!),
    })),
    fuse,
  );
  const files = [...clip.arousal, ...clip.valence].map(({ base }) => base).join(', ');
  return {
    ...series,
    origin: names.length > 1 ? `${files} (${fuse} of ${names.length} raters)` : files,
    byFrame: [...arousal.values(), ...valence.values()].every(({ unit }) => unit === 'frames'),
  };
}

/** The trace of one annotator. */
interface Found extends Pick<SewaAligned, 'unit' | 'times'> {
  readonly values: Float64Array;
}

/** Reads the traces of one dimension by the name of the annotator: the number of the column, or what names the file. */
async function tracesOf(
  files: readonly ClipFile[],
  parse: (text: string) => SewaAligned,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  for (const { path, suffix } of files) {
    const { unit, times, annotators } = await readLabels(path, parse);
    for (const [i, values] of annotators.entries()) {
      const column = String(i + 1);
      const file = suffix.replace(/^_/, '');
      const name =
        files.length === 1 ? column : annotators.length === 1 ? file : `${file}.${column}`;
      found.set(name, { unit, times, values });
    }
  }
  return found;
}
