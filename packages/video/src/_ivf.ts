const tags = { jpeg: 'MJPG', png: 'MPNG' };

/**
 * Wraps pictures as the frames of a video in IVF, the simplest container that ffmpeg reads from a pipe: each picture
 * keeps its borders, and no file name reaches ffmpeg.
 *
 * @see https://wiki.multimedia.cx/index.php/Duck_IVF
 */
export function* ivf(
  codec: keyof typeof tags,
  pictures: Iterable<Uint8Array>,
): Generator<Uint8Array, void, undefined> {
  const header = Buffer.alloc(32);
  header.write('DKIF');
  header.writeUInt16LE(32, 6); // length of the header
  header.write(tags[codec], 8);
  header.writeUInt32LE(25, 16); // frames per second, the rate that ffmpeg assumes
  header.writeUInt32LE(1, 20);
  yield header;
  let index = 0;
  for (const bytes of pictures) {
    const frame = Buffer.alloc(12);
    frame.writeUInt32LE(bytes.length);
    frame.writeUInt32LE(index++, 4);
    yield frame;
    yield bytes;
  }
}
