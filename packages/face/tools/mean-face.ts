// Makes src/mean-face.ts from clips and images. From the root of the repository:
//   npx esbuild packages/face/tools/mean-face.ts --bundle --platform=node --format=esm --packages=external \
//     --conditions=@ssvaerr/source | node --input-type=module - MEDIA_FILE... > packages/face/src/mean-face.ts
//
// It uses every face that the detector finds with a score of 0.9 in at most 8 frames per file, 20 apart: generalized
// Procrustes analysis by similarities (Gower 1975), with the same weight for every person. Faces that fit worse than
// twice the median are dropped once; the result is averaged with its mirror image.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import * as tf from '@tensorflow/tfjs';
import { type FaceApi, faceApiLandmarker } from '../src/face-api.ts';
import type { Frame } from '../src/landmarker.ts';
import { applySimilarity, similarityTransform } from '../src/similarity.ts';

const require = createRequire(join(process.cwd(), 'packages/face/package.json'));
const entry = require.resolve('@vladmandic/face-api/dist/face-api.node-wasm.js');
const faceapi: FaceApi = require(entry); // registers the backend, too
await tf.setBackend('wasm');
const landmarker = await faceApiLandmarker(faceapi, {
  models: (net) => net.loadFromDisk(join(dirname(entry), '../model')),
});

/** iBUG 300-W: the point on the other side of the face. */
const mirror = [
  ...[16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
  ...[26, 25, 24, 23, 22, 21, 20, 19, 18, 17],
  ...[27, 28, 29, 30, 35, 34, 33, 32, 31],
  ...[45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40],
  ...[54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65],
];

interface Shape {
  readonly file: string;
  readonly points: Float32Array;
}

const side = 640;

/** At most 8 frames of a clip or image, 20 apart, each fitted into a square. */
function framesOf(file: string): Frame[] {
  const square = `scale=${side}:${side}:force_original_aspect_ratio=decrease,pad=${side}:${side}`;
  const filter = `select=not(mod(n\\,20)),${square}`;
  const output = ['-vsync', '0', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  const bytes = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-vf', filter, '-vframes', '8', ...output],
    { maxBuffer: 2 ** 26 },
  );
  const length = side * side * 3;
  return Array.from({ length: bytes.length / length }, (_, i) => ({
    width: side,
    height: side,
    data: bytes.subarray(i * length, (i + 1) * length),
  }));
}

const shapes: Shape[] = [];
for (const file of process.argv.slice(2)) {
  for (const frame of framesOf(file)) {
    for (const { box, score } of await landmarker.detect(frame)) {
      if (score >= 0.9) shapes.push({ file, points: await landmarker.landmarks(frame, box) });
    }
  }
}
landmarker.dispose();

/** Origin midway between the outer corners of the eyes, which lie at (-0.5, 0) and (0.5, 0). */
function upright(points: ArrayLike<number>): Float32Array {
  const eyes = [36, 45].flatMap((i) => [points[2 * i]!, points[2 * i + 1]!]);
  return applySimilarity(similarityTransform(eyes, [-0.5, 0, 0.5, 0]), points);
}

function mean(members: readonly Shape[], reference: ArrayLike<number>): Float32Array {
  const sum = new Float64Array(136);
  for (const { file, points } of members) {
    const weight = 1 / members.filter((other) => other.file === file).length;
    const fitted = applySimilarity(similarityTransform(points, reference), points);
    for (let i = 0; i < 136; i++) sum[i]! += weight * fitted[i]!;
  }
  return upright(sum);
}

function misfit({ points }: Shape, reference: ArrayLike<number>): number {
  const fitted = applySimilarity(similarityTransform(points, reference), points);
  return Math.hypot(...fitted.map((value, i) => value - reference[i]!));
}

let face = upright(shapes[0]!.points);
const iterate = (members: readonly Shape[]) => {
  for (let round = 0; round < 20; round++) face = mean(members, face);
};
iterate(shapes);
const misfits = shapes.map((shape) => misfit(shape, face));
const limit = 2 * [...misfits].sort((a, b) => a - b)[misfits.length >> 1]!;
const kept = shapes.filter((_, i) => misfits[i]! <= limit);
iterate(kept);
const sides = (i: number) => [
  face[2 * i]!,
  -face[2 * mirror[i]!]!,
  face[2 * i + 1]!,
  face[2 * mirror[i]! + 1]!,
];
const points = mirror.map((_, i) => {
  const [x, mirrored, y, other] = sides(i) as [number, number, number, number];
  return [(x + mirrored) / 2, (y + other) / 2].map((value) => Number(value.toFixed(4)) + 0);
});

const files = new Set(kept.map(({ file }) => file)).size;
process.stdout.write(`// biome-ignore format: a point a pair, four pairs a line
/**
 * Mean face: 68 points, upright and symmetric, \`[x0, y0, x1, y1, ...]\` in iBUG 300-W order, y down. The outer eye
 * corners lie at (-0.5, 0) and (0.5, 0), so the unit is the eye distance.
 *
 * Made by \`tools/mean-face.ts\`: generalized Procrustes analysis of ${kept.length} faces (${shapes.length - kept.length} more fitted badly) in ${files} clips
 * and images, located by the 68-point network of face-api.
 *
 * @example
 * \`\`\`ts
 * import { meanFace } from '@ssvaerr/face';
 *
 * console.log(meanFace.length, meanFace.slice(2 * 36, 2 * 37)); // ?
 * \`\`\`
 */
export const meanFace: readonly number[] = [
${Array.from(
  { length: 17 },
  (_, row) =>
    `  ${points
      .slice(4 * row, 4 * row + 4)
      .map(([x, y]) => `${x}, ${y},`)
      .join('  ')}`,
).join('\n')}
];
`);
