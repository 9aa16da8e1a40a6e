import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { FileError } from '@ssvaerr/host';
import { asFileError } from '@ssvaerr/host/node';

/** A whole JPEG or PNG picture without its metadata. */
export interface PictureFile {
  readonly codec: 'jpeg' | 'png';
  /** Pixels in a row, as the file says. */
  readonly width: number;
  readonly height: number;
  /** The file, but only those of its parts that make up the picture. */
  readonly bytes: Uint8Array;
}

const noEnd = 'is damaged or cut off: its end is missing.';
const noSize = 'is damaged: it states no size.';
const endOfJpeg = Buffer.of(0xff, 0xd9);
const startOfPng = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * Reads a picture and checks that it is whole. Metadata is left out: damage to it is no damage to the picture, and
 * some versions of ffmpeg turn a picture as its EXIF orientation says, while others do not.
 *
 * @returns the picture, or what is wrong with the file, to follow its name.
 */
export async function readPicture(path: string): Promise<PictureFile | string> {
  try {
    const file = await open(path, 'r');
    try {
      const start = Buffer.alloc(8);
      const { bytesRead } = await file.read(start, 0, 8, 0);
      if (bytesRead === 0) return 'is empty (0 bytes).';
      if (start.equals(startOfPng)) return readPng(await file.readFile());
      if (start.readUInt16BE() === 0xffd8) return readJpeg(await file.readFile());
      return 'is not a JPEG or PNG picture.';
    } finally {
      await file.close();
    }
  } catch (error) {
    const reason = asFileError(path, error);
    if (reason instanceof FileError) return reason.what;
    throw error;
  }
}

/** @see ITU-T T.81, annex B */
function readJpeg(bytes: Buffer): PictureFile | string {
  const parts = [bytes.subarray(0, 2)];
  let size = { width: 0, height: 0 };
  for (let at = 2; ; ) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 9 > bytes.length) return noEnd;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++; // a filler
      continue;
    }
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd9)) {
      at += 2; // it has no length
      continue;
    }
    const next = at + 2 + bytes.readUInt16BE(at + 2);
    if (marker === 0xda) {
      const end = bytes.lastIndexOf(endOfJpeg);
      if (end < next) return noEnd;
      parts.push(bytes.subarray(at, end + 2));
      break;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) size = { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    // APP0 and APP14 say how colors are stored; the other APPn and comments are metadata.
    const isMetadata = (marker > 0xe0 && marker <= 0xef && marker !== 0xee) || marker === 0xfe;
    if (!isMetadata) parts.push(bytes.subarray(at, next));
    at = next;
  }
  if (size.width === 0 || size.height === 0) return noSize;
  return { codec: 'jpeg', ...size, bytes: Buffer.concat(parts) };
}

/** @see https://www.w3.org/TR/png-3/#5DataRep */
function readPng(bytes: Buffer): PictureFile | string {
  const parts: Buffer[] = [startOfPng];
  let size = { width: 0, height: 0 };
  for (let at = 8, type = ''; type !== 'IEND'; ) {
    const next = at + 12 <= bytes.length ? at + 12 + bytes.readUInt32BE(at) : Infinity;
    if (next > bytes.length) return noEnd;
    type = bytes.toString('latin1', at + 4, at + 8);
    if (/^[A-Z]/.test(type)) {
      // Others are metadata.
      if (crc32(bytes.subarray(at + 4, next - 4)) !== bytes.readUInt32BE(next - 4)) {
        return `is damaged (wrong checksum in ${JSON.stringify(type)}).`;
      }
      parts.push(bytes.subarray(at, next));
    }
    if (type === 'IHDR' && next >= at + 20) {
      size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) };
    }
    at = next;
  }
  if (size.width === 0 || size.height === 0) return noSize;
  return { codec: 'png', ...size, bytes: Buffer.concat(parts) };
}
