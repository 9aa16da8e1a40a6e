import type { VideoInfo } from '@ssvaerr/video';
import * as z from 'zod';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'be 64 hexadecimal digits');

const clip = z.strictObject({
  id: z.string(),
  track: count,
  start: count,
  frames: count,
  quality: share,
  silence: share.optional(),
});

const videoFields = {
  seconds: z.number().optional(),
  fps: z.number(),
  width: count,
  height: count,
  codec: z.string(),
  start: z.number(),
};

const fields = {
  sha256: sha256.nullable(),
  name: z.string(),
  fps: z.number().nullable(),
  frames: count,
  withFace: count,
  quality: z.array(share).readonly(),
  damage: z.string().nullable(),
  clips: z.array(clip.readonly()).readonly(),
  skipped: z.string().nullable(),
};

const video = z.strictObject({ ...videoFields, audio: z.string().optional() });
const entry = z.strictObject({ item: z.string(), ...fields, info: video.nullable() });

/** Version 1 had `file` for `item`, and `sound` for `audio`. */
const entry1 = z
  .strictObject({
    file: z.string(),
    ...fields,
    info: z.strictObject({ ...videoFields, sound: z.string().optional() }).nullable(),
  })
  .transform(({ file, info, ...rest }) => ({
    item: file,
    ...rest,
    info: info && recordedInfo(info),
  }));

/** The schema of an entry, for each version of the ledger. */
export const entrySchemas = { 1: entry1, 2: entry } as const;

/** What `probe` says of a video, as the ledger keeps it. */
export function recordedInfo({
  sound,
  ...info
}: Omit<VideoInfo, 'sound' | 'seconds'> & {
  readonly sound?: string | undefined;
  readonly seconds?: number | undefined;
}): RecordedInfo {
  return { ...info, audio: sound };
}
