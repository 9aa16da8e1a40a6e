import type { AffWildLabels } from '../../aff-wild2/parse-aff-wild2.ts';
import { frameSeries } from '../../frame-series.ts';
import type { Labels } from '../../source.ts';

/** Labels by frame, with what was left out in their origin. */
export function affWildLabelsAt(
  frames: AffWildLabels,
  fps: number,
  file: string,
  note = '',
): Labels {
  const { arousal, missing, outOfRange } = frames;
  const notes = [
    missing > 0 ? `${missing} of ${arousal.length} frames without a label` : '',
    outOfRange > 0 ? `${outOfRange} out of range` : '',
    note,
  ].filter((text) => text !== '');
  const origin = notes.length > 0 ? `${file} (${notes.join(', ')})` : file;
  return { ...frameSeries(frames, fps), byFrame: true, anyLength: true, origin };
}
