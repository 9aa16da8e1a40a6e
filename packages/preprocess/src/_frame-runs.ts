import type { Picture } from '@ssvaerr/datasets';
import type { Frame } from '@ssvaerr/face';
import { type DecodedPicture, decodePictures } from '@ssvaerr/video';

/** Consecutive frames of one size. They must be taken to their end before the next run. */
export interface FrameRun {
  /** Index of the first frame in the recording. */
  readonly first: number;
  readonly frames: AsyncIterable<Frame>;
}

/** A picture that is next, and its frame. */
interface Waiting {
  readonly index: number;
  readonly frame: Frame;
}

/**
 * Decodes pictures as runs of consecutive frames: a missing or damaged picture, and one of another size, ends a run.
 *
 * @param onProblem Called with each picture that cannot be decoded.
 */
export async function* pictureRuns(
  ffmpeg: string,
  pictures: readonly Picture[],
  onProblem: (picture: DecodedPicture & { readonly problem: string }) => void,
): AsyncGenerator<FrameRun, void, undefined> {
  const decoded = decodePictures(
    ffmpeg,
    pictures.map(({ path }) => path),
  );
  let at = 0;
  const next = async (): Promise<Waiting | undefined> => {
    for (;;) {
      const { value, done } = await decoded.next();
      if (done || !value) return undefined;
      const { frame: index } = pictures[at++]!;
      if (value.frame) return { index, frame: value.frame };
      onProblem(value);
    }
  };
  let waiting = await next();
  async function* run(first: Waiting): AsyncGenerator<Frame, void, undefined> {
    let last = first;
    yield first.frame;
    for (;;) {
      waiting = await next();
      const follows =
        waiting?.index === last.index + 1 &&
        waiting.frame.width === last.frame.width &&
        waiting.frame.height === last.frame.height;
      if (!waiting || !follows) return;
      last = waiting;
      yield last.frame;
    }
  }
  try {
    while (waiting) yield { first: waiting.index, frames: run(waiting) };
  } finally {
    await decoded.return();
  }
}
