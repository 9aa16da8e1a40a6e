import type { Fusion } from '@ssvaerr/metrics';
import { parseSewaAligned, type SewaAligned } from '../../sewa/parse-sewa-aligned.ts';
import { parseSewaSegment } from '../../sewa/parse-sewa-segment.ts';
import type { Labels } from '../../source.ts';
import { joinDimensions } from '../_join-dimensions.ts';
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
export async function clipLabels(
  clip: Clip,
  { layout, fuse, fps }: ClipLabelsOptions,
): Promise<Labels> {
  const parse = (text: string): SewaAligned => {
    if (layout === 'native') {
      return parseSewaAligned(text, { firstFrame: firstFrameOf(clip.name) });
    }
    const { frames, values } = parseSewaSegment(text);
    return { unit: 'frames', times: frames, annotators: [values] };
  };
  const [arousal, valence] = [
    await ratedIn(clip.arousal, parse, fps),
    await ratedIn(clip.valence, parse, fps),
  ];
  const series = joinDimensions(arousal, valence, fuse);
  const files = [...clip.arousal, ...clip.valence].map(({ base }) => base).join(', ');
  return {
    ...series,
    origin: series.raters ? `${files} (${fuse} of ${series.raters.length} raters)` : files,
    byFrame: arousal.byFrame && valence.byFrame,
  };
}

/** Reads one dimension; an annotator is named by the number of the column, or by what names the file. */
async function ratedIn(
  files: readonly ClipFile[],
  parse: (text: string) => SewaAligned,
  fps: number,
) {
  const traces = new Map<string, { readonly times: Float64Array; readonly values: Float64Array }>();
  let byFrame = true;
  for (const { path, suffix } of files) {
    const { unit, times, annotators } = await readLabels(path, parse);
    byFrame &&= unit === 'frames';
    const seconds = unit === 'frames' ? times.map((frame) => frame / fps) : times;
    for (const [i, values] of annotators.entries()) {
      const column = String(i + 1);
      const file = suffix.replace(/^_/, '');
      const inFile = annotators.length === 1 ? file : `${file}.${column}`;
      traces.set(files.length === 1 ? column : inFile, { times: seconds, values });
    }
  }
  return { path: files[0]!.path, traces, byFrame };
}
