import { UserError } from '@ssvaerr/host';
import type { LeftOut, Source, SourceItem } from '../../source.ts';
import { type Entry, isVideoName, listFolder, stemOf } from '../_list-folder.ts';
import { type OpenTree, openTree } from '../_open-tree.ts';
import type { DatasetFormat } from '../dataset-format.ts';
import { drawnSplits } from '../drawn-splits.ts';

/** The folders of the release. */
const sets = ['pretrain', 'trainval', 'test'];

/**
 * How speakers of `pretrain` and `trainval` are divided. Both may have utterances of the same YouTube videos, so that one cannot be
 * the validation set of the other. The test set is the published one.
 */
const division = '95/5/0';

/** Longest piece in seconds into which others cut the utterances of `pretrain`. Source: `auto_avsr`. */
const maxSeconds = 16;

/**
 * LRS3: talks from YouTube, cropped to the speaker, without labels: for pretraining. The test set is the published one; speakers
 * of the other two sets draw between training and validation, because both sets may show the same speakers.
 *
 * @example
 * ```ts no-run
 * import { lrs3 } from '@ssvaerr/datasets/node';
 *
 * const source = await lrs3.open('lrs3');
 * for await (const { id, subject, split } of source.items()) console.log(id, subject, split);
 * ```
 */
export const lrs3: DatasetFormat = {
  name: 'lrs3',
  title: 'LRS3-TED',
  layouts: ['release'],
  licence:
    'LRS3 terms, as far as known: access on request, research only, no redistribution; TED talks are CC BY-NC-ND 4.0.',
  async open(input, options = {}): Promise<Source> {
    const noVideos = 'the videos are in the tree.';
    const tree = await openTree(lrs3, input, options, { noVideos });
    if ((await setsOf(tree, () => {})).length === 0) {
      throw new UserError(
        `${input}: is not a tree of LRS3: there is no folder pretrain, trainval or test in it.`,
      );
    }
    const divided = drawnSplits(division, tree.seed);
    return {
      name: lrs3.name,
      licence: lrs3.licence,
      splitOrigin: tree.drawn?.origin ?? `LRS3 test set; train and validation ${divided.origin}`,
      settings: { ...tree.settings, layout: 'release', seed: tree.seed },
      maxSeconds,
      items: (onLeftOut = () => {}) => items(tree, divided.of, onLeftOut),
    };
  },
};

async function setsOf(
  { root, except }: OpenTree,
  onLeftOut: (left: LeftOut) => void,
): Promise<readonly Entry[]> {
  const { files, folders } = await listFolder({ name: '', path: root }, { except, onLeftOut });
  for (const { name } of files) onLeftOut({ name, reason: 'is not in the folder of a set.' });
  for (const { base, name } of folders) {
    if (!sets.includes(base)) onLeftOut({ name, reason: 'does not have the name of a set.' });
  }
  return sets.flatMap((set) => folders.filter(({ base }) => base === set));
}

async function* items(
  tree: OpenTree,
  divided: (subject: string) => SourceItem['split'],
  onLeftOut: (left: LeftOut) => void,
): AsyncGenerator<SourceItem> {
  const found = await setsOf(tree, onLeftOut);
  const speakersOf = async (set: Entry, report?: typeof onLeftOut) =>
    await listFolder(set, { except: tree.except, onLeftOut: report });
  const test = found.find(({ base }) => base === 'test');
  const tested = new Set(test && (await speakersOf(test)).folders.map(({ base }) => base));
  for (const set of found) {
    const { files, folders } = await speakersOf(set, onLeftOut);
    for (const { name } of files) onLeftOut({ name, reason: 'is not in the folder of a speaker.' });
    for (const speaker of folders) {
      const subject = speaker.base;
      if (!tree.drawn && set !== test && tested.has(subject)) {
        onLeftOut({
          name: speaker.name,
          reason: 'is left out, because its speaker is in the test set.',
        });
        continue;
      }
      const split = tree.drawn?.of(subject) ?? (set === test ? 'test' : divided(subject));
      for await (const { name, path } of videosOf(speaker, onLeftOut)) {
        yield { id: stemOf(name), subject, split, video: path };
      }
    }
  }
}

async function* videosOf(
  speaker: Entry,
  onLeftOut: (left: LeftOut) => void,
): AsyncGenerator<Entry> {
  const { files, folders } = await listFolder(speaker, { onLeftOut });
  for (const { name } of folders) onLeftOut({ name, reason: 'is a folder, not an utterance.' });
  const videos = new Map<string, Entry>();
  for (const file of files) {
    const stem = stemOf(file.base);
    const other = videos.get(stem);
    if (!isVideoName(file.base)) continue;
    if (!other) videos.set(stem, file);
    else onLeftOut({ name: file.name, reason: `is left out, because ${other.name} is there.` });
  }
  for (const { base, name } of files) {
    if (isVideoName(base)) continue;
    if (!base.endsWith('.txt')) onLeftOut({ name, reason: 'is neither a video nor a text file.' });
    else if (!videos.has(stemOf(base))) onLeftOut({ name, reason: 'has no video.' });
  }
  yield* videos.values();
}
