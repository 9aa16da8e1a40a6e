/** The clips that a network or an encoder takes. */
export interface NetworkInputs {
  /** Channels of a frame: 1 (gray) or 3 (RGB). */
  readonly channels: number;
  /** Side of the frames, in pixels; null: any from 32 on. */
  readonly size: number | null;
}
