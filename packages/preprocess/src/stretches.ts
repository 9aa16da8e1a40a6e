/** A face of one frame, as `alignFaces` of `@ssvaerr/face` gives it. */
export interface TrackedFace {
  /** Who: the same number, the same face. */
  readonly track: number;
  /** `[size, size]`, gray. */
  readonly crop: Uint8Array;
  /** In [0, 1]. */
  readonly quality: number;
  /** Whether it was not seen in this frame, but in frames before and after. */
  readonly interpolated: boolean;
}

/** One face in consecutive frames. */
export interface Stretch {
  readonly track: number;
  /** The first frame's index in the video. */
  readonly start: number;
  readonly crops: Uint8Array[];
  /** Frames in which the face was seen. */
  seen: number;
}

export interface StretchOptions {
  /** Shorter ones are dropped. */
  readonly minFrames: number;
  /** Longer ones are cut. */
  readonly maxFrames: number;
}

/** Cuts the faces of a video's frames into stretches, as they come. */
export class Stretches {
  readonly #minFrames: number;
  readonly #maxFrames: number;
  #open = new Map<number, Stretch>();
  /** Frames with a face that belong to no stretch, as it would be too short. */
  dropped = 0;

  constructor({ minFrames, maxFrames }: StretchOptions) {
    this.#minFrames = minFrames;
    this.#maxFrames = maxFrames;
  }

  /**
   * Takes the next frame.
   *
   * @returns the stretches that ended with the frame before it, or with it where they are cut.
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

  /** Where the earliest stretch that goes on began; undefined: none does. */
  get earliest(): number | undefined {
    const starts = [...this.#open.values()].map(({ start }) => start);
    return starts.length > 0 ? Math.min(...starts) : undefined;
  }

  /** The stretches that end with the video. */
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

/** All crops of a stretch, one after the other. */
export function joinedCrops({ crops }: Stretch): Uint8Array<ArrayBuffer> {
  const [{ length } = { length: 0 }] = crops;
  const joined = new Uint8Array(crops.length * length);
  crops.forEach((crop, i) => {
    joined.set(crop, i * length);
  });
  return joined;
}
