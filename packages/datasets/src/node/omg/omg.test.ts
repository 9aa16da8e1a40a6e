import { join } from 'node:path';
import { listed, needsLabelExamples, temporaryTrees } from '@ssvaerr/testing';
import { expect, it } from 'vitest';
import { omg } from './omg.ts';

const tree = temporaryTrees();
const header = 'link,start,end,video,utterance,arousal,valence,EmotionMaxVote';
const train = `${header}
https://x,0.5,2,0a1b,utterance_1.mp4,0.25,-0.5,4
https://x,2.5,4,0a1b,utterance_2.mp4,0.5,0.5,0,
https://y,3.0,9.5,1111_2,utterance_5.mp4,0.75,0.25,6
`;
const validation = `${header}\nhttps://z,1.0,4.0,2222,utterance_1.mp4,0.5,0.125,3\n`;
const test = 'link,start,end,video,utterance\nhttps://w,0,16.2,3333,utterance_1.mp4\n';
const tables = {
  'omg_TrainVideos.csv': train,
  'omg_ValidationVideos.csv': validation,
  'omg_TestVideos_WithoutLabels.csv': test,
  'omg_TrainTranscripts.csv': 'link,video,utterance,transcript\n',
};

it('lists utterances that were cut by the script of the challenge', async () => {
  const root = tree(tables);
  const videos = tree({
    'train/0a1b/utterance_1.mp4': '',
    'train/0a1b/utterance_2.mp4': '',
    'train/1111_2/utterance_5.mp4/utterance_5.mp4': '',
    'train/youtube_videos_temp/0a1b.mp4': '',
    'validation/2222/utterance_1.mp4': '',
    'test/3333/utterance_1.mp4': '',
  });
  const source = await omg.open(root, { videos });
  expect(source).toMatchObject({
    splitOrigin: 'OMG-Emotion challenge partition',
    settings: { input: root, videos, layout: 'utterances', split: null, seed: null },
  });
  const { items, left } = await listed(source);
  expect(left).toEqual([]);
  const labels = expect.any(Function);
  const video = (name: string) => join(videos, name);
  expect(items).toEqual([
    {
      id: '0a1b/utterance_1',
      subject: '0a1b',
      split: 'train',
      video: video('train/0a1b/utterance_1.mp4'),
      labels,
    },
    {
      id: '0a1b/utterance_2',
      subject: '0a1b',
      split: 'train',
      video: video('train/0a1b/utterance_2.mp4'),
      labels,
    },
    {
      id: '1111_2/utterance_5',
      subject: '1111_2',
      split: 'train',
      video: video('train/1111_2/utterance_5.mp4/utterance_5.mp4'),
      labels,
    },
    {
      id: '2222/utterance_1',
      subject: '2222',
      split: 'validation',
      video: video('validation/2222/utterance_1.mp4'),
      labels,
    },
    {
      id: '3333/utterance_1',
      subject: '3333',
      split: 'test',
      video: video('test/3333/utterance_1.mp4'),
    },
  ]);
  expect(await items[0]!.labels!({ fps: 30, seconds: null })).toEqual({
    times: Float64Array.of(0, 0.5, 1, 1.5),
    arousal: new Float64Array(4).fill(0.25),
    valence: new Float64Array(4).fill(-0.5),
    origin: 'omg_TrainVideos.csv, line 2',
  });
  const lastOf = async (seconds: number) =>
    Array.from((await items[0]!.labels!({ fps: 30, seconds })).times).at(-1);
  expect(await lastOf(1.6)).toBe(1.6); // as long as the file that was cut
  expect(await lastOf(1.4)).toBe(1.4);
  expect(await lastOf(9)).toBe(1.5); // not the file of this utterance
});

it('lists parts of whole videos', async () => {
  const source = await omg.open(tree({ ...tables, 'videos/0a1b.mp4': '', 'videos/2222.webm': '' }));
  expect(source.settings).toMatchObject({ layout: 'videos', videos: null });
  const { items, left } = await listed(source);
  expect(items.map(({ id, part }) => [id, part])).toEqual([
    ['0a1b/utterance_1', { start: 0.5, end: 2 }],
    ['0a1b/utterance_2', { start: 2.5, end: 4 }],
    ['2222/utterance_1', { start: 1, end: 4 }],
  ]);
  const { times } = await items[0]!.labels!({ fps: 30, seconds: 2 });
  expect(Array.from(times).at(-1)).toBe(1.5); // the length of the part, not of the video
  expect(left).toEqual([
    { name: '1111_2', reason: 'has no video file for one utterance of omg_TrainVideos.csv.' },
    {
      name: '3333',
      reason: 'has no video file for one utterance of omg_TestVideos_WithoutLabels.csv.',
    },
  ]);
});

it('says what it leaves out, and goes on', async () => {
  const root = tree({
    '._omg_TrainVideos.csv': '',
    'omg_TrainVideos.csv': `${train}https://x,7,8,0a1b,utterance_1.mp4,0.25,-0.5,4\n`,
    'omg_ValidationVideos.csv': `${validation}https://x,7,8,0a1b,utterance_9.mp4,0.25,-0.5,4\n`,
    'omg_TestVideos_WithLabels.csv': `${header}\nx,0,1,3333,utterance_1.mp4,2,0,0\n`,
    'omg_TestVideos_WithoutLabels.csv': test,
    'a/0a1b/utterance_1.mp4': '',
    'a/0a1b/utterance_9.mp4': '',
    'a/1111_2/utterance_5.mp4': '',
    'b/1111_2/utterance_5.mp4': '',
  });
  const { items, left } = await listed(await omg.open(root));
  expect(items.map(({ id }) => id)).toEqual(['0a1b/utterance_1']);
  expect(left.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
    '._omg_TrainVideos.csv is hidden: its name begins with a dot.',
    'omg_TestVideos_WithoutLabels.csv is left out, because omg_TestVideos_WithLabels.csv is there.',
    `1111_2/utterance_5 (line 4 of omg_TrainVideos.csv) has 2 files, such as ${join(root, 'b/1111_2/utterance_5.mp4')}.`,
    '0a1b/utterance_1 (line 5 of omg_TrainVideos.csv) occurs a second time.',
    '0a1b has no video file for one utterance of omg_TrainVideos.csv.',
    '0a1b/utterance_9 (line 3 of omg_ValidationVideos.csv) is left out, because its video is in the train split.',
    '2222 has no video file for one utterance of omg_ValidationVideos.csv.',
    `omg_TestVideos_WithLabels.csv is left out: ${join(root, 'omg_TestVideos_WithLabels.csv')}: line 2: 'arousal' must be from 0 to 1, got '2'.`,
  ]);
});

it('draws splits if asked, one for the parts of a video', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [
    `x,0,1,v${i}_1,utterance_1.mp4,0,0,0`,
    `x,0,1,v${i}_2,utterance_1.mp4,0,0,0`,
  ]).flat();
  const videos = rows.map((row) => [`${row.split(',')[3]}.mp4`, '']);
  const root = tree({
    'omg_TrainVideos.csv': [header, ...rows].join('\n'),
    ...Object.fromEntries(videos),
  });
  const source = await omg.open(root, { split: '50/25/25', seed: 4 });
  expect(source.splitOrigin).toBe('ours (50/25/25, seed 4)');
  const { items } = await listed(source);
  const splits = new Map(items.map(({ subject, split }) => [subject, split]));
  expect(new Set(splits.values()).size).toBe(3);
  for (let i = 0; i < 40; i++) expect(splits.get(`v${i}_1`)).toBe(splits.get(`v${i}_2`));
});

it('refuses what it cannot use', async () => {
  const empty = tree({ 'omg_TrainTranscripts.csv': '' });
  await expect(omg.open(empty)).rejects.toThrow(
    `${empty}: is not a tree of OMG-Emotion: there is no omg_TrainVideos.csv, omg_ValidationVideos.csv or omg_TestVideos_WithLabels.csv in it.`,
  );
  const root = tree(tables);
  await expect(omg.open(root)).rejects.toThrow(
    `${root}: has no video. Fetch the videos, and say where they are with 'videos'.`,
  );
});

it('lists thousands of utterances', async () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, i) => `x,${i},${i + 1},v,utterance_${i}.mp4,0,0,0`,
  );
  const root = tree({ 'omg_TrainVideos.csv': [header, ...rows].join('\n'), 'v.mp4': '' });
  let count = 0;
  for await (const _ of (await omg.open(root)).items()) count++;
  expect(count).toBe(20_000);
});

const { skip, title, path } = needsLabelExamples('omg');
it.skipIf(skip)(title('reads the example tables'), async () => {
  const videos = tree({ '0a1b2c3d4.mp4': '', '1111aaaa_2.mp4': '', '2222bbbb.mp4': '' });
  const { items, left } = await listed(await omg.open(path, { videos }));
  expect(left).toEqual([]);
  expect(items.map(({ id, split }) => `${id} ${split}`)).toEqual([
    '0a1b2c3d4/utterance_1 train',
    '0a1b2c3d4/utterance_2 train',
    '1111aaaa_2/utterance_5 train',
    '2222bbbb/utterance_1 validation',
    '2222bbbb/utterance_3 validation',
  ]);
});
