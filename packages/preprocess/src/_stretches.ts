/** A face of one frame, as `alignFaces` of `@ssvaerr/face` gives it. */
export interface TrackedFace {
  /** Number of the face: the same number is the same face. */
  readonly track: number;
  /** `[size, size]` gray bytes. */
  readonly crop: Uint8Array;
  /** Quality of the crop, in [0, 1]. */
  readonly quality: number;
  /** True if the face was not seen in this frame, but in frames before and after it. */
  readonly interpolated: boolean;
}

/** One face in consecutive frames. */
export interface Stretch {
  readonly track: number;
  /** Index of the first frame in the video. */
  readonly start: number;
  readonly crops: Uint8Array[];
  /** Number of frames in which the face was seen. */
  seen: number;
}

export interface StretchOptions {
  /** Shorter ones are dropped. */
  readonly minFrames: number;
  /** Longer ones are split. */
  readonly maxFrames: number;
}

/** Joins the faces of consecutive frames into stretches, frame by frame. */
export class Stretches {
  readonly #minFrames: number;
  readonly #maxFrames: number;
  #open = new Map<number, Stretch>();
  /** Number of faces in frames that belong to no stretch, because it would be too short. */
  dropped = 0;

  constructor({ minFrames, maxFrames }: StretchOptions) {
    this.#minFrames = minFrames;
    this.#maxFrames = maxFrames;
  }

  /**
   * Takes the next frame.
   *
   * @returns the stretches that ended with the frame before it, or with it where they reached the maximum.
   */
  push({ index, faces }: { readonly index: number; readonly faces: readonly TrackedFace[] }) {
    const before = this.#open;
    this.#open = new Map();
    const ended: Stretch[] = [];
    for (const { track, crop, interpolated } of faces) {
      const stretch = before.get(track) ?? { track, start: index, crops: [], seen: 0 };
      before.delete(track);
      stretch.crops.push(crop);
      if (!interpolated) stretch.seen++;
      if (stretch.crops.length < this.#maxFrames) this.#open.set(track, stretch);
      else ended.push(stretch);
    }
    return this.#longEnough([...before.values(), ...ended]);
  }

  /** Start of the earliest stretch that has not ended; undefined if there is none. */
  get earliest(): number | undefined {
    const starts = [...this.#open.values()].map(({ start }) => start);
    return starts.length > 0 ? Math.min(...starts) : undefined;
  }

  /** Ends the video, and returns the stretches that end with it. */
  finish(): Stretch[] {
    const open = [...this.#open.values()];
    this.#open.clear();
    return this.#longEnough(open);
  }

  #longEnough(stretches: readonly Stretch[]): Stretch[] {
    return stretches.filter(({ crops }) => {
      const kept = crops.length >= this.#minFrames;
      if (!kept) this.dropped += crops.length;
      return kept;
    });
  }
}

/** Joins the crops of a stretch into `[frames, size, size]`. */
export function joinedCrops({ crops }: Stretch): Uint8Array<ArrayBuffer> {
  const [{ length } = { length: 0 }] = crops;
  const joined = new Uint8Array(crops.length * length);
  crops.forEach((crop, i) => {
    joined.set(crop, i * length);
  });
  return joined;
}
