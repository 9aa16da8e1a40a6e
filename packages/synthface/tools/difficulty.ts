// Measures how hard the data set is: the figures of the README. From the root of the repository:
//   npx esbuild packages/synthface/tools/difficulty.ts --bundle --platform=node --format=esm \
//     --conditions=@ssvaerr/source | node --input-type=module - [clips] [seeds...]
import { performanceOf } from '../src/_performance.ts';
import { renderFace, synthesiseClip, synthesiseDataSet } from '../src/index.ts';
import { actionUnits, landmarks, patches, pixels, probeCcc } from './probes.ts';
import { cccOf } from './ridge.ts';

const [clips = 400, ...given] = process.argv.slice(2).filter(Number).map(Number);
const seeds = given.length > 0 ? given : [1, 2, 3];
const print = (name: string, values: readonly number[]) =>
  process.stdout.write(`${name.padEnd(28)}${values.map((v) => v.toFixed(3)).join('  ')}\n`);

for (const seed of seeds) {
  const set = [...synthesiseDataSet({ seed, clips, frames: 8, fps: 2 })];
  process.stdout.write(`seed ${seed}, ${clips} clips; test CCC of arousal and valence\n`);
  const ceiling = (['arousal', 'valence'] as const).map((dimension, t) =>
    cccOf(
      set.flatMap(({ clip }) => [...clip.truth[dimension]]),
      set.flatMap(({ clip }) => [...clip.labels].filter((_, i) => i % 2 === t)),
    ),
  );
  print('  truth (the ceiling)', ceiling);
  for (const [name, probe] of Object.entries({ actionUnits, landmarks, patches, pixels })) {
    print(`  ridge on ${name}`, probeCcc(set, probe));
  }
}

// Shares of the variance of the pixels that each cause is involved in: Jansen's estimate of the
// total effect, E[(picture - picture with that cause redrawn)^2] / 2 over the variance. Causes
// interact (a brighter lamp on a darker skin), so that the shares add up to more than 1.
const draws = 300;
const size = 48;
const scenes = Array.from({ length: draws }, (_, i) => {
  const { who, expression, view } = performanceOf(seeds[0]!, i, 0, 4);
  const { actionUnits: units, articulation, ...eyes } = expression(2);
  const { pose, light, backdrop } = view(2);
  return { who, units, articulation, eyes, pose, light, backdrop };
});
type SceneOf = (typeof scenes)[number];
const paint = ({ who, units, articulation, eyes, pose, light, backdrop }: SceneOf) =>
  renderFace(who, { actionUnits: units, articulation, ...eyes }, { pose, light, backdrop }, size);
const pictures = scenes.map(paint);
const squared = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, tone, i) => sum + (tone - b[i]!) ** 2, 0) / a.length;
const variance =
  pictures.reduce((sum, a, i) => sum + squared(a, pictures[(i + 1) % draws]!) / 2, 0) / draws;
process.stdout.write('share of the variance of the pixels, total effect\n');
const causes: Record<string, (keyof SceneOf)[]> = {
  'affect (action units)': ['units'],
  'speech, blinks, gaze': ['articulation', 'eyes'],
  identity: ['who'],
  pose: ['pose'],
  'light and wall': ['light', 'backdrop'],
};
for (const [name, keys] of Object.entries(causes)) {
  const effect = scenes.map((scene, i) => {
    const other = scenes[(i + 7) % draws]!;
    const redrawn = { ...scene, ...Object.fromEntries(keys.map((key) => [key, other[key]])) };
    return squared(pictures[i]!, paint(redrawn)) / 2 / variance;
  });
  print(`  ${name}`, [effect.reduce((sum, e) => sum + e, 0) / draws]);
}

// Frames per second at 96 x 96 on one thread, audio included; the best of three.
const speeds = [0, 1, 2].map((clip) => {
  const start = performance.now();
  synthesiseClip({ seed: 1, subject: 1, clip, frames: 300 });
  return (300 / (performance.now() - start)) * 1000;
});
process.stdout.write(`${Math.max(...speeds).toFixed(0)} frames a second\n`);
