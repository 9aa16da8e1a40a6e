// Paints docs/augmentations.png: a row for each augmentation, a column for each frame; the first row is the
// clip itself. From the root of the repository:
//   npx esbuild packages/augment/tools/gallery.ts --bundle --platform=node --format=cjs \
//     --conditions=@ssvaerr/source | node - docs/augmentations.png [VIDEO OTHER.png]
// With a video of at least two seconds, it also paints a picture of real frames, which ffmpeg crops to the middle square.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { synthesiseClip } from '@ssvaerr/synthface';
import * as tf from '@tensorflow/tfjs';
import { PNG } from 'pngjs';
import {
  type Augmentation,
  byol,
  compose,
  dino,
  lira,
  randomColorJitter,
  randomCrop,
  randomCropOut,
  randomGaussianBlur,
  randomHorizontalFlip,
  randomMissingFrames,
  randomResizedCrop,
  randomSaltAndPepper,
  randomSolarize,
  randomSolarizeAboveMean,
} from '../src/index.ts';

const size = 96;
const frames = 8;
const gap = 2;

/** The rows: each augmentation has probability 1 and a seed that shows it well. */
const rows: readonly (readonly [Augmentation, number])[] = [
  [compose(), 1],
  [randomHorizontalFlip({ probability: 1 }), 1],
  [randomCrop({ size: 80 }), 3],
  [randomCropOut(), 2],
  [randomMissingFrames(), 1],
  [randomSolarizeAboveMean({ probability: 1 }), 1],
  [randomSaltAndPepper(), 1],
  [randomResizedCrop({ size }), 4],
  [randomColorJitter({ probability: 1 }), 1],
  [randomGaussianBlur({ kernelSize: 9, sigma: [2, 2] }), 1],
  [randomSolarize({ probability: 1 }), 1],
  [lira(), 2],
  [byol()[0], 1],
  [byol()[1], 2],
  [dino()[0]!, 1],
  [dino()[1]!, 2],
  [dino()[2]!, 3],
];

tf.env().set('IS_TEST', true); // no banner

const [synthetic, video, other] = process.argv.slice(2);
if (synthetic === undefined || (video === undefined) !== (other === undefined)) {
  refuse('gallery: expected OUT.png [VIDEO OTHER.png]');
}
const { frames: pixels } = synthesiseClip({ seed: 5, subject: 21, clip: 0, frames, fps: 4, size });
paint(synthetic, pixels);
if (video !== undefined && other !== undefined) paint(other, decode(video));

/** Prints a message to stderr and exits. */
function refuse(message: string): never {
  process.stderr.write(`${message}.\n`);
  process.exit(1);
}

/** Decodes the first frames of a video at four per second, `[frames, size, size]`. */
function decode(path: string): Uint8Array {
  const filter = `fps=4,crop='min(iw,ih)':'min(iw,ih)',scale=${size}:${size},format=gray`;
  const args = ['-v', 'error', '-i', path, '-vf', filter, '-f', 'rawvideo', '-'];
  const { stdout, stderr, error } = spawnSync('ffmpeg', args, { maxBuffer: 1 << 30 });
  if (!error && stdout.length >= frames * size * size) {
    return stdout.subarray(0, frames * size ** 2);
  }
  const [said] = (stderr?.toString() ?? '').split('\n');
  refuse(`gallery: no picture of ${path}: ${error?.message || said || 'it is too short'}`);
}

function paint(path: string, bytes: Uint8Array): void {
  const values = Float32Array.from(bytes, (byte) => byte / 255);
  const clip = tf.tensor4d(values, [frames, size, size, 1]);
  const png = new PNG({
    width: frames * (size + gap) - gap,
    height: rows.length * (size + gap) - gap,
    colorType: 0,
    inputColorType: 0,
  });
  png.data.fill(255);
  rows.forEach(([augment, seed], row) => {
    const result = augment(clip, seed);
    const [, height, width] = result.shape;
    result.dataSync().forEach((tone, i) => {
      const [frame, y, x] = [
        Math.floor(i / (height * width)),
        Math.floor(i / width) % height,
        i % width,
      ];
      const at = (row * (size + gap) + y) * png.width + frame * (size + gap) + x;
      png.data[at] = Math.round(255 * tone);
    });
  });
  const file = PNG.sync.write(png, { colorType: 0, inputColorType: 0, deflateLevel: 9 });
  writeFileSync(path, file);
  process.stdout.write(`${path}: ${file.length} bytes\n`);
}
