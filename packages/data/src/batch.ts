import { checkLabels } from './_check-labels.ts';
import { assertInteger, assertKind, mustBe } from './_checks.ts';
import { assertChannels, type Channels } from './dataset.ts';
import { maskLabels } from './labels.ts';
import { unitPixels } from './pixels.ts';

/** Values with their shape, row-major; `tf.tensor(values, shape)` makes a tensor. */
export interface Shaped {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Segments stacked along the first axis, padded at the end to one length. */
export interface Batch {
  /** `[batch, time, height, width, channels]` in [0, 1]; padding is 0. */
  readonly clips: Shaped;
  /** `[batch, time, 2]`: arousal, valence in [-1, 1]; 0 where `mask` is 0. */
  readonly labels: Shaped;
  /** `[batch, time]`: 1 where both labels are known, 0 where one is missing and on padding. */
  readonly mask: Shaped;
  /** `[batch]`: number of frames without padding. */
  readonly lengths: Int32Array;
  /** Present if the batch was made with audio. */
  readonly audio?: AudioBatch;
}

/** The audio features of a batch. */
export interface AudioBatch extends Shaped {
  /** `[batch]`: the row of the clip at which the segment starts. `shape` is `[batch, rows, features]`. */
  readonly starts: Int32Array;
  /** `[batch]`: number of rows without padding. */
  readonly lengths: Int32Array;
}

/** One segment of a batch, as it is stored. */
export interface SegmentData {
  /** `[frames, height, width]`, with 3 channels `[frames, height, width, 3]`; row-major. */
  readonly frames: Uint8Array;
  /** `[frames, 2]` in [-1, 1], NaN where missing. Absent: no label is known. */
  readonly labels?: Float32Array;
  /** `[rows, features]`, the rows of the clip from `start` on. */
  readonly audio?: { readonly start: number; readonly values: Float32Array };
}

/** The shape of a batch without its first axis, the number of segments. */
export interface BatchShape {
  /** Length that segments are padded to, in frames. */
  readonly time: number;
  readonly height: number;
  readonly width: number;
  /** Channels of every frame: 1 (gray) or 3 (red, green, blue). Default 1. */
  readonly channels?: Channels;
  /** Rows that audio is padded to, and features per row. Default: no audio. */
  readonly audio?: { readonly rows: number; readonly features: number };
}

/**
 * Pads segments to one length and stacks them. 8-bit frames become float32 in [0, 1]; missing labels become 0
 * with mask 0. The mask is 1 only where both labels of a frame are known.
 *
 * @param segments At least one.
 * @throws RangeError if a segment does not fit the shape, or a label is neither in [-1, 1] nor NaN; TypeError if
 *   an array is of another kind.
 * @example
 * ```ts
 * import { assembleBatch } from '@ssvaerr/data';
 *
 * const labels = Float32Array.of(0.5, -0.5, Number.NaN, 0.25); // the second frame has no arousal
 * const segment = { frames: Uint8Array.of(0, 255), labels };
 * const batch = assembleBatch([segment], { time: 3, height: 1, width: 1 }); // one frame of padding
 * console.log(batch.clips.shape, batch.clips.values.join(' ')); // [ 1, 3, 1, 1, 1 ] 0 1 0
 * console.log(batch.labels.values.join(' ')); // 0.5 -0.5 0 0 0 0
 * console.log(batch.mask.values.join(' '), batch.lengths.join(' ')); // 1 0 0 2
 * ```
 */
export function assembleBatch(
  segments: readonly SegmentData[],
  { time, height, width, channels = 1, audio }: BatchShape,
): Batch {
  const where = 'assembleBatch';
  for (const [name, value] of Object.entries({ time, height, width })) {
    assertInteger(where, name, value, 1);
  }
  assertChannels(where, channels);
  const batch = segments.length;
  if (batch === 0) throw mustBe(where, 'segments', 'have at least one entry', batch);
  const frameSize = height * width * channels;
  for (const segment of segments) checkSegment(where, segment, time, frameSize, channels);

  const clips = new Float32Array(batch * time * frameSize);
  const labels = new Float32Array(batch * time * 2);
  const mask = new Float32Array(batch * time);
  segments.forEach((segment, i) => {
    const offset = i * time * frameSize;
    unitPixels(segment.frames, clips.subarray(offset, offset + segment.frames.length));
    if (segment.labels) {
      const known = maskLabels(segment.labels);
      labels.set(known.labels, i * time * 2);
      mask.set(known.mask, i * time);
    }
  });
  return {
    clips: { shape: [batch, time, height, width, channels], values: clips },
    labels: { shape: [batch, time, 2], values: labels },
    mask: { shape: [batch, time], values: mask },
    lengths: Int32Array.from(segments, ({ frames }) => frames.length / frameSize),
    ...(audio && { audio: assembleAudio(where, segments, audio) }),
  };
}

function checkSegment(
  where: string,
  { frames, labels }: SegmentData,
  time: number,
  frameSize: number,
  channels: Channels,
): void {
  assertKind(where, 'frames', frames, Uint8Array);
  const count = frames.length / frameSize;
  if (!Number.isInteger(count) || count < 1 || count > time) {
    const each = channels === 1 ? '' : ` of ${channels} channels`;
    const rule = `hold 1 to ${time} frames of ${frameSize / channels} pixels${each}`;
    throw mustBe(where, 'frames', rule, frames.length);
  }
  if (!labels) return;
  checkLabels(where, labels);
  if (labels.length !== 2 * count) {
    throw mustBe(where, 'labels', `hold 2 labels for each of ${count} frames`, labels.length);
  }
}

function assembleAudio(
  where: string,
  segments: readonly SegmentData[],
  { rows, features }: { readonly rows: number; readonly features: number },
): AudioBatch {
  const values = new Float32Array(segments.length * rows * features);
  segments.forEach(({ audio }, i) => {
    if (!audio || audio.values.length % features !== 0 || audio.values.length > rows * features) {
      const rule = `hold at most ${rows} rows of ${features} features`;
      throw mustBe(where, 'audio', rule, audio?.values.length);
    }
    values.set(audio.values, i * rows * features);
  });
  return {
    shape: [segments.length, rows, features],
    values,
    starts: Int32Array.from(segments, ({ audio }) => audio!.start),
    lengths: Int32Array.from(segments, ({ audio }) => audio!.values.length / features),
  };
}
