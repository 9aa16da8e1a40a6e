import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Clip } from '@ssvaerr/data';
import { openStore, readFrames, readLabels, readRaters, type Store } from '@ssvaerr/data/node';
import { escapeText } from '@ssvaerr/report';
import { OddVideos } from '@ssvaerr/testing';
import { findFfmpeg } from '@ssvaerr/video';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DrawnFaces, drawnFrames } from '../../test/drawn-faces.ts';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';

// From the files of a data set to a report. The trees and the expected labels are written from the documentation of each
// format (docs/datasets), not with the code that reads them. Videos have 10 frames at 10 fps: frame i is at i / 10 s.

const ffmpeg = await findFfmpeg().catch(() => undefined);
const title = 'data sets by the command line';

const root = mkdtempSync(join(tmpdir(), 'datasets-'));
const at = (...names: string[]) => join(root, ...names);
const home = process.cwd();
const videos = new OddVideos(ffmpeg ?? '');
let drawn: DrawnFaces;

/** A command line in this process, on the sources. */
const ssvaerr = (line: string) => ssvaerrHere(line.split(' '));

/** The same, which must end well; what it prints with `--json`. */
async function json(line: string) {
  const { status, stdout, stderr } = await ssvaerr(`${line} --json`);
  expect(status, `${line}\n${stderr}`).toBe(0);
  return JSON.parse(stdout);
}

const preprocess = (line: string) => json(`preprocess ${line} --size 48 --engine onnx`);

/** Writes files into a folder below the root. */
function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(at(folder, name)), { recursive: true });
    writeFileSync(at(folder, name), content);
  }
}

/** What was left out, by name. */
const reasons = ({ skipped }: { skipped: readonly { name: string; reason: string }[] }) =>
  Object.fromEntries(skipped.map(({ name, reason }) => [name, reason]));

/** The clips of a store in a few words. */
const brief = ({ clips }: Store) =>
  clips.map(({ id, subject, split, frames, files }) =>
    [id, subject, split, frames, files.labels ? 'labels' : 'no labels'].join(' '),
  );

const clipOf = ({ clips }: Store, id: string): Clip => {
  const clip = clips.find((clip) => clip.id === id);
  if (clip === undefined) throw new Error(`no clip ${id}, but ${clips.map(({ id }) => id)}`);
  return clip;
};

const none = Number.NaN;
const always = (value: number, count = drawnFrames): number[] => Array(count).fill(value);

/** Compares the labels of a clip with those of each frame, by hand. */
async function expectLabels(
  store: Store,
  id: string,
  byHand: { readonly arousal: readonly number[]; readonly valence: readonly number[] },
): Promise<void> {
  const labels = Array.from((await readLabels(store, clipOf(store, id)))!);
  const column = (index: number) => labels.filter((_, i) => i % 2 === index).map(rounded);
  expect({ arousal: column(0), valence: column(1) }, id).toEqual({
    arousal: byHand.arousal.map(rounded),
    valence: byHand.valence.map(rounded),
  });
}

/** To five decimals, because labels are float32 in a store; without -0. */
const rounded = (value: number) => Math.round(value * 1e5) / 1e5 + 0;

const tiny = '--preset demo --width 2 --hidden 4 --epochs 1 --engine onnx';

/**
 * Trains on a store, scores the run and writes its page; all of them name the origin of the splits.
 *
 * @param scored The splits with labels besides the training split.
 */
async function expectResults(
  store: string,
  splits: string,
  scored: readonly ('validation' | 'test')[] = ['validation', 'test'],
): Promise<void> {
  const [run, page] = [`${store}-run`, `${store}.html`];
  const { status, stdout, stderr } = await ssvaerr(`train --data ${store} --out ${run} ${tiny}`);
  expect(status, stderr).toBe(0);
  expect(stdout).toContain(`\nsplits: ${splits}\n`);
  expect(stdout).not.toContain('NaN');
  const rows = stdout.split('\n').map((line) => line.split(' ')[0]);
  expect(rows.filter((name) => name === 'validation' || name === 'test')).toEqual(scored);
  const isTested = scored.includes('test');
  expect(stdout.includes('there is no test split with labels')).toBe(!isTested);

  const { clips } = await openStore(store);
  const hasTest = clips.some(({ split }) => split === 'test');
  for (const split of hasTest ? (['validation', 'test'] as const) : (['validation'] as const)) {
    const evaluated = await ssvaerr(`evaluate ${run} --split ${split} --engine onnx`);
    expect(evaluated.status, evaluated.stderr).toBe(0);
    expect(evaluated.stdout).toContain(`\nsplits: ${splits}\n`);
    expect(evaluated.stdout).not.toContain('NaN');
    const says = `The ${split} clips have no labels, so there are no scores.`;
    expect(evaluated.stdout.includes(says)).toBe(!scored.includes(split));
    for (const clip of clips.filter((clip) => clip.split === split)) {
      const table = readFileSync(join(run, 'predictions', split, `${clip.id}.csv`), 'utf8');
      expect(table.trim().split('\n'), clip.id).toHaveLength(1 + clip.frames);
    }
  }

  const reported = await ssvaerr(`report ${run} --out ${page}`);
  expect(reported, reported.stderr).toMatchObject({ status: 0, stdout: `report: ${page}\n` });
  const html = readFileSync(page, 'utf8');
  expect(html).toContain(escapeText(splits));
  expect(html).toContain(`Arousal, ${isTested ? 'test' : 'validation'} CCC`);
  expect(html).not.toContain('NaN');
}

afterAll(() => {
  rmSync(root, { recursive: true });
  videos.remove();
});

describe.skipIf(!ffmpeg)(ffmpeg ? title : `${title} [skipped: no ffmpeg here]`, () => {
  beforeAll(() => {
    drawn = new DrawnFaces(videos);
    process.chdir(root);
  });
  afterAll(() => {
    process.chdir(home);
  });

  describe('csv', () => {
    it('reads a folder of label files: raters as folders, endings and columns', async () => {
      write('talks', {
        'p1/talk.mp4': drawn.video('ann'),
        'p2/talk.mp4': drawn.video('ben'),
        'p3/talk.mp4': drawn.video('eva'),
      });
      write('ratings', {
        // Decimal commas, line ends of Windows, a byte-order mark, two ratings per second.
        'anna/p1/talk.csv':
          '\uFEFFtime;arousal;valence\r\n0,0;0,10;-0,30\r\n0,5;0,60;0,20\r\n1,0;0,10;0,20\r\n',
        // Milliseconds and tabs, valence first.
        'ben/p1/talk.tsv': 'time_ms\tvalence\tarousal\n0\t0.4\t0\n500\t0.4\t0\n1000\t0.4\t0\n',
        'p2/talk_anna.csv': 'time,arousal,valence\n0,-0.5,1\n1,-0.5,1\n',
        'p2/talk_ben.csv': 'time,arousal,valence\n0,0.3,0\n1,0.3,0\n',
        'p3/talk.csv': [
          'frame;arousal_anna;arousal_ben;valence_anna;valence_ben',
          ...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `${i};0,${i};0,${i};-0,2;-0,4`),
          '8;;;;',
          '9;0,9;0,9;-0,2;-0,4\n',
        ].join('\n'),
      });
      const line = 'talks --format csv --labels ratings --out csv';
      const how = '--subject folder --split 40/30/30 --seed 9 --licence CC0';
      const summary = await preprocess(`${line} ${how}`);
      expect([summary.skipped, summary.clips, summary.frames]).toEqual([[], 3, 30]);
      const store = await openStore('csv');
      expect(store.info).toMatchObject({ licence: 'CC0', splits: 'ours (40/30/30, seed 9)' });
      expect(brief(store)).toEqual([
        'p1-talk.1 p1 train 10 labels',
        'p2-talk.1 p2 validation 10 labels',
        'p3-talk.1 p3 test 10 labels',
      ]);
      await expectLabels(store, 'p1-talk.1', {
        // Half of anna's 0.1, 0.2, … 0.6, 0.5, … 0.2; half of her -0.3, -0.2, … 0.2 and ben's 0.4.
        arousal: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.25, 0.2, 0.15, 0.1],
        valence: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.3, 0.3, 0.3, 0.3],
      });
      await expectLabels(store, 'p2-talk.1', { arousal: always(-0.1), valence: always(0.5) });
      await expectLabels(store, 'p3-talk.1', {
        arousal: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, none, 0.9],
        valence: [...always(-0.3, 8), none, -0.3],
      });
      const raters = await readRaters(store, clipOf(store, 'p2-talk.1'), { start: 3, count: 1 });
      expect(raters?.names).toEqual(['anna', 'ben']);
      expect(Array.from(raters!.values).map(rounded)).toEqual([-0.5, 1, 0.3, 0]);
      expect(clipOf(store, 'p2-talk.1').labelSource).toBe(
        'talk_anna.csv, talk_ben.csv (mean of 2 raters)',
      );
      await expectResults('csv', 'ours (40/30/30, seed 9)');
    });

    it('reads one table for all videos, with people and splits, in any order of columns', async () => {
      write('table', {
        'a.mp4': drawn.video('ann'),
        'b.mp4': drawn.video('ben'),
        'c.mp4': drawn.video('eva'),
        'all.csv': [
          'valence,split,time,video,arousal,subject',
          '2,train,0,a.mp4,8,P1',
          '6,train,1,a.mp4,8,P1',
          '5,devel,0,b,1,P2',
          '5,devel,1,b,9,P2',
          '9,test,0,c,5,P3',
          '9,test,1,c,99,P3',
          '9,test,0,zoe,5,P4\n',
        ].join('\n'),
      });
      const line = 'table --format csv --labels table/all.csv --out one-table';
      const summary = await preprocess(`${line} --scale 1..9 --missing 99`);
      expect(reasons(summary)).toEqual({
        'table/all.csv': "rates 'zoe', of which there is no video.",
      });
      const store = await openStore('one-table');
      expect(brief(store)).toEqual([
        'a.1 P1 train 10 labels',
        'b.1 P2 validation 10 labels',
        'c.1 P3 test 10 labels',
      ]);
      await expectLabels(store, 'a.1', {
        // 8 of 1..9 is 0.75; 2 is -0.75, 6 is 0.25.
        arousal: always(0.75),
        valence: [-0.75, -0.65, -0.55, -0.45, -0.35, -0.25, -0.15, -0.05, 0.05, 0.15],
      });
      await expectLabels(store, 'b.1', {
        arousal: [-1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8],
        valence: always(0),
      });
      // Beside a missing rating there is no line to be on.
      await expectLabels(store, 'c.1', { arousal: [0, ...always(none, 9)], valence: always(1) });
      await expectResults('one-table', 'all.csv');
    });

    describe('with files that are wrong', () => {
      const good = 'time,valence,arousal\n0,-0.5,0.25\n1,-0.5,0.25\n';
      const line = 'wrong --format csv --labels wrong-labels --out wrong-store';

      const expected = {
        'delimiter.mp4':
          "has labels that cannot be used (wrong-labels/delimiter.csv: has no header: its first row must name the columns, such as time,arousal,valence (or state the columns' names)).",
        'scale.mp4':
          "has labels that cannot be used (wrong-labels/scale.csv: line 3: 'arousal' must be in [-1, 1], got 7. State the scale of the ratings, such as 1..9).",
        'comma.mp4':
          "has labels that cannot be used (wrong-labels/comma.csv: line 2: must have 3 cells as the header has, got 6. A decimal comma needs ';' or a tab between the cells).",
        'longer.mp4':
          'is 1 s long, but its labels end at 6 s (longer.csv); they may differ by 1 s. Check the unit of its times.',
        'unrated.mp4': 'has no labels in wrong-labels.',
        'wrong-labels/nobody.csv': "fits no video by its name and has no column 'video'.",
      };

      beforeAll(() => {
        const names = ['swapped', 'delimiter', 'scale', 'comma', 'longer', 'unrated'];
        write(
          'wrong',
          Object.fromEntries(names.map((name) => [`${name}.mp4`, drawn.video('ann')])),
        );
        write('wrong-labels', {
          'swapped.csv': good,
          'delimiter.csv': good.replaceAll(',', '|'),
          'scale.csv': 'time,valence,arousal\n0,-0.5,1\n1,-0.5,7\n',
          'comma.csv': 'time,valence,arousal\n0,0,-0,5,0,25\n',
          'longer.csv': `${good}2,0,0\n3,0,0\n4,0,0\n5,0,0\n6,0,0\n`,
          'nobody.csv': good,
        });
      });

      const withPaths = (reasons: Record<string, string>) =>
        Object.fromEntries(
          Object.entries(reasons).map(([name, reason]) => [
            name,
            reason.replaceAll(`${root}/`, ''),
          ]),
        );

      it('lists what it would do, with what is wrong in one line each, and writes nothing', async () => {
        const plan = await preprocess(`${line} --dry-run`);
        expect(Object.keys(plan)).toEqual(['todo', 'done', 'skipped', 'others']);
        expect(plan.todo).toEqual([
          {
            ...{ name: 'swapped.mp4', subject: 'swapped', split: 'train' },
            ...{ seconds: 1, fps: 10, width: 480, height: 360, codec: 'mpeg4', start: 0 },
            labels: {
              ...{ origin: 'swapped.csv', samples: 2, from: 0, to: 1, rate: 1, missing: 0 },
              ...{ arousal: [0.25, 0.25], valence: [-0.5, -0.5], raters: [] },
              sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
            },
          },
        ]);
        expect([plan.done, plan.others]).toEqual([[], []]);
        expect(withPaths(reasons(plan))).toEqual(expected);
        expect(existsSync('wrong-store')).toBe(false);
        const { status, stdout } = await ssvaerr(`preprocess ${line} --dry-run`);
        const strict = await ssvaerr(`preprocess ${line} --dry-run --strict`);
        expect([strict.status, strict.stdout]).toEqual([1, stdout]);
        expect(status).toBe(0);
        expect(stdout).toContain(
          'swapped.mp4: 1.0 s, 10 fps, 480 x 360 mpeg4, no audio\n' +
            '  labels swapped.csv: 2 ratings from 0.00 to 1.00 s, 1 per second, 0 missing, arousal 0.25 to 0.25, valence -0.50 to -0.50\n' +
            '1 videos to do, 1.0 s; 0 done before\n6 skipped:\n',
        );
      });

      it('takes the others, reads columns by name, and is no success with --strict', async () => {
        const strict = await ssvaerr(`preprocess ${line} --strict --size 48 --engine onnx`);
        expect(strict.status).toBe(1);
        const said = strict.stdout.replaceAll(`${root}/`, '');
        for (const [name, reason] of Object.entries(expected)) {
          expect(said).toContain(`  ${name}: ${reason}\n`);
        }
        expect(strict.stderr).toContain('wrong: 6 skipped, 0 damaged, listed above.');
        const store = await openStore('wrong-store');
        expect(brief(store)).toEqual(['swapped.1 swapped train 10 labels']);
        await expectLabels(store, 'swapped.1', { arousal: always(0.25), valence: always(-0.5) });
        expect(readFileSync('wrong-store/preprocess-report.html', 'utf8')).toContain('longer.mp4');
      });

      it('takes longer labels if they may differ', async () => {
        const plan = await preprocess(`${line} --label-tolerance 5 --resume --dry-run`);
        expect(plan.todo.map(({ name }: { name: string }) => name)).toEqual(['longer.mp4']);
        expect(plan.done).toEqual(['swapped.mp4']);
      });
    });
  });

  describe('sewa', () => {
    it('reads the database: ratings by people who saw the video, by frame or by time', async () => {
      const [s1, s2, s3, s4] = [
        'SAH_C1_S009_P018_VC1_004321_004330',
        'SVH_C2_S031_P062_VC1_000100_000109',
        'SSD_C6_S050_P101_VC1_000001_000010',
        'SAL_C1_S009_P019_VC1_004321_004330',
      ];
      const file = (clip: string, dimension: string, annotation: string) =>
        `${clip}_${dimension}_${annotation}_Aligned.csv`;
      const frames = Array.from({ length: 10 }, (_, i) => i);
      const fifty = Array.from({ length: 50 }, (_, k) => k);
      const wrong = 't,annotator1\n4321,0.9\n4322,0.9\n';
      write('SEWA', {
        // Frame numbers of the recording, three annotators; in folders.
        [`${s1}/${s1}.avi`]: drawn.video('ann'),
        [`${s1}/${s1}.wav`]: '',
        [`${s1}/metadata.ini`]: '[metadata]\r\nfirst_frame=4321\r\n',
        [`${s1}/arousal/${file(s1!, 'Arousal', 'V')}`]: `timestamp,annotator1,annotator2,annotator3\n${frames
          .map((i) =>
            [4321 + i, (0.02 * i).toFixed(2), (0.04 * i).toFixed(2), (0.06 * i).toFixed(2)].join(),
          )
          .join('\n')}\n`,
        [`${s1}/arousal/${file(s1!, 'Arousal', 'A')}`]: wrong,
        [`${s1}/arousal/${file(s1!, 'Arousal', 'AV')}`]: wrong,
        [`${s1}/valence/${file(s1!, 'Valence', 'V')}`]: `timestamp,annotator1,annotator2,annotator3\n${frames
          .map((i) => [4321 + i, i === 3 ? '' : '-0.5', '0.0', '0.2'].join())
          .join('\n')}\n`,
        [`${s1}/valence/${file(s1!, 'Valence', 'A')}`]: wrong,
        [`${s1}/valence/${file(s1!, 'Valence', 'AV')}`]: wrong,
        // Seconds at 50 ratings per second, beside the video, whose name is another one.
        [`adverts/${s2}/camera.avi`]: drawn.video('ben'),
        [`adverts/${s2}/${file(s2!, 'Arousal', 'V')}`]: `time,a,b\n${fifty
          .map((k) =>
            [(k / 50).toFixed(2), (0.01 * k).toFixed(2), (0.03 * k - 0.5).toFixed(2)].join(),
          )
          .join('\n')}\n`,
        [`adverts/${s2}/${file(s2!, 'Valence', 'V')}`]: `time,a,b\n${fifty
          .map((k) => [(k / 50).toFixed(2), '-1.00', '0.50'].join())
          .join('\n')}\n`,
        // One annotator, no header, frames from 1.
        [`${s3}/${s3}.avi`]: drawn.video('eva'),
        [`${s3}/${file(s3!, 'Arousal', 'V')}`]: frames.map((i) => `${i + 1},0.${i}`).join('\n'),
        [`${s3}/${file(s3!, 'Valence', 'V')}`]: frames.map((i) => `${i + 1},-0.${i}`).join('\n'),
        [`${s4}/${s4}.avi`]: drawn.video('ann'),
        [`${s4}/${file(s4!, 'Arousal', 'AV')}`]: wrong,
        [`${s4}/${file(s4!, 'Valence', 'AV')}`]: wrong,
      });
      write('.', { 'list.csv': 'subject;split\nC1_P018;train\nC2_P062;Devel\nC6_P101;Test\n' });
      const summary = await preprocess('SEWA --format sewa --split-file list.csv --out sewa');
      expect(reasons(summary)).toEqual({
        [`${s4}/${s4}`]: 'has no ratings with the annotation V, but with AV.',
      });
      const store = await openStore('sewa');
      expect(store.info.splits).toBe('list.csv');
      expect(store.info.licence).toContain('SEWA');
      expect(brief(store)).toEqual([
        `${s1}.1 C1_P018 train 10 labels`,
        `${s3}.1 C6_P101 test 10 labels`,
        `${s2}.1 C2_P062 validation 10 labels`,
      ]);
      await expectLabels(store, `${s1}.1`, {
        arousal: [0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.24, 0.28, 0.32, 0.36],
        valence: [-0.1, -0.1, -0.1, 0.1, -0.1, -0.1, -0.1, -0.1, -0.1, -0.1],
      });
      // Every fifth rating: k = 0, 5, 10, …; the mean of 0.01 k and 0.03 k - 0.5.
      await expectLabels(store, `${s2}.1`, {
        arousal: [-0.25, -0.15, -0.05, 0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65],
        valence: always(-0.25),
      });
      await expectLabels(store, `${s3}.1`, {
        arousal: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
        valence: [0, -0.1, -0.2, -0.3, -0.4, -0.5, -0.6, -0.7, -0.8, -0.9],
      });
      const raters = (await readRaters(store, clipOf(store, `${s1}.1`), { start: 3, count: 1 }))!;
      expect(raters.names).toEqual(['1', '2', '3']);
      expect(Array.from(raters.values).map(rounded)).toEqual([0.06, none, 0.12, 0, 0.18, 0.2]);
      expect((await readRaters(store, clipOf(store, `${s3}.1`))) ?? null).toBeNull();
      await expectResults('sewa', 'list.csv');
    });

    it('reads AVEC 2019: gold standard, test set without labels', async () => {
      const rows = (name: string, values: readonly (readonly [number, number])[]) =>
        `name;timestamp;arousal;valence;liking\n${values
          .map(([a, v], i) =>
            [`'${name}'`, ...[i / 10, a, v, 0].map((value) => value.toFixed(6))].join(';'),
          )
          .join('\n')}\n`;
      const rising = Array.from({ length: 10 }, (_, i) => i / 20);
      write('AVEC2019', {
        'labels/Train_DE_01.csv': rows(
          'Train_DE_01',
          rising.map((value, i) => (i < 2 ? [0, 0] : [value, -value])),
        ),
        'labels/Devel_HU_01.csv': rows(
          'Devel_HU_01',
          rising.map((value) => [0.3 - value, 0.1234565]),
        ),
        'labels/Devel_HU_02.csv': rows('Devel_HU_03', [[0, 0]]),
        'labels/Devel_HU_04.csv': rows('Devel_HU_04', [[0, 0]]),
        'video/Train_DE_01.avi': drawn.video('ann'),
        'video/Devel_HU_01.avi': drawn.video('ben'),
        'video/Devel_HU_02.avi': drawn.video('ben'),
        'video/Train_HU_09.avi': drawn.video('ben'),
        'video/Test_CN_01.avi': drawn.video('eva'),
        'audio_features_egemaps/Train_DE_01.csv': 'name;frameTime;F0\n',
      });
      const summary = await preprocess('AVEC2019 --format sewa --out avec2019');
      expect(reasons(summary)).toEqual({
        'video/Train_HU_09.avi': 'has no label file.',
        'labels/Devel_HU_04.csv': 'has no video.',
        Devel_HU_02: `has labels that cannot be used (${at('AVEC2019/labels/Devel_HU_02.csv')}: holds the labels of 'Devel_HU_03', not of Devel_HU_02).`,
      });
      const store = await openStore('avec2019');
      expect(brief(store)).toEqual([
        'Devel_HU_01.1 HU_Devel_01 validation 10 labels',
        'Test_CN_01.1 CN_Test_01 test 10 no labels',
        'Train_DE_01.1 DE_Train_01 train 10 labels',
      ]);
      // The zeros at the beginning are labels.
      await expectLabels(store, 'Train_DE_01.1', {
        arousal: [0, 0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45],
        valence: [0, 0, -0.1, -0.15, -0.2, -0.25, -0.3, -0.35, -0.4, -0.45],
      });
      await expectLabels(store, 'Devel_HU_01.1', {
        arousal: [0.3, 0.25, 0.2, 0.15, 0.1, 0.05, 0, -0.05, -0.1, -0.15],
        valence: always(0.123457),
      });
      await expectResults('avec2019', 'AVEC 2019 partition', ['validation']);
    });
  });

  describe('recola', () => {
    /** Times as the database writes them: 0.00, 0.04, …, 300.00. */
    const samples = Array.from({ length: 7501 }, (_, i) => i);

    it('reads the database: six raters, who stay in the store', async () => {
      const offsets = [0, 0.1, 0.2, -0.1, -0.2, 0.06]; // 0.01 in the mean
      const ratings = (from: number, slope: number, end: string) =>
        ['time;FM1 ;FM2 ;FM3 ;FF1 ;FF2 ;FF3']
          .concat(
            samples.map((i) =>
              [
                (i / 25).toFixed(2),
                ...offsets.map((offset) => (from + offset + slope * (i % 50)).toFixed(2)),
              ].join(';'),
            ),
          )
          .join(end) + end;
      const rated = (person: string, [a, v]: readonly [string, string]) => ({
        [`RECOLA-Annotation/emotional_behaviour/arousal/${person}.csv`]: a,
        [`RECOLA-Annotation/emotional_behaviour/valence/${person}.csv`]: v,
      });
      const rising = ratings(-0.3, 0.01, '\n');
      const falling = ratings(0.2, -0.01, '\r\n');
      write('RECOLA', {
        ...rated('P16', [rising, falling]),
        ...rated('P14', [falling, rising]),
        ...rated('P13', [rising, rising]),
        ...rated('P27', [rising, rising]),
        'RECOLA-Annotation/emotional_behaviour/arousal/P19.csv': rising,
        'RECOLA-Annotation/social_behaviour/agreement/P16.csv': 'x',
        'RECOLA-Audio_timings/P16.csv': 'start;stop\n0;1\n',
        'RECOLA-Audio-recordings/P16.wav': '',
        'RECOLA-Video-recordings/P16.mp4': drawn.video('ann'),
        'RECOLA-Video-recordings/P14.mp4': drawn.video('ben'),
        'RECOLA-Video-recordings/P13.mp4': drawn.video('eva'),
        'RECOLA-Video-recordings/P27.mp4': drawn.video('eva'),
        'RECOLA-Video-recordings/P19.mp4': drawn.video('eva'),
      });
      const summary = await preprocess('RECOLA --format recola --out recola');
      expect(reasons(summary)).toEqual({
        'RECOLA-Video-recordings/P27.mp4': 'is not in the partition recola-46.',
        'RECOLA-Annotation/emotional_behaviour/arousal/P19.csv':
          'has no counterpart: there are no ratings of valence.',
      });
      const store = await openStore('recola');
      expect(brief(store)).toEqual([
        'P13.1 P13 test 10 labels',
        'P14.1 P14 validation 10 labels',
        'P16.1 P16 train 10 labels',
      ]);
      // Frame i is at the rating 2.5 i: every second one lies halfway between two.
      const up = [-0.29, -0.265, -0.24, -0.215, -0.19, -0.165, -0.14, -0.115, -0.09, -0.065];
      const down = [0.21, 0.185, 0.16, 0.135, 0.11, 0.085, 0.06, 0.035, 0.01, -0.015];
      await expectLabels(store, 'P16.1', { arousal: up, valence: down });
      await expectLabels(store, 'P14.1', { arousal: down, valence: up });
      await expectLabels(store, 'P13.1', { arousal: up, valence: up });
      const raters = (await readRaters(store, clipOf(store, 'P16.1'), { start: 1, count: 2 }))!;
      expect(raters.names).toEqual(['FM1', 'FM2', 'FM3', 'FF1', 'FF2', 'FF3']);
      expect(Array.from(raters.values).map(rounded)).toEqual([
        ...[-0.275, 0.175, -0.175, 0.275, -0.075, 0.375, -0.375, 0.075, -0.475, -0.025],
        ...[-0.215, 0.235],
        ...[-0.25, 0.15, -0.15, 0.25, -0.05, 0.35, -0.35, 0.05, -0.45, -0.05, -0.19, 0.21],
      ]);
      await expectResults('recola', 'recola-46 (46 people, Tzirakis et al. 2017)');

      // The challenges have other people; P14 is not one of them.
      const avec = 'preprocess RECOLA --format recola --split avec --out recola-avec --dry-run';
      const plan = await json(avec);
      expect(
        plan.todo.map(({ name, split }: { name: string; split: string }) => [name, split]),
      ).toEqual([
        ['P13', 'test'],
        ['P16', 'train'],
      ]);
      expect(reasons(plan)['RECOLA-Video-recordings/P14.mp4']).toBe(
        'is not in the partition avec.',
      );
      const other = await ssvaerr(avec.replace('avec', 'avec2'));
      expect([other.status, other.stderr.trim()]).toEqual([
        1,
        "ssvaerr: preprocess: --split must be train, validation, test or percentages such as 80/10/10, got 'avec2'.",
      ]);
    });

    it('reads AVEC: gold standard in ARFF beside the raters, test set without labels', async () => {
      const seconds = samples.slice(0, 26); // 0 to 1 s
      const head = (relation: string) => [
        `@relation ${relation}`,
        '',
        '@attribute Instance_name string',
        '@attribute frameTime numeric',
        '@attribute GoldStandard numeric',
        '',
        '',
        '@data',
        '',
      ];
      // As the template of AVEC 2018: line ends of Windows, no quotes, times without zeros at their end.
      const template = (value: (i: number) => string) =>
        [...head('GOLDSTANDARD'), ...seconds.map((i) => `train_1,${i / 25},${value(i)}`), ''].join(
          '\r\n',
        );
      const quoted = (dimension: string, value: string) =>
        [
          ...head(`GOLDSTANDARD_${dimension}`),
          ...seconds.map((i) => `'dev_1',${(i / 25).toFixed(2)},${value}`),
          '',
        ].join('\n');
      const individual = (value: string) =>
        `time;FM1 ;FM2 ;FM3 ;FF1 ;FF2 ;FF3\n${seconds
          .map((i) => `${(i / 25).toFixed(2)};${value};0.50;0.50;0.50;0.50;0.50`)
          .join('\n')}\n`;
      write('AVEC2016', {
        'ratings_gold_standard/arousal/train_1.arff': template((i) =>
          i > 22 ? '?' : (0.01 * i - 0.1).toFixed(6),
        ),
        'ratings_gold_standard/valence/train_1.arff': template((i) => (0.3 - 0.02 * i).toFixed(6)),
        'ratings_gold_standard/arousal/dev_1.arff': quoted('AROUSAL', '0.250000'),
        'ratings_gold_standard/valence/dev_1.arff': quoted('VALENCE', '-0.750000'),
        'ratings_individual/arousal/train_1.csv': individual('-0.40'),
        'ratings_individual/valence/train_1.csv': individual('0.10'),
        'recordings_video/train_1.mp4': drawn.video('ann'),
        'recordings_video/dev_1.mp4': drawn.video('ben'),
        'recordings_video/test_1.mp4': drawn.video('eva'),
        'recordings_audio/train_1.wav': '',
      });
      const summary = await preprocess('AVEC2016 --format recola --out avec2016');
      expect(summary.skipped).toEqual([]);
      const store = await openStore('avec2016');
      expect(brief(store)).toEqual([
        'dev_1.1 dev_1 validation 10 labels',
        'test_1.1 test_1 test 10 no labels',
        'train_1.1 train_1 train 10 labels',
      ]);
      await expectLabels(store, 'train_1.1', {
        // The rating at 0.92 s is missing: the frame at 0.9 s has nothing to lie before.
        arousal: [-0.1, -0.075, -0.05, -0.025, 0, 0.025, 0.05, 0.075, 0.1, none],
        valence: [0.3, 0.25, 0.2, 0.15, 0.1, 0.05, 0, -0.05, -0.1, -0.15],
      });
      await expectLabels(store, 'dev_1.1', { arousal: always(0.25), valence: always(-0.75) });
      const raters = (await readRaters(store, clipOf(store, 'train_1.1'), { start: 4, count: 1 }))!;
      expect(raters.names).toEqual(['FM1', 'FM2', 'FM3', 'FF1', 'FF2', 'FF3']);
      expect(Array.from(raters.values).map(rounded)).toEqual([-0.4, 0.1, ...always(0.5, 10)]);
      expect(clipOf(store, 'dev_1.1').raters).toBeUndefined();
      const origin = 'AVEC partition (2015, 2016, 2018)';
      await expectResults('avec2016', origin, ['validation']);
    });
  });

  describe('aff-wild2', () => {
    const va = 'Annotations/VA_Estimation_Challenge';
    const rows = (values: readonly string[]) => `valence,arousal\n${values.join('\n')}\n`;
    const labels = {
      // 12 lines, two more than frames; frames 3 and 4 were not rated.
      [`${va}/Train_Set/10-60-1280x720.txt`]: rows([
        ...['-0.100,0.000', '-0.100,0.100', '-0.100,0.200', '-5,-5', '-5.0,-5.0', '-0.100,0.500'],
        ...['-0.100,0.600', '-0.100,0.700', '-0.100,0.800', '-0.100,0.900', '1,1', '1,1'],
      ]),
      [`${va}/Train_Set/10-60-1280x720_right.txt`]: rows([
        ...Array(5).fill('-5,-5'),
        ...Array(5).fill('0.750,-0.250'),
      ]),
      // Fewer lines than frames.
      [`${va}/Validation_Set/105.txt`]: rows(['0.1,-0.2', '0.2,-0.3', '0.3,-0.4', '0.4,-0.5']),
    };

    it('reads videos: labels by frame, two people in one, test set without labels', async () => {
      write('Aff-Wild2', {
        ...labels,
        [`${va}/Validation_Set/200.txt`]: rows(['0,0']),
        [`${va}/Validation_Set/.DS_Store`]: '',
        'batch1/10-60-1280x720.mp4': drawn.video('ann', 'ben'),
        'batch2/105.avi': drawn.video('eva'),
        'batch2/7-30-640x360.mp4': drawn.video('eva'),
      });
      const summary = await preprocess('Aff-Wild2 --format aff-wild2 --out aff-wild2');
      expect(reasons(summary)).toEqual({
        [`${va}/Validation_Set/200.txt`]: 'has no video 200.',
        [`${va}/Validation_Set/.DS_Store`]: 'is hidden: its name begins with a dot.',
      });
      const store = await openStore('aff-wild2');
      expect(brief(store)).toEqual([
        '10-60-1280x720.1 10-60-1280x720 train 10 labels',
        '10-60-1280x720_right.1 10-60-1280x720_right train 10 labels',
        '105.1 105 validation 10 labels',
        '7-30-640x360.1 7-30-640x360 test 10 no labels',
      ]);
      await expectLabels(store, '10-60-1280x720.1', {
        arousal: [0, 0.1, 0.2, none, none, 0.5, 0.6, 0.7, 0.8, 0.9],
        valence: [...always(-0.1, 3), none, none, ...always(-0.1, 5)],
      });
      await expectLabels(store, '10-60-1280x720_right.1', {
        arousal: [...always(none, 5), ...always(-0.25, 5)],
        valence: [...always(none, 5), ...always(0.75, 5)],
      });
      await expectLabels(store, '105.1', {
        arousal: [-0.2, -0.3, -0.4, -0.5, ...always(none, 6)],
        valence: [0.1, 0.2, 0.3, 0.4, ...always(none, 6)],
      });
      expect(clipOf(store, '10-60-1280x720.1').labelSource).toBe(
        '10-60-1280x720.txt (2 of 12 frames without a label)',
      );
      // Each crop looks like that of its own person alone, not like that of the other.
      write('alone', { 'left.mp4': drawn.video('ann'), 'right.mp4': drawn.video('ben') });
      await preprocess('alone --out alone-store');
      const alone = await openStore('alone-store');
      const crops = (from: Store, id: string) => readFrames(from, clipOf(from, id));
      const [left, right] = [await crops(alone, 'left.1'), await crops(alone, 'right.1')];
      const distance = (a: Uint8Array, b: Uint8Array) =>
        a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0);
      const [own, second] = [
        await crops(store, '10-60-1280x720.1'),
        await crops(store, '10-60-1280x720_right.1'),
      ];
      expect(distance(own, left)).toBeLessThan(0.5 * distance(own, right));
      expect(distance(second, right)).toBeLessThan(0.5 * distance(second, left));
      await expectResults('aff-wild2', 'ABAW challenge partition', ['validation']);
    });

    it('reads crops by their numbers', async () => {
      const numbered = (folder: string, pictures: readonly Uint8Array[], first = 1) =>
        Object.fromEntries(
          pictures.map((picture, i) => [
            `${folder}/${String(first + i).padStart(5, '0')}.jpg`,
            picture,
          ]),
        );
      const crops = numbered('cropped_aligned/10-60-1280x720', drawn.pictures('ann', 'jpg'));
      delete crops['cropped_aligned/10-60-1280x720/00002.jpg']; // no face was found there
      const [right, other] = ['10-60-1280x720_right', 'cropped_aligned_new_50_vids/105'];
      const late = drawn.pictures('ben', 'jpg').slice(5);
      write('Crops', {
        ...labels,
        ...crops,
        ...numbered(`cropped_aligned/${right}`, late, 6),
        ...numbered(`cropped_aligned/${other}`, drawn.pictures('eva', 'jpg')),
        ...numbered('cropped_aligned/7-30-640x360', drawn.pictures('eva', 'jpg')),
      });
      const line = 'Crops --format aff-wild2 --min-seconds 0 --out crops';
      expect((await preprocess(line)).skipped).toEqual([]);
      const store = await openStore('crops');
      expect(brief(store)).toEqual([
        '10-60-1280x720.1 10-60-1280x720 train 10 labels',
        '10-60-1280x720_right.1 10-60-1280x720_right train 5 labels',
        '105.1 105 validation 10 labels',
        '7-30-640x360.1 7-30-640x360 test 10 no labels',
      ]);
      // The missing crop is repeated from the frame before, with the label of its own frame.
      await expectLabels(store, '10-60-1280x720.1', {
        arousal: [0, 0.1, 0.2, none, none, 0.5, 0.6, 0.7, 0.8, 0.9],
        valence: [...always(-0.1, 3), none, none, ...always(-0.1, 5)],
      });
      const frame = (start: number) =>
        readFrames(store, clipOf(store, '10-60-1280x720.1'), { start, count: 1 });
      expect(await frame(1)).toEqual(await frame(0));
      expect(await frame(2)).not.toEqual(await frame(1));
      await expectLabels(store, '10-60-1280x720_right.1', {
        arousal: always(-0.25, 5),
        valence: always(0.75, 5),
      });
      await expectLabels(store, '105.1', {
        arousal: [-0.2, -0.3, -0.4, -0.5, ...always(none, 6)],
        valence: [0.1, 0.2, 0.3, 0.4, ...always(none, 6)],
      });
      expect(clipOf(store, '105.1')).toMatchObject({
        fps: 30,
        labelSource: expect.stringContaining('30 fps assumed'),
      });
      expect(clipOf(store, '10-60-1280x720.1').fps).toBe(60);
      await expectResults('crops', 'ABAW challenge partition', ['validation']);
    });
  });

  describe('omg', () => {
    it('cuts whole videos into utterances', async () => {
      const header = 'link,start,end,video,utterance,arousal,valence,EmotionMaxVote';
      const link = 'https://www.youtube.com/watch?v=x';
      const table = (...lines: string[]) => `${[header, ...lines].join('\r\n')}\r\n`;
      write('OMG', {
        'omg_TrainVideos.csv': table(
          `${link},0,0.6,74de88564,utterance_1.mp4,0.25,-0.5,5`,
          `${link},0.4,1.0,74de88564,utterance_2.mp4,0.75,0.125,3`,
          `${link},0,1,9a0c1f0f2,utterance_1.mp4,0.5,0.5,3`,
          `${link},1,2,9a0c1f0f2,utterance_2.mp4,0.5,0.5,3`,
        ),
        'omg_ValidationVideos.csv': table(`${link},0.2,1,fb1d1b14e_1,utterance_15.mp4,1,1,3,`),
        'omg_TestVideos_WithLabels.csv': table(`${link},0,1,5c1a2e0b1,utterance_1.mp4,0,-1,0`),
        'omg_TestVideos_WithoutLabels.csv': `link,start,end,video,utterance\n${link},0,1,5c1a2e0b1,utterance_1.mp4\n`,
      });
      write('omg-videos', {
        'train/74de88564.mp4': drawn.video('ann'),
        'validation/fb1d1b14e_1.mp4': drawn.video('ben'),
        'test/5c1a2e0b1.mp4': drawn.video('eva'),
      });
      const summary = await preprocess('OMG --format omg --videos omg-videos --out omg');
      expect(reasons(summary)).toEqual({
        'omg_TestVideos_WithoutLabels.csv':
          'is left out, because omg_TestVideos_WithLabels.csv is there.',
        '9a0c1f0f2': 'has no video file for 2 utterances of omg_TrainVideos.csv.',
      });
      const store = await openStore('omg');
      expect(brief(store)).toEqual([
        '5c1a2e0b1-utterance_1.1 5c1a2e0b1 test 10 labels',
        '74de88564-utterance_1.1 74de88564 train 6 labels',
        '74de88564-utterance_2.1 74de88564 train 6 labels',
        'fb1d1b14e_1-utterance_15.1 fb1d1b14e_1 validation 8 labels',
      ]);
      const held = (arousal: number, valence: number, count: number) => ({
        arousal: always(arousal, count),
        valence: always(valence, count),
      });
      await expectLabels(store, '74de88564-utterance_1.1', held(0.25, -0.5, 6));
      await expectLabels(store, '74de88564-utterance_2.1', held(0.75, 0.125, 6));
      await expectLabels(store, 'fb1d1b14e_1-utterance_15.1', held(1, 1, 8));
      await expectLabels(store, '5c1a2e0b1-utterance_1.1', held(0, -1, 10));
      await expectResults('omg', 'OMG-Emotion challenge partition');
    });
  });

  describe('lrs3', () => {
    it('is for pretraining: it has no labels', async () => {
      const text = [
        'Text:  SO WE BEGIN',
        'Conf:  4',
        '',
        'WORD START END ASDSCORE',
        'SO 0.08 0.19 6.1',
        'WE 0.19 0.33 7.4',
        'BEGIN 0.33 0.81 9.8\n',
      ].join('\n');
      const [talk, other] = ['0AbCdEfGhIj', '0ZyXwVuTsRq'];
      write('lrs3', {
        [`pretrain/${talk}/00001.mp4`]: drawn.video('ann'),
        [`pretrain/${talk}/00001.txt`]: text,
        [`pretrain/${talk}/00002.txt`]: text,
        [`trainval/${talk}/50001.mp4`]: drawn.video('ben'),
        [`trainval/${talk}/50001.txt`]: text,
        [`trainval/${other}/50001.mp4`]: drawn.video('eva'),
        [`test/${other}/00003.mp4`]: drawn.video('eva'),
      });
      const summary = await preprocess('lrs3 --format lrs3 --out talks-store');
      expect(reasons(summary)).toEqual({
        [`pretrain/${talk}/00002.txt`]: 'has no video.',
        [`trainval/${other}`]: 'is left out, because its speaker is in the test set.',
      });
      const store = await openStore('talks-store');
      const origin = 'LRS3 test set; train and validation ours (95/5/0, seed 1)';
      expect(store.info.splits).toBe(origin);
      expect(brief(store)).toEqual([
        `pretrain-${talk}-00001.1 ${talk} train 10 no labels`,
        `test-${other}-00003.1 ${other} test 10 no labels`,
        `trainval-${talk}-50001.1 ${talk} train 10 no labels`,
      ]);
      const { status, stderr } = await ssvaerr(`train --data talks-store --out talks-run ${tiny}`);
      expect(status).toBe(1);
      expect(stderr).toContain(
        'talks-store: has no labels in its train clips; train needs them, pretrain does not.',
      );
      const small =
        '--method byol --preset small --width 2 --epochs 1 --segments-per-clip 2 --batch-size 2';
      const run = `--out talks-byol ${small} --engine onnx`;
      await json(`pretrain --data talks-store ${run}`);
      const report = await ssvaerr('report talks-byol --out talks.html');
      expect(report.status, report.stderr).toBe(0);
      expect(readFileSync('talks.html', 'utf8')).toContain(escapeText(origin));
    });
  });

  describe('afew-va', () => {
    it('reads clips of pictures by actor', async () => {
      type Values = readonly (readonly [arousal: number | null, valence: number])[];
      const clip = (
        number: string,
        actor: string,
        pictures: readonly Uint8Array[],
        values: Values,
        landmarks: (frame: number) => { landmarks?: readonly (readonly number[])[] } = () => ({}),
      ) => ({
        [`${number}/${number}.json`]: JSON.stringify({
          actor,
          frames: Object.fromEntries(
            values.map(([arousal, valence], i) => [
              String(i).padStart(5, '0'),
              { arousal, ...landmarks(i), valence },
            ]),
          ),
          video_id: number,
        }),
        ...Object.fromEntries(
          pictures.map((picture, i) => [`${number}/${String(i).padStart(5, '0')}.png`, picture]),
        ),
      });
      const rising: Values = Array.from({ length: 10 }, (_, i) => [i, -i]);
      const [ann, ben, eva] = (['ann', 'ben', 'eva'] as const).map((person) =>
        drawn.pictures(person, 'png'),
      );
      const blank = Array<Uint8Array>(10).fill(drawn.blank('png'));
      const located = (i: number) => ({ landmarks: drawn.landmarks('ann')[i]! });
      write('AFEW-VA', {
        ...clip('001', 'Jane Doe', ann!, rising, located),
        ...clip(
          '002',
          'John Doe',
          ben!,
          rising.map(([a]) => [a === 4 ? null : -10, 10]),
          () => ({ landmarks: [] }),
        ),
        ...clip(
          '003',
          'Jim Doe',
          eva!,
          rising.map(() => [5, 0]),
        ),
        // No face can be found here: the clip is there by its landmarks.
        ...clip('004', 'Jane Doe', blank, rising, located),
        ...clip('005', '', eva!, rising),
      });
      write('.', { 'actors.csv': 'subject,split\nJane Doe,train\nJohn Doe,devel\nJim Doe,test\n' });
      const line = 'AFEW-VA --format afew-va --split-file actors.csv --min-seconds 0.4';
      const summary = await preprocess(`${line} --out afew-va`);
      expect(Object.keys(reasons(summary))).toEqual(['005']);
      const store = await openStore('afew-va');
      expect(store.info.fps).toBe(25);
      expect(brief(store)).toEqual([
        '001.1 Jane Doe train 10 labels',
        '002.1 John Doe validation 10 labels',
        '003.1 Jim Doe test 10 labels',
        '004.1 Jane Doe train 10 labels',
      ]);
      await expectLabels(store, '001.1', {
        arousal: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
        valence: [0, -0.1, -0.2, -0.3, -0.4, -0.5, -0.6, -0.7, -0.8, -0.9],
      });
      await expectLabels(store, '002.1', {
        arousal: [...always(-1, 4), none, ...always(-1, 5)],
        valence: always(1),
      });
      await expectLabels(store, '003.1', { arousal: always(0.5), valence: always(0) });
      await expectResults('afew-va', 'actors.csv');
    });
  });

  describe('affectnet', () => {
    it('reads single pictures by table', async () => {
      const header =
        'subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal';
      const row = (name: string, expression: number, valence: string, arousal: string) =>
        `${name},144,84,192,192,,${expression},${valence},${arousal}`;
      write('AffectNet', {
        'training.csv': `${[
          header,
          row('689/a.jpg', 1, '0.5', '-0.25'),
          row('689/b.jpg', 9, '-2', '-2'),
          row('690/c.jpg', 3, '-0.75', '0.125'),
        ].join('\n')}\n`,
        'validation.csv': `${[header, row('708/d.jpg', 0, '0', '0.5')].join('\n')}\n`,
        'Manually_Annotated_Images/689/a.jpg': drawn.pictures('ann', 'jpg')[0]!,
        'Manually_Annotated_Images/689/b.jpg': drawn.pictures('ann', 'jpg')[1]!,
        'Manually_Annotated_Images/690/c.jpg': drawn.pictures('ben', 'jpg')[0]!,
        'Manually_Annotated_Images/708/d.jpg': drawn.pictures('eva', 'jpg')[0]!,
      });
      const summary = await preprocess('AffectNet --format affectnet --out net');
      expect(Object.keys(reasons(summary))).toEqual(['training.csv']);
      const store = await openStore('net');
      expect(store.clips.map(({ split, frames }) => `${split} ${frames}`).sort()).toEqual([
        'train 1',
        'train 1',
        'validation 1',
      ]);
      const values = new Map<string, number[]>();
      for (const clip of store.clips) {
        values.set(clip.subject, Array.from((await readLabels(store, clip))!).map(rounded));
      }
      const of = (name: string) => [...values].find(([subject]) => subject.includes(name))?.[1];
      expect([of('689'), of('690'), of('708')]).toEqual([
        [-0.25, 0.5],
        [0.125, -0.75],
        [0.5, 0],
      ]);
      await expectResults('net', store.info.splits!, ['validation']);
    });
  });
});
