import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { listed, needsLabelExamples, temporaryTrees } from '@ssvaerr/testing';
import { describe, expect, it } from 'vitest';
import type { LeftOut, SourceItem } from '../../source.ts';
import { sewa } from './sewa.ts';

const tree = temporaryTrees();
const timing = { fps: 50, seconds: null };
const clip = 'SAH_C1_S009_P018_VC1_004321_004345';
const other = 'SVH_C2_S031_P062_VC1_000100_000200';
const lines = ({ left }: { readonly left: readonly LeftOut[] }) =>
  left.map(({ name, reason }) => `${name} ${reason}`);
const brief = ({ items }: { readonly items: readonly SourceItem[] }) =>
  items.map(({ id, subject, split }) => `${id} ${subject} ${split}`);

/** The label files of a clip, with two annotators, in the folder of the clip. */
const rated = (folder: string, name: string, annotation = 'V') => ({
  [`${folder}${name}_Arousal_${annotation}_Aligned.csv`]: 't,a,b\n0.00,0.5,0.25\n0.02,0,1\n',
  [`${folder}${name}_Valence_${annotation}_Aligned.csv`]: 't,a,b\n0.00,-0.5,0\n0.02,-1,0.5\n',
});

describe('native', () => {
  it('lists the clips of any folder, with their video and the mean of their annotators', async () => {
    const root = tree({
      ...rated(`video_chat/${clip}/`, clip),
      ...rated(`video_chat/${clip}/`, clip, 'AV'),
      [`video_chat/${clip}/${clip}.avi`]: '',
      [`video_chat/${clip}/${clip}.wav`]: '',
      [`video_chat/${clip}/metadata.ini`]: '[metadata]\r\n',
      [`${other}/arousal/${other}_Arousal_V_Aligned.csv`]: '',
      [`${other}/valence/${other}_Valence_V_Aligned.csv`]: '',
      [`${other}/camera.avi`]: '',
    });
    const source = await sewa.open(root, { split: 'test' });
    expect(source).toMatchObject({
      name: 'sewa',
      splitOrigin: 'ours (test, seed 1)',
      settings: {
        input: root,
        videos: null,
        layout: 'native',
        annotation: 'V',
        fuse: 'mean',
        split: 'test',
        seed: 1,
      },
    });
    const { items, left } = await listed(source);
    expect(left).toEqual([]);
    const labels = expect.any(Function);
    expect(items).toEqual([
      {
        id: other,
        subject: 'C2_P062',
        split: 'test',
        video: join(root, other, 'camera.avi'),
        labels,
      },
      {
        id: clip,
        subject: 'C1_P018',
        split: 'test',
        video: join(root, 'video_chat', clip, `${clip}.avi`),
        labels,
      },
    ]);
    expect(await items[1]!.labels!(timing)).toEqual({
      times: Float64Array.of(0, 0.02),
      arousal: Float64Array.of(0.375, 0.5),
      valence: Float64Array.of(-0.25, -0.25),
      raters: [
        { name: '1', arousal: Float64Array.of(0.5, 0), valence: Float64Array.of(-0.5, -1) },
        { name: '2', arousal: Float64Array.of(0.25, 1), valence: Float64Array.of(0, 0.5) },
      ],
      origin: `${clip}_Arousal_V_Aligned.csv, ${clip}_Valence_V_Aligned.csv (mean of 2 raters)`,
      byFrame: false,
    });
  });

  it('reads the annotation that is asked for, and says which ones there are', async () => {
    const root = tree({
      ...rated('', clip),
      ...rated('', clip, 'AV'),
      ...rated('', other, 'A'),
      [`${clip}.mp4`]: '',
      [`${other}.mp4`]: '',
    });
    const source = await sewa.open(root, { annotation: 'AV' });
    expect(source.settings.annotation).toBe('AV');
    const found = await listed(source);
    expect(found.items.map(({ id }) => id)).toEqual([clip]);
    expect((await found.items[0]!.labels!(timing)).origin).toContain('_Valence_AV_Aligned.csv');
    expect(lines(found)).toEqual([`${other} has no ratings with the annotation AV, but with A.`]);
    await expect(sewa.open(root, { annotation: 'B' })).rejects.toThrow(
      "sewa: 'annotation' must be A or V or AV, got 'B'.",
    );
  });

  it('joins a file for each annotator, and frames to the rate of the video', async () => {
    const file = (dimension: string, suffix: string, text: string) => ({
      [`${clip}/${clip}_${dimension}_V_Aligned${suffix}.csv`]: text,
    });
    const root = tree({
      ...file('Arousal', '_0', '4321,0.5\n4322,0.25\n'),
      ...file('Arousal', '_4', '4321,0\n4322,0.75\n'),
      ...file('Valence', '_0', '4321,0\n4322,0\n'),
      ...file('Valence', '_4', '4321,1\n4322,-1\n'),
      [`${clip}/${clip}.avi`]: '',
    });
    const { items } = await listed(await sewa.open(root, { fuse: 'median' }));
    expect(await items[0]!.labels!({ fps: 25, seconds: null })).toMatchObject({
      times: Float64Array.of(0, 0.04),
      arousal: Float64Array.of(0.25, 0.5),
      raters: [{ name: '0' }, { name: '4' }],
      byFrame: true,
    });
  });

  it('names the file if its labels cannot be read', async () => {
    const valence = `${clip}/${clip}_Valence_V_Aligned.csv`;
    const labelsWith = async (text: string) => {
      const root = tree({ ...rated(`${clip}/`, clip), [`${clip}/a.avi`]: '', [valence]: text });
      const { items } = await listed(await sewa.open(root));
      return { path: join(root, valence), labels: items[0]!.labels!(timing) };
    };
    const bad = await labelsWith('t,a\n0,7.5\n');
    await expect(bad.labels).rejects.toThrow(
      `${bad.path}: line 2: 'annotator 1' must be in [-1, 1], got 7.5: bring the ratings to this range first.`,
    );
    const fewer = await labelsWith('t,a\n0,0.5\n');
    await expect(fewer.labels).rejects.toThrow(
      `${fewer.path}: has ratings by 1, but ${fewer.path.replace('Valence', 'Arousal')} by 1, 2: both must have the same raters.`,
    );
  });

  it('takes the videos of another folder', async () => {
    const root = tree({ ...rated(`${clip}/`, clip), ...rated('', other), [`${clip}/a.avi`]: '' });
    const videos = tree({
      [`x/${clip}.mp4`]: '',
      [`y/${clip}.avi`]: '',
      'y/SSD_C3_S001_P002_VC1_000001_000002.avi': '',
      'y/holiday.mp4': '',
    });
    const source = await sewa.open(root, { videos });
    expect(source.settings.videos).toBe(videos);
    const found = await listed(source);
    expect(found.items.map(({ video }) => video)).toEqual([join(videos, `x/${clip}.mp4`)]);
    expect(lines(found)).toEqual([
      `y/${clip}.avi is left out, because x/${clip}.mp4 is there.`,
      'y/holiday.mp4 does not have the name of a recording, such as SAH_C1_S009_P018_VC1_004321_005367.avi.',
      `${other} has no video.`,
      'y/SSD_C3_S001_P002_VC1_000001_000002.avi has no label files.',
    ]);
  });

  it('says what it leaves out, and goes on', async () => {
    const root = tree({
      ...rated('1/', clip),
      [`1/${clip}.avi`]: '',
      [`1/${clip}.mp4`]: '',
      [`1/._${clip}.avi`]: '',
      '1/.DS_Store': '',
      '1/notes.docx': '',
      ...rated('2/', clip),
      '2/a.avi': '',
      ...rated('3/', other),
      '3/SVH_C2_S031_P063_VC1_000100_000200.avi': '',
      '4/talk_Arousal_V_Aligned.csv': '',
      '4/talk_Valence_V_Aligned.csv': '',
      '4/talk.avi': '',
      '5/arousal/old/x.csv': '',
      [`5/arousal/${other}_Arousal_V_Aligned.csv`]: '',
      '5/b.avi': '',
      [`6/${clip}_Arousal_V_Aligned_0.csv`]: '',
      ...rated('6/', clip),
      '7/lonely.avi': '',
    });
    symlinkSync('..', join(root, '1/up'));
    const found = await listed(await sewa.open(root));
    expect(found.items.map(({ id }) => id)).toEqual([clip]);
    expect(lines(found)).toEqual([
      '1/.DS_Store is hidden: its name begins with a dot.',
      `1/._${clip}.avi is hidden: its name begins with a dot.`,
      `1/${clip}.mp4 is left out, because 1/${clip}.avi is there.`,
      '1/notes.docx is neither a label file nor a video.',
      '1/up is a link to a folder above it.',
      `2/${clip} is left out, because 1/${clip} is there.`,
      `3/${other} has no video.`,
      '3/SVH_C2_S031_P063_VC1_000100_000200.avi has no label files.',
      '4/talk does not name a person, as C1_S009_P018 does in SAH_C1_S009_P018_VC1_004321_005367.',
      '5/arousal/old is a folder among label files.',
      `5/${other} has no ratings of valence with the annotation V.`,
      `6/${clip}_Arousal_V_Aligned_0.csv is left out, because 6/${clip}_Arousal_V_Aligned.csv is there.`,
      `6/${clip} has no video.`,
      '7/lonely.avi has no label files.',
    ]);
  });

  it('draws the splits of people', async () => {
    const names = Array.from(
      { length: 40 },
      (_, i) => `SAH_C${i % 3}_S001_P${i % 20}_VC1_1_${i + 2}`,
    );
    const files = names.flatMap((name) =>
      Object.entries({ ...rated('', name), [`${name}.avi`]: '' }),
    );
    const source = await sewa.open(tree(Object.fromEntries(files)), { seed: 2 });
    expect(source.splitOrigin).toBe('ours (80/10/10, seed 2)');
    expect(source.settings).toMatchObject({ split: '80/10/10', seed: 2 });
    const { items } = await listed(source);
    const splits = new Map(items.map(({ subject, split }) => [subject, split]));
    expect(items.length).toBe(40);
    for (const { subject, split } of items) expect(split).toBe(splits.get(subject));
    expect(new Set(splits.values())).toEqual(new Set(['train', 'validation', 'test']));
  });
});

describe('segments', () => {
  const row = (frame: number, value: number) =>
    `${[frame, ...Array(12).fill(0), 1, ...Array(7).fill(0), value].join()}\n`;
  const segment = (folder: string, name: string) => ({
    [`${folder}/${name}/${name}_Arousal_V_Aligned_0.csv`]: row(0, 0.25) + row(1, 0.5),
    [`${folder}/${name}/${name}_Valence_V_Aligned_0.csv`]: row(0, -0.25) + row(1, -0.5),
    [`${folder}/${name}/${name}.avi`]: '',
  });

  it('lists the folders of the splits, and keeps people in one', async () => {
    const again = 'SAL_C2_S031_P062_VC1_000900_001200';
    const root = tree({
      ...segment('sewa_train', clip),
      ...segment('sewa_train', other),
      ...segment('sewa_val', 'SSD_C6_S001_P999_VC1_000001_000200'),
      ...segment('sewa_test', again),
      [`sewa_test/${again}/${again}.npz`]: '',
      'extra/x.csv': '',
      'README.txt': '',
    });
    const source = await sewa.open(root);
    expect(source).toMatchObject({
      splitOrigin: 'folders of the segments',
      settings: { layout: 'segments', annotation: 'V', split: null, seed: null },
    });
    const found = await listed(source);
    expect(brief(found)).toEqual([
      `${clip} C1_P018 train`,
      'SSD_C6_S001_P999_VC1_000001_000200 C6_P999 validation',
      `${again} C2_P062 test`,
    ]);
    expect(lines(found)).toEqual([
      'README.txt is not in the folder of a split.',
      'extra does not name one split by train, val or test.',
      `sewa_train/${other}/${other} is left out, because C2_P062 is in the test split.`,
      `sewa_test/${again}/${again}.npz holds crops of the authors, which are not read: the video is needed.`,
    ]);
    expect(await found.items[0]!.labels!(timing)).toEqual({
      times: Float64Array.of(0, 0.02),
      arousal: Float64Array.of(0.25, 0.5),
      valence: Float64Array.of(-0.25, -0.5),
      origin: `${clip}_Arousal_V_Aligned_0.csv, ${clip}_Valence_V_Aligned_0.csv`,
      byFrame: true,
    });
    const drawn = await listed(await sewa.open(root, { split: 'train' }));
    expect(drawn.items.map(({ split }) => split)).toEqual(['train', 'train', 'train', 'train']);
  });

  it('joins several files as raters, instead of taking the last', async () => {
    const second = (dimension: string) => ({
      [`tr/${clip}/${clip}_${dimension}_V_Aligned_1.csv`]: row(0, 0.75) + row(1, 0.5),
    });
    const root = tree({ ...segment('tr', clip), ...second('Arousal'), ...second('Valence') });
    const { items } = await listed(await sewa.open(root));
    expect(await items[0]!.labels!(timing)).toMatchObject({
      arousal: Float64Array.of(0.5, 0.5),
      raters: [{ name: '0' }, { name: '1' }],
    });
  });

  it('is not read as native by mistake', async () => {
    const root = tree(segment('train', clip));
    const { items } = await listed(await sewa.open(root, { layout: 'native' }));
    await expect(items[0]!.labels!(timing)).rejects.toThrow(/read it in the layout 'segments'[.]$/);
  });
});

describe('avec', () => {
  const rows = (name: string) => `'${name}';0.000000;0.5;-0.25;0\n'${name}';0.100000;0;0;0\n`;

  it('joins labels and videos of 2017 by number', async () => {
    const root = tree({
      'labels/Train_01.csv': rows('Train_01'),
      'labels/Devel_02.csv': rows('Devel_02'),
      'video/Train_1.avi': '',
      'video/Devel_2.avi': '',
      'video/Test_1.avi': '',
      'audio/Train_1.wav': '',
      'audio_features/Train_01.csv': '',
    });
    const source = await sewa.open(root);
    expect(source).toMatchObject({
      splitOrigin: 'AVEC 2017 partition',
      settings: { layout: 'avec2017', split: null, seed: null },
    });
    const { items, left } = await listed(source);
    expect(left).toEqual([]);
    const video = (name: string) => join(root, 'video', name);
    const labels = expect.any(Function);
    expect(items).toEqual([
      { id: 'Train_01', subject: 'Train_01', split: 'train', video: video('Train_1.avi'), labels },
      {
        id: 'Devel_02',
        subject: 'Devel_02',
        split: 'validation',
        video: video('Devel_2.avi'),
        labels,
      },
      { id: 'Test_01', subject: 'Test_01', split: 'test', video: video('Test_1.avi') },
    ]);
    expect(await items[0]!.labels!(timing)).toEqual({
      times: Float64Array.of(0, 0.1),
      arousal: Float64Array.of(0.5, 0),
      valence: Float64Array.of(-0.25, 0),
      origin: 'Train_01.csv',
    });
  });

  it('tells the edition by the languages, and orders by set, language and number', async () => {
    const names = ['Train_DE_02', 'Train_DE_10', 'Train_HU_01', 'Devel_DE_01', 'Devel_HU_01'];
    const labels = names.map((name) => [`labels/${name}.csv`, rows(name)]);
    const videos = [...names, 'Test_CN_01', 'Test_DE_01'].map((name) => [`${name}.mp4`, '']);
    const folder = tree(Object.fromEntries(videos));
    const later = await sewa.open(tree(Object.fromEntries(labels)), { videos: folder });
    expect([later.settings.layout, later.splitOrigin]).toEqual(['avec2019', 'AVEC 2019 partition']);
    expect(brief(await listed(later))).toEqual([
      'Train_DE_02 DE_Train_02 train',
      'Train_DE_10 DE_Train_10 train',
      'Train_HU_01 HU_Train_01 train',
      'Devel_DE_01 DE_Devel_01 validation',
      'Devel_HU_01 HU_Devel_01 validation',
      'Test_CN_01 CN_Test_01 test',
      'Test_DE_01 DE_Test_01 test',
    ]);
    const german = tree({ 'labels/Train_DE_01.csv': rows('Train_DE_01'), 'Train_DE_1.avi': '' });
    expect((await sewa.open(german)).settings.layout).toBe('avec2018');
    const forced = await sewa.open(german, { layout: 'avec2019', split: 'test' });
    expect(forced.splitOrigin).toBe('ours (test, seed 1)');
    expect(brief(await listed(forced))).toEqual(['Train_DE_01 DE_Train_01 test']);
  });

  it('says what it leaves out, and goes on', async () => {
    const root = tree({
      'labels/.DS_Store': '',
      'labels/Train_DE_01.csv': rows('Train_DE_01'),
      'labels/Train_DE_1.csv': '',
      'labels/Train_DE_02.csv': '',
      'labels/Train_DE_03.csv': rows('Train_DE_04'),
      'labels/readme.txt': '',
      'video/Train_DE_01.avi': '',
      'video/Train_DE_1.mp4': '',
      'video/Train_DE_03.avi': '',
      'video/Train_HU_04.avi': '',
      'video/trailer.avi': '',
      'video/.hidden.avi': '',
    });
    const found = await listed(await sewa.open(root));
    expect(found.items.map(({ id }) => id)).toEqual(['Train_DE_01', 'Train_DE_03']);
    expect(lines(found)).toEqual([
      'labels/.DS_Store is hidden: its name begins with a dot.',
      'labels/Train_DE_1.csv is left out, because labels/Train_DE_01.csv is there.',
      'labels/readme.txt does not have the name of a label file, such as Train_DE_01.csv.',
      'video/.hidden.avi is hidden: its name begins with a dot.',
      'video/Train_DE_1.mp4 is left out, because video/Train_DE_01.avi is there.',
      'video/trailer.avi does not have the name of a recording, such as Train_DE_01.avi.',
      'labels/Train_DE_02.csv has no video.',
      'video/Train_HU_04.avi has no label file.',
    ]);
    await expect(found.items[1]!.labels!(timing)).rejects.toThrow(
      `${join(root, 'labels/Train_DE_03.csv')}: holds the labels of 'Train_DE_04', not of Train_DE_03.`,
    );
  });

  it('lists thousands of recordings', async () => {
    const languages = ['CN', 'DE', 'HU', 'XX'];
    const names = Array.from({ length: 20_000 }, (_, i) => `Test_${languages[i % 4]}_${i >> 2}`);
    const videos = tree(Object.fromEntries(names.map((name) => [`${name}.avi`, ''])));
    const root = tree({ 'labels/Train_DE_01.csv': '' });
    let count = 0;
    for await (const _ of (await sewa.open(root, { videos })).items()) count++;
    expect(count).toBe(20_000);
  });
});

it('refuses what it cannot use', async () => {
  const empty = tree({ 'features/Train_DE_01.csv': '' });
  const refused = async (options: object, message: string) =>
    await expect(sewa.open(empty, options)).rejects.toThrow(message);
  const start = `${empty}: is not a tree of SEWA`;
  await refused(
    {},
    `${start}: there is neither a folder labels with files such as Train_DE_01.csv nor a file such as CLIP_Arousal_V_Aligned.csv.`,
  );
  await refused(
    { layout: 'avec2018' },
    `${start} (avec2018): there is no folder labels with files such as Train_DE_01.csv.`,
  );
  await refused(
    { layout: 'native' },
    `${start} (native): there is no file such as CLIP_Arousal_V_Aligned.csv.`,
  );
  await refused(
    { layout: 'segments' },
    `${start} (segments): in folders with train, val or test in their names, there is no file such as CLIP_Arousal_V_Aligned_0.csv.`,
  );
  await refused(
    { layout: 'avec' },
    "sewa: 'layout' must be segments or avec2019 or avec2018 or avec2017 or native, got 'avec'.",
  );
  await refused(
    { fuse: 'average' },
    "sewa: 'fuse' must be mean or median or ewe or ccc-centred, got 'average'.",
  );
  const one = tree({ 'labels/Train_01.csv': '' });
  await expect(sewa.open(one, { fuse: 'ewe' })).rejects.toThrow(
    "sewa: 'fuse' must be mean, for there is one label only, got 'ewe'.",
  );
});

const native = needsLabelExamples('sewa_native');
it.skipIf(native.skip)(native.title('reads the native example'), async () => {
  const videos = tree({ [`${clip}.avi`]: '' });
  const { items, left } = await listed(await sewa.open(native.path, { videos }));
  expect(left).toEqual([]);
  const { times, arousal, valence, raters } = await items[0]!.labels!(timing);
  expect([items.length, times.length, raters!.length]).toEqual([1, 25, 6]);
  // The means of the first rows, by hand.
  expect([arousal[0]!.toFixed(6), valence[0]!.toFixed(6)]).toEqual(['0.057313', '-0.000463']);
});

const cut = needsLabelExamples('sewa_authors_loader');
it.skipIf(cut.skip)(cut.title("reads the example of the authors' segments"), async () => {
  const videos = tree({ [`${clip}.mp4`]: '' });
  const source = await sewa.open(cut.path, { videos });
  expect(source.settings.layout).toBe('segments');
  const { items } = await listed(source);
  const { times, arousal, valence, raters } = await items[0]!.labels!(timing);
  expect([items[0]!.split, times[1], arousal[0], valence[1], raters]).toEqual([
    'train',
    0.02,
    0.115416,
    -0.009692,
    undefined,
  ]);
});
