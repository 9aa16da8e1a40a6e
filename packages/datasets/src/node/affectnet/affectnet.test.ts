import { join } from 'node:path';
import { listed, needsLabelExamples, temporaryTrees } from '@ssvaerr/testing';
import { expect, it } from 'vitest';
import { affectNet } from './affectnet.ts';

const tree = temporaryTrees();
const header =
  'subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal';
const points = Array.from({ length: 136 }, (_, i) => i);
const table = (...rows: string[]) => [header, ...rows, ''].join('\n');
const images = 'Manually_Annotated_Images';

it('lists each picture as a recording of one frame, those of the validation table first', async () => {
  const root = tree({
    'training.csv': table(`689/a.jpg,1,2,3,4,${points.join(';')},1,0.75,-0.25`),
    'validation.csv': `0,7/b.png,1,2,3,4,,8,-0.5,0.5\n`, // a copy with an index and no header
    [`${images}/689/a.jpg`]: '',
    [`${images}/7/b.png`]: '',
  });
  const source = await affectNet.open(root);
  expect(source).toMatchObject({
    splitOrigin: 'AffectNet training and validation tables',
    settings: { input: root, layout: 'manual', videos: null, split: null, seed: null },
  });
  const { items, left } = await listed(source);
  expect(left).toEqual([]);
  expect(items).toMatchObject([
    { id: '7/b.png', subject: '7/b.png', split: 'validation', pictures: { fps: 1 } },
    { id: '689/a.jpg', subject: '689/a.jpg', split: 'train', pictures: { fps: 1 } },
  ]);
  expect(await items[1]!.pictures!.list()).toEqual([
    { frame: 0, path: join(root, images, '689/a.jpg') },
  ]);
  expect(await items[1]!.labels!({ fps: 1, seconds: null })).toEqual({
    times: [0],
    arousal: [-0.25],
    valence: [0.75],
    byFrame: true,
    origin: 'training.csv, line 2',
  });
  expect(await items[1]!.landmarks!()).toEqual({ frames: 1, points: Float32Array.from(points) });
  expect(items[0]!.landmarks).toBeUndefined();
});

it('finds tables in folders of lists and pictures elsewhere, and reads automatic ratings if asked', async () => {
  const root = tree({
    'Manually_Annotated_file_lists/training.csv': table('1/a.jpg,1,1,1,1,,0,0,0'),
    'Automatically_annotated_file_list/automatically_annotated.csv':
      table('2/b.jpg,1,1,1,1,,0,0,0'),
  });
  const videos = tree({
    'Manually_Annotated/Manually_Annotated_Images/1/a.jpg': '',
    'Automatically_Annotated_Images/2/b.jpg': '',
  });
  const manual = await listed(await affectNet.open(root, { videos }));
  expect(manual.items.map(({ id }) => id)).toEqual(['1/a.jpg']);
  expect(manual.left).toEqual([
    {
      name: 'Automatically_annotated_file_list/automatically_annotated.csv',
      reason: 'was rated by a network: the layout all reads it as well.',
    },
  ]);
  const all = await affectNet.open(root, { videos, layout: 'all', split: 'test' });
  expect(all.settings).toMatchObject({ layout: 'all', videos });
  expect((await listed(all)).items.map(({ id, split }) => `${id} ${split}`)).toEqual([
    '1/a.jpg test',
    '2/b.jpg test',
  ]);
});

it('gives one sentence for each reason, and goes on', async () => {
  const root = tree({
    'training.csv': table(
      '1/a.jpg,1,1,1,1,,0,0,0',
      '1/b.jpg,1,1,1,1,,10,-2,-2',
      '1/c.jpg,1,1,1,1,,9,-2,-2',
      '1/d.jpg,1,1,-1,1,,0,0,0',
      '1/e.jpg,1,1,1,1,,0,0,0',
      '1/f.jpg,1,1,1,1,,0,0',
      '1/v.jpg,1,1,1,1,,0,0,0',
    ),
    'validation.csv': table('1/v.jpg,1,1,1,1,,0,0,0'),
    [`${images}/1/a.jpg`]: '',
    [`${images}/1/d.jpg`]: '',
    [`${images}/1/v.jpg`]: '',
    '.DS_Store': '',
  });
  const { items, left } = await listed(await affectNet.open(root));
  expect(items.map(({ id }) => id)).toEqual(['1/v.jpg', '1/a.jpg']);
  expect(left.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
    '.DS_Store is hidden: its name begins with a dot.',
    'training.csv has 2 rows without a rating (-2 or empty), such as 1/b.jpg.',
    'training.csv has 1 row without a face (face_width below 0), such as 1/d.jpg.',
    `training.csv has 1 row without a picture in ${join(root, images)}, such as 1/e.jpg.`,
    'training.csv has 1 row that cannot be read: line 7: there must be 9 values, got 8.',
    'training.csv has 1 row of pictures that were listed before, such as 1/v.jpg.',
  ]);
});

it('leaves out a table whose header it cannot read', async () => {
  const root = tree({
    'training.csv': 'subDirectory_filePath,valence\n1/a.jpg,0\n1/b.jpg,0\n',
    'validation.csv': table('1/v.jpg,1,1,1,1,,0,0,0'),
    '1/v.jpg': '',
  });
  const { items, left } = await listed(await affectNet.open(root));
  expect(items.map(({ id }) => id)).toEqual(['1/v.jpg']);
  expect(left).toEqual([
    {
      name: 'training.csv',
      reason: "is left out: line 1: the header must have one column 'arousal', got 0.",
    },
  ]);
});

it('refuses what it cannot use', async () => {
  const empty = tree({ 'a.txt': '' });
  await expect(affectNet.open(empty)).rejects.toThrow(
    `${empty}: is not a tree of AffectNet: there is no training.csv, validation.csv or automatically_annotated.csv in it.`,
  );
  const newer = tree({ 'train_set/annotations/0_aro.npy': '', 'train_set/images/0.jpg': '' });
  await expect(affectNet.open(newer)).rejects.toThrow(
    `${newer}: is the release of AffectNet with labels in .npy files, which is not read. Use the one with training.csv and validation.csv.`,
  );
});

it('lists thousands of pictures', async () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `1/${i}.jpg`);
  const rows = names.map((name) => `${name},1,1,1,1,,0,0,0`);
  const files = Object.fromEntries(names.map((name) => [`${images}/${name}`, '']));
  const root = tree({ 'training.csv': table(...rows), ...files });
  let count = 0;
  for await (const _ of (await affectNet.open(root)).items()) count++;
  expect(count).toBe(20_000);
});

const { skip, title, path } = needsLabelExamples('affectnet');
it.skipIf(skip)(title('reads the example tables'), async () => {
  const videos = tree({
    '689/737db2483489148d783ef278f43f486c0a97e140fc4b6b61b84363ca.jpg': '',
    '708/aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff00000000.jpg': '',
  });
  const { items, left } = await listed(await affectNet.open(path, { videos }));
  expect(items.map(({ split }) => split)).toEqual(['validation', 'train']);
  expect(left.map(({ name }) => name)).toEqual(['training.csv']);
});
