import { join } from 'node:path';
import { listed, needsLabelExamples, temporaryTrees } from '@ssvaerr/testing';
import { describe, expect, it } from 'vitest';
import type { LeftOut, SourceItem } from '../../source.ts';
import { recola } from './recola.ts';

const tree = temporaryTrees();
const timing = { fps: 25, seconds: null };
const lines = ({ left }: { readonly left: readonly LeftOut[] }) =>
  left.map(({ name, reason }) => `${name} ${reason}`);
const brief = ({ items }: { readonly items: readonly SourceItem[] }) =>
  items.map(({ id, subject, split }) => `${id} ${subject} ${split}`);

const videos = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`RECOLA-Video-recordings/${name}.mp4`, '']));

describe('native', () => {
  const folder = 'RECOLA-Annotation/emotional_behaviour';
  const arousal = 'time;FM1 ;FM2 ;FF1\n0.00;0.5;0.25;0.75\n0.04;0;NaN;1\n';
  const valence = 'time;FM1 ;FM2 ;FF1\r\n0.00;-0.5;0;-1\r\n0.04;0;0;0\r\n';
  const rated = (...people: readonly string[]) =>
    Object.fromEntries(
      people.flatMap((person) => [
        [`${folder}/arousal/${person}.csv`, arousal],
        [`${folder}/valence/${person}.csv`, valence],
      ]),
    );

  it('lists people with the mean of their raters, in the published split', async () => {
    const root = tree({
      ...rated('P16', 'P13', 'P65'),
      ...videos('P13', 'P16', 'P65'),
      'RECOLA-Annotation/social_behaviour/rapport/P16.csv': '',
      'RECOLA-Audio-features/P16.arff': '',
      'RECOLA-Audio_timings/P16.csv': 'start;stop\n',
    });
    const source = await recola.open(root);
    expect(source).toMatchObject({
      name: 'recola',
      splitOrigin: 'recola-46 (46 people, Tzirakis et al. 2017)',
      maxSeconds: 20,
      settings: {
        input: root,
        videos: null,
        layout: 'native',
        fuse: 'mean',
        split: 'recola-46',
        seed: null,
      },
    });
    const found = await listed(source);
    expect(found.left).toEqual([]);
    expect(brief(found)).toEqual(['P13 P13 test', 'P16 P16 train', 'P65 P65 validation']);
    expect(found.items[1]!.video).toBe(join(root, 'RECOLA-Video-recordings/P16.mp4'));
    expect(await found.items[1]!.labels!(timing)).toEqual({
      times: Float64Array.of(0, 0.04),
      arousal: Float64Array.of(0.5, 0.5), // the missing value is left out
      valence: Float64Array.of(-0.5, 0),
      raters: [
        { name: 'FM1', arousal: Float64Array.of(0.5, 0), valence: Float64Array.of(-0.5, 0) },
        { name: 'FM2', arousal: Float64Array.of(0.25, Number.NaN), valence: Float64Array.of(0, 0) },
        { name: 'FF1', arousal: Float64Array.of(0.75, 1), valence: Float64Array.of(-1, 0) },
      ],
      origin: 'arousal/P16.csv, valence/P16.csv (mean of 3 raters)',
      anyLength: true,
    });
  });

  it('fuses the raters as asked', async () => {
    const root = tree({ ...rated('P16'), ...videos('P16') });
    const { items } = await listed(await recola.open(root, { fuse: 'median' }));
    const { valence, origin } = await items[0]!.labels!(timing);
    expect(Array.from(valence)).toEqual([-0.5, 0]);
    expect(origin).toContain('(median of 3 raters)');
  });

  it("reads the writer's names, and means where there are no ratings", async () => {
    const mean = (value: number, kind: string) => `time;mean value (${kind})\n0.00;${value}\n`;
    const root = tree({
      'P16_Emotion_dim_arousal_raw.csv': arousal,
      'P16_Emotion_dim_valence_raw.csv': valence,
      'P16_Emotion_dim_arousal_gndtrh_raw.csv': mean(1, 'raw'),
      'P16_Emotion_dim_valence_gndtrh_raw.csv': mean(1, 'raw'),
      'P17_Emotion_dim_arousal_gndtrh_zms.csv': mean(0.25, 'zero-mean+sync'),
      'P17_Emotion_dim_valence_gndtrh_zms.csv': mean(0.5, 'zero-mean+sync'),
      'P18_Emotion_dim_arousal_raw.csv': arousal,
      'P18_Emotion_dim_arousal_gndtrh_zm.csv': mean(0.125, 'zero-mean'),
      'P18_Emotion_dim_valence_gndtrh_zm.csv': mean(0.125, 'zero-mean'),
      ...videos('P16', 'P17', 'P18'),
    });
    const found = await listed(await recola.open(root));
    const labels = await Promise.all(found.items.map((item) => item.labels!(timing)));
    expect(labels.map(({ raters }) => raters?.length)).toEqual([3, undefined, undefined]);
    expect(labels.slice(1).map(({ arousal }) => arousal[0])).toEqual([0.25, 0.125]);
    expect(labels[1]!.valence[0]).toBe(0.5);
    expect(lines(found)).toEqual([
      'P16_Emotion_dim_arousal_gndtrh_raw.csv is left out, because P16_Emotion_dim_arousal_raw.csv is there.',
      'P16_Emotion_dim_valence_gndtrh_raw.csv is left out, because P16_Emotion_dim_valence_raw.csv is there.',
      'P18_Emotion_dim_arousal_raw.csv is left out, because P18_Emotion_dim_arousal_gndtrh_zm.csv is there.',
    ]);
  });

  it('takes the AVEC partition, or draws', async () => {
    expect(recola.partitions).toEqual(['recola-46', 'avec']);
    const people = Array.from({ length: 53 }, (_, i) => `P${i + 13}`);
    const root = tree({ ...rated('P16', 'P14'), ...rated(...people), ...videos(...people) });
    const avec = await recola.open(root, { split: 'avec' });
    expect(avec.splitOrigin).toBe('AVEC partition (2015, 2016, 2018)');
    expect(avec.settings.split).toBe('avec');
    const found = await listed(avec);
    expect(found.items.length).toBe(27);
    expect(found.left).toContainEqual({
      name: 'RECOLA-Video-recordings/P14.mp4',
      reason: 'is not in the partition avec.',
    });
    const drawn = await recola.open(root, { split: '60/20/20', seed: 3 });
    expect(drawn.splitOrigin).toBe('ours (60/20/20, seed 3)');
    expect(drawn.settings).toMatchObject({ split: '60/20/20', seed: 3 });
    expect((await listed(drawn)).items.length).toBe(53);
    expect((await listed(await recola.open(root))).items.length).toBe(46);
  });

  it('lists people of the AVEC test set without labels', async () => {
    const root = tree({ ...rated('P16'), ...videos('P16', 'P13', 'P19') });
    const found = await listed(await recola.open(root, { split: 'avec' }));
    expect(found.items.map(({ id, labels }) => [id, labels !== undefined])).toEqual([
      ['P13', false],
      ['P16', true],
    ]);
    expect(lines(found)).toEqual(['RECOLA-Video-recordings/P19.mp4 has no label files.']);
    expect(brief(await listed(await recola.open(root)))).toEqual(['P16 P16 train']);
  });

  it('says what it leaves out, and goes on', async () => {
    const root = tree({
      ...rated('P16', 'P17', 'P27'),
      ...videos('P16', 'P27', 'P21', 'Dyad3'),
      [`${folder}/arousal/P016.csv`]: '',
      [`${folder}/arousal/P21.csv`]: arousal,
      [`${folder}/arousal/P22.txt`]: '',
      [`${folder}/valence/._P16.csv`]: '',
      'Video_recordings_MP4/P16.mp4': '',
      'Video_recordings_MP4/.DS_Store': '',
    });
    const found = await listed(await recola.open(root));
    expect(brief(found)).toEqual(['P16 P16 train']);
    const named = `${folder}/arousal/`;
    expect(lines(found)).toEqual([
      `${named}P16.csv is left out, because ${named}P016.csv is there.`,
      `${named}P22.txt does not have the name of a label file, such as P16.csv.`,
      `${folder}/valence/._P16.csv is hidden: its name begins with a dot.`,
      'Video_recordings_MP4/.DS_Store is hidden: its name begins with a dot.',
      'RECOLA-Video-recordings/Dyad3.mp4 does not have the name of a recording, such as P16.mp4.',
      'Video_recordings_MP4/P16.mp4 is left out, because RECOLA-Video-recordings/P16.mp4 is there.',
      `${named}P17.csv has no video.`,
      `${named}P21.csv has no counterpart: there are no ratings of valence.`,
      'RECOLA-Video-recordings/P27.mp4 is not in the partition recola-46.',
    ]);
  });

  it('names the file if its labels cannot be read', async () => {
    const labelsWith = async (text: string) => {
      const root = tree({
        ...rated('P16'),
        ...videos('P16'),
        [`${folder}/valence/P16.csv`]: text,
      });
      const { items } = await listed(await recola.open(root));
      const path = (dimension: string) => join(root, folder, dimension, 'P16.csv');
      return { path, labels: items[0]!.labels!(timing) };
    };
    const bad = await labelsWith('time;FM1\n0.00;5\n');
    await expect(bad.labels).rejects.toThrow(
      `${bad.path('valence')}: line 2: 'FM1' must be in [-1, 1], got 5: bring the ratings to this range first.`,
    );
    const other = await labelsWith('time;FM1;FM2;FM4\n0.00;0;0;0\n');
    await expect(other.labels).rejects.toThrow(
      `${other.path('valence')}: has ratings by FM1, FM2, FM4, but ${other.path('arousal')} by FM1, FM2, FF1: both must have the same raters.`,
    );
  });

  it('takes folders of other names if it is forced', async () => {
    const root = tree({ 'mine/arousal/P16.csv': arousal, 'mine/valence/P16.csv': valence });
    const elsewhere = tree({ 'P16.mp4': '', '.x': '' });
    await expect(recola.open(root)).rejects.toThrow(`${root}: is not a tree of RECOLA`);
    const options = { layout: 'native', videos: elsewhere };
    const found = await listed(await recola.open(root, options));
    expect(found.items.map(({ video }) => video)).toEqual([join(elsewhere, 'P16.mp4')]);
    expect(lines(found)).toEqual(['.x is hidden: its name begins with a dot.']);
  });
});

describe('ccc-centred', () => {
  const folder = 'Ratings_affective_behaviour_CCC_centred';
  const root = () =>
    tree({
      [`${folder}/arousal/P25.csv`]: '0.00,0.5\n0.04,-0.25\n',
      [`${folder}/valence/P25.csv`]: '0.00,0.125\n0.04,0.25\n',
      'Video_recordings_MP4/P25.mp4': '',
    });

  it('reads one label', async () => {
    const source = await recola.open(root());
    expect(source.settings).toMatchObject({ layout: 'ccc-centred', split: 'recola-46' });
    const found = await listed(source);
    expect(found.left).toEqual([]);
    expect(brief(found)).toEqual(['P25 P25 train']);
    expect(await found.items[0]!.labels!(timing)).toEqual({
      times: Float64Array.of(0, 0.04),
      arousal: Float64Array.of(0.5, -0.25),
      valence: Float64Array.of(0.125, 0.25),
      origin: 'arousal/P25.csv, valence/P25.csv',
      anyLength: true,
    });
    await expect(recola.open(root(), { fuse: 'ewe' })).rejects.toThrow(
      "recola: 'fuse' must be mean, for there is one label only, got 'ewe'.",
    );
  });

  it('is not taken where there are ratings, unless it is forced', async () => {
    const both = tree({
      'emotional_behaviour/arousal/P25.csv': 'time;FM1\n0;0.75\n',
      'emotional_behaviour/valence/P25.csv': 'time;FM1\n0;0.75\n',
      [`${folder}/arousal/P25.csv`]: '0,0.5\n',
      [`${folder}/arousal/notes.txt`]: '',
      [`${folder}/valence/P25.csv`]: '0,0.5\n',
      'P25.mp4': '',
    });
    const first = async (layout?: string) => {
      const found = await listed(await recola.open(both, layout ? { layout } : {}));
      const { arousal } = await found.items[0]!.labels!(timing);
      return [arousal[0], found.left.length];
    };
    expect(await first()).toEqual([0.75, 0]);
    expect(await first('ccc-centred')).toEqual([0.5, 1]);
  });
});

describe('avec', () => {
  const gold = (name: string, ...values: readonly (number | string)[]) =>
    [
      '@relation GOLDSTANDARD',
      '',
      '@attribute Instance_name string',
      '@attribute frameTime numeric',
      '@attribute GoldStandard numeric',
      '',
      '@data',
      '',
      ...values.map((value, i) => `${name},${(4 * i) / 100},${value}`),
      '',
    ].join('\r\n');
  const individual = 'time;FM1 ;FF1\n0.00;0.5;0.25\n0.08;0.75;0.5\n';
  const golds = (...names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => [
        [`ratings_gold_standard/arousal/${name}.arff`, gold(name, 0.25, '?', 0.5)],
        [`ratings_gold_standard/valence/${name}.arff`, gold(name, -0.25, 0, 1)],
      ]),
    );
  const ratings = (folder: string, name: string) => ({
    [`${folder}/arousal/${name}.csv`]: individual,
    [`${folder}/valence/${name}.csv`]: individual,
  });
  const recordings = (...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [`recordings_video/${name}.mp4`, '']));

  it('lists the gold standard with the ratings of the raters, and the test set without', async () => {
    const root = tree({
      ...golds('train_1', 'train_2', 'train_10', 'dev_1'),
      ...ratings('ratings_individual', 'train_1'),
      ...ratings('ratings_individual_centred', 'train_1'),
      ...ratings('ratings_individual_centred', 'train_2'),
      ...recordings('test_1', 'dev_1', 'train_1', 'train_2', 'train_10'),
      'recordings_audio/train_1.wav': '',
      'features_audio/arousal/train_1.arff': '',
    });
    const source = await recola.open(root);
    expect(source).toMatchObject({
      splitOrigin: 'AVEC partition (2015, 2016, 2018)',
      settings: { layout: 'avec', split: 'avec', seed: null, fuse: 'mean' },
      maxSeconds: 20,
    });
    const found = await listed(source);
    expect(brief(found)).toEqual([
      'train_1 train_1 train',
      'train_2 train_2 train',
      'train_10 train_10 train',
      'dev_1 dev_1 validation',
      'test_1 test_1 test',
    ]);
    expect(lines(found)).toEqual([
      'ratings_individual_centred is left out, because ratings_individual is there.',
    ]);
    expect(found.items[4]!.labels).toBe(undefined);
    const nan = Number.NaN;
    const series = {
      times: Float64Array.of(0, 0.04, 0.08),
      arousal: Float64Array.of(0.25, nan, 0.5),
      valence: Float64Array.of(-0.25, 0, 1),
    };
    const [first, second] = [Float64Array.of(0.5, 0.625, 0.75), Float64Array.of(0.25, 0.375, 0.5)];
    expect(await found.items[0]!.labels!(timing)).toEqual({
      ...series,
      raters: [
        { name: 'FM1', arousal: first, valence: first },
        { name: 'FF1', arousal: second, valence: second },
      ],
      origin: 'arousal/train_1.arff, valence/train_1.arff (gold standard; 2 raters)',
    });
    expect(await found.items[1]!.labels!(timing)).toEqual({
      ...series,
      origin: 'arousal/train_2.arff, valence/train_2.arff',
    });
    await expect(recola.open(root, { fuse: 'ewe' })).rejects.toThrow(
      "recola: 'fuse' must be mean, for there is one label only, got 'ewe'.",
    );
    await expect(recola.open(root, { split: 'recola-46' })).rejects.toThrow(
      "recola: 'split' must not be recola-46 in the layout avec, whose names (train_1) do not say who the people are.",
    );
  });

  it('fuses the raters where there is no gold standard', async () => {
    const root = tree({
      ...ratings('ratings_individual', 'dev_3'),
      ...recordings('dev_3', 'test_1'),
    });
    const source = await recola.open(root, { fuse: 'median', split: 'test' });
    expect(source.settings).toMatchObject({ fuse: 'median', split: 'test', seed: 1 });
    const found = await listed(source);
    expect(brief(found)).toEqual(['dev_3 dev_3 test', 'test_1 test_1 test']);
    const { arousal, origin } = await found.items[0]!.labels!(timing);
    expect([arousal[0], origin]).toEqual([
      0.375,
      'arousal/dev_3.csv, valence/dev_3.csv (median of 2 raters)',
    ]);
  });

  it('says what it leaves out, and checks what files say of themselves', async () => {
    const root = tree({
      ...golds('train_1', 'train_2', 'train_3'),
      'ratings_gold_standard/valence/train_1.arff': gold('train_1', 0).replace(
        'GOLDSTANDARD',
        'GOLDSTANDARD_AROUSAL',
      ),
      'ratings_gold_standard/valence/train_2.arff': gold('train_5', 0),
      'ratings_gold_standard/valence/readme.txt': '',
      'ratings_gold_standard/arousal/train_4.arff': gold('train_4', 0),
      'ratings_individual/arousal/train_1.csv': individual,
      ...recordings('train_1', 'train_2', 'train_4', 'train_6'),
    });
    const found = await listed(await recola.open(root));
    expect(found.items.map(({ id }) => id)).toEqual(['train_1', 'train_2']);
    expect(lines(found)).toEqual([
      'ratings_gold_standard/valence/readme.txt does not have the name of a label file, such as train_1.arff.',
      'ratings_individual/arousal/train_1.csv is not used: there are no individual ratings of valence.',
      'ratings_gold_standard/arousal/train_3.arff has no video.',
      'ratings_gold_standard/arousal/train_4.arff has no counterpart: there are no ratings of valence.',
      'recordings_video/train_6.mp4 has no label files.',
    ]);
    const path = (name: string) => join(root, 'ratings_gold_standard/valence', name);
    await expect(found.items[0]!.labels!(timing)).rejects.toThrow(
      `${path('train_1.arff')}: holds arousal, as its relation says, not valence.`,
    );
    await expect(found.items[1]!.labels!(timing)).rejects.toThrow(
      `${path('train_2.arff')}: holds the labels of 'train_5', not of train_2.`,
    );
  });

  it('lists thousands of recordings', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `test_${i}`);
    const root = tree({ ...golds('train_1'), ...recordings(...names) });
    let count = 0;
    for await (const _ of (await recola.open(root)).items()) count++;
    expect(count).toBe(20_000);
  });
});

it('refuses what it cannot use', async () => {
  const empty = tree({ 'arousal/P16.csv': '' });
  const start = `${empty}: is not a tree of RECOLA`;
  const refused = async (options: object, message: string) =>
    await expect(recola.open(empty, options)).rejects.toThrow(message);
  await refused(
    {},
    `${start}: there is no folder emotional_behaviour, Ratings_affective_behaviour_CCC_centred, ratings_gold_standard or ratings_individual with folders arousal and valence in it.`,
  );
  await refused(
    { layout: 'avec' },
    `${start} (avec): there is no folder ratings_gold_standard or ratings_individual with folders arousal and valence in it.`,
  );
  const other = tree({ 'x/P16.csv': '' });
  await expect(recola.open(other, { layout: 'native' })).rejects.toThrow(
    `${other}: is not a tree of RECOLA (native): there are no folders arousal and valence with files such as P16.csv.`,
  );
  await refused(
    { layout: 'centred' },
    "recola: 'layout' must be native or ccc-centred or avec, got 'centred'.",
  );
  await refused({ split: 'AVEC' }, "'split' must be train, validation, test or percentages");
});

const example = needsLabelExamples('recola_native');
it.skipIf(example.skip)(example.title('reads the native example'), async () => {
  const folder = tree({ 'P16.mp4': '' });
  const { items, left } = await listed(await recola.open(example.path, { videos: folder }));
  expect(left.map(({ reason }) => reason)).toEqual(
    Array(left.length).fill(
      'is left out, because RECOLA-Annotation/emotional_behaviour/arousal/P16.csv is there.',
    ),
  );
  const { times, arousal, valence, raters } = await items[0]!.labels!(timing);
  expect([times.length, raters!.length]).toEqual([51, 6]);
  // By hand: the means of the first rows.
  expect([arousal[0]!.toFixed(4), valence[0]!.toFixed(4)]).toEqual(['-0.0417', '-0.0217']);
});

const centred = needsLabelExamples('recola_ccc_centred');
it.skipIf(centred.skip)(centred.title('reads the CCC-centred example'), async () => {
  const folder = tree({ 'P16.mp4': '' });
  const { items, left } = await listed(await recola.open(centred.path, { videos: folder }));
  expect(left).toEqual([]);
  const { arousal, valence } = await items[0]!.labels!(timing);
  expect([arousal[2], valence[2]]).toEqual([-0.05, 0.05]);
});

const avec = needsLabelExamples('avec2016_recola');
it.skipIf(avec.skip)(avec.title('reads the AVEC example'), async () => {
  const folder = tree({ 'train_1.mp4': '', 'dev_1.mp4': '' });
  const found = await listed(await recola.open(avec.path, { videos: folder }));
  expect(brief(found)).toEqual(['train_1 train_1 train']);
  expect(lines(found)).toEqual([
    'ratings_individual/arousal/train_1.csv is not used: there are no individual ratings of valence.',
    'ratings_gold_standard/arousal/dev_1.arff has no counterpart: there are no ratings of valence.',
  ]);
  const { arousal, valence } = await found.items[0]!.labels!(timing);
  expect([arousal[3], valence[4]]).toEqual([0.012498, -0.022407]);
});
