// Paints docs/synthface.png. From the root of the repository:
//   npx esbuild packages/synthface/tools/contact-sheet.ts --bundle --platform=node --format=esm \
//     --conditions=@ssvaerr/source | node --input-type=module - docs/synthface.png
import { writeFileSync } from 'node:fs';
import {
  actionUnitsOf,
  type Expression,
  identityOf,
  renderFace,
  restingFace,
  synthesiseClip,
  type View,
} from '../src/index.ts';
import { grayPng } from './_png.ts';

const seed = 5;
const size = 108;
const columns = 8;

const resting: Expression = {
  actionUnits: restingFace,
  articulation: { opening: 0, spread: 0 },
  blink: 0,
  gazeX: 0,
  gazeY: 0,
};
const feeling = (arousal: number, valence: number): Expression => ({
  ...resting,
  actionUnits: actionUnitsOf({ arousal, valence }, 1),
});
const posed = (yaw: number, wall: number): View => ({
  pose: { yaw, pitch: 0, roll: 0, x: -yaw * 0.2, y: 0.04, scale: 1 },
  light: { x: -0.4, y: -0.4, z: 0.8, direct: 0.72, ambient: 0.32 },
  backdrop: { tone: wall, slope: 0.15, edge: 2, step: 0 },
});

const bytes = (picture: Float32Array) =>
  Uint8Array.from(picture, (tone) => Math.round(255 * Math.min(1, tone)));

/** Two rows of people, each with a feeling of their own. */
const people = Array.from({ length: 2 * columns }, (_, i) => {
  const angle = (2 * Math.PI * i) / 7;
  const expression = feeling(0.6 * Math.sin(angle), 0.6 * Math.cos(angle));
  return bytes(
    renderFace(identityOf(seed, i), expression, posed(0.2 * Math.sin(3 * i), 0.5), size),
  );
});

/** One person: resting, smiling, frowning, surprised, sleepy, blinking, saying "ah" and "oo". */
const expressions = [
  resting,
  feeling(0, 1),
  feeling(0, -1),
  feeling(1, 0.1),
  feeling(-1, 0),
  { ...resting, blink: 1 },
  { ...resting, articulation: { opening: 1, spread: 0.6 } },
  { ...resting, articulation: { opening: 0.6, spread: -1 } },
].map((expression) => bytes(renderFace(identityOf(seed, 4), expression, posed(0, 0.6), size)));

/** One clip as it is filmed, every half second: pose, light and noise included. */
const { frames } = synthesiseClip({ seed, subject: 21, clip: 0, frames: columns, fps: 2, size });
const clip = Array.from({ length: columns }, (_, i) =>
  frames.subarray(i * size * size, (i + 1) * size * size),
);

const tiles = [...people, ...expressions, ...clip];
const width = columns * size;
const sheet = new Uint8Array(tiles.length * size * size);
tiles.forEach((tile, i) => {
  const [left, top] = [(i % columns) * size, Math.floor(i / columns) * size];
  for (let y = 0; y < size; y++) {
    sheet.set(tile.subarray(y * size, (y + 1) * size), (top + y) * width + left);
  }
});
const png = grayPng(sheet, width, sheet.length / width);
writeFileSync(process.argv.at(-1)!, png);
process.stdout.write(`${png.length} bytes\n`);
