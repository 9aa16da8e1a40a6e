import type { Split } from '@ssvaerr/data';
import { UserError } from '@ssvaerr/host';
import { omgSeries } from '../../omg/omg-series.ts';
import { type OmgUtterance, parseOmg } from '../../omg/parse-omg.ts';
import type { LeftOut, Source, SourceItem, VideoTiming } from '../../source.ts';
import { type Entry, isVideoName, listFolder, stemOf } from '../_list-folder.ts';
import { type OpenTree, openTree } from '../_open-tree.ts';
import type { DatasetFormat } from '../dataset-format.ts';
import { readLabels } from '../read-labels.ts';
import { findVideos } from '../videos/find-videos.ts';

/** The tables, and the splits of the challenge. Source: the repository OMGEmotionChallenge. */
const tables: readonly { readonly name: RegExp; readonly split: Split }[] = [
  { name: /^omg_TrainVideos[^/]*[.]csv$/i, split: 'train' },
  { name: /^omg_ValidationVideos[^/]*[.]csv$/i, split: 'validation' },
  { name: /^omg_TestVideos[^/]*[.]csv$/i, split: 'test' },
];

/**
 * OMG-Emotion: utterances in videos from YouTube, which the user has fetched, with one arousal in [0, 1] and one valence in [-1, 1] each.
 * Videos are those that the challenge's `prepare_data.py` cut, or whole ones. Splits are those of the challenge.
 *
 * @example
 * ```ts no-run
 * import { omg } from '@ssvaerr/datasets/node';
 *
 * const source = await omg.open('OMGEmotionChallenge', { videos: 'omg-videos' });
 * for await (const { id, split, part } of source.items()) console.log(id, split, part);
 * ```
 */
export const omg: DatasetFormat = {
  name: 'omg',
  title: 'OMG-Emotion',
  layouts: ['utterances', 'videos'],
  licence:
    'CC BY-NC-SA 3.0 DE: research only, not to be given to others; the videos belong to their uploaders.',
  async open(input, options = {}): Promise<Source> {
    const tree = await openTree(omg, input, options);
    if ((await tablesOf(tree, () => {})).length === 0) {
      throw new UserError(
        `${input}: is not a tree of OMG-Emotion: there is no omg_TrainVideos.csv, omg_ValidationVideos.csv or omg_TestVideos_WithLabels.csv in it.`,
      );
    }
    const videos = await Videos.find(tree);
    if (videos.files === 0) {
      throw new UserError(
        `${tree.videos ?? tree.root}: has no video. Fetch the videos, and say where they are with 'videos'.`,
      );
    }
    const layout = tree.layout ?? (videos.hasUtterances ? 'utterances' : 'videos');
    return {
      name: omg.name,
      licence: omg.licence,
      splitOrigin: tree.drawn?.origin ?? 'OMG-Emotion challenge partition',
      settings: { ...tree.settings, layout },
      items: (onLeftOut = () => {}) => items(tree, layout, onLeftOut),
    };
  },
};

/** Finds the tables; one with labels hides others of its split. */
async function tablesOf(
  { root, except }: OpenTree,
  onLeftOut: (left: LeftOut) => void,
): Promise<readonly { readonly file: Entry; readonly split: Split }[]> {
  const { files } = await listFolder({ name: '', path: root }, { except, onLeftOut });
  return tables.flatMap(({ name, split }) => {
    const found = files.filter(({ base }) => name.test(base));
    const file = found.find(({ base }) => /_WithLabels/i.test(base)) ?? found[0];
    for (const other of found) {
      if (other === file) continue;
      onLeftOut({ name: other.name, reason: `is left out, because ${file!.name} is there.` });
    }
    return file ? [{ file, split }] : [];
  });
}

/** The video files of a folder, by the names of videos and utterances. */
class Videos {
  readonly #names = new Map<string, string[]>();
  files = 0;
  hasUtterances = false;

  static async find({ root, videos, except }: OpenTree): Promise<Videos> {
    const found = new Videos();
    for (const { name, path } of (await findVideos(videos ?? root, except)).files) {
      if (isVideoName(name)) found.#add(name, path);
    }
    return found;
  }

  #add(name: string, path: string): void {
    this.files++;
    const [file, ...above] = name.split('/').reverse();
    const stem = stemOf(file!);
    this.hasUtterances ||= /^utterance_/i.test(stem);
    this.#put(stem, path);
    const [folder, outer] = above;
    if (folder !== undefined) this.#put(`${folder}/${stem}`, path);
    // Folders may be named after the utterance as well: <video>/utterance_1.mp4/utterance_1.mp4.
    if (outer !== undefined && folder!.replace(/[.]mp4$/i, '') === stem)
      this.#put(`${outer}/${stem}`, path);
  }

  #put(key: string, path: string): void {
    const paths = this.#names.get(key);
    if (paths) paths.push(path);
    else this.#names.set(key, [path]);
  }

  /** The files of an utterance. */
  ofUtterance({ video, utterance }: OmgUtterance): readonly string[] {
    return this.#names.get(`${video}/${utterance}`) ?? [];
  }

  /** The files of a whole video. */
  ofVideo({ video }: OmgUtterance): readonly string[] {
    return this.#names.get(video) ?? [];
  }
}

async function* items(
  tree: OpenTree,
  layout: string,
  onLeftOut: (left: LeftOut) => void,
): AsyncGenerator<SourceItem> {
  const videos = await Videos.find(tree);
  const splits = new Map<string, Split>();
  const ids = new Set<string>();
  for (const { file, split } of await tablesOf(tree, onLeftOut)) {
    const utterances = await readLabels(file.path, parseOmg).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      onLeftOut({ name: file.name, reason: `is left out: ${error.message}` });
      return [];
    });
    const absent = new Map<string, number>();
    for (const utterance of utterances) {
      const id = `${utterance.video}/${utterance.utterance}`;
      const where = `(line ${utterance.line} of ${file.name})`;
      const own = splits.get(utterance.video) ?? split;
      const isWhole = layout === 'videos';
      const found = isWhole ? videos.ofVideo(utterance) : videos.ofUtterance(utterance);
      if (own !== split) {
        onLeftOut({
          name: id,
          reason: `${where} is left out, because its video is in the ${own} split.`,
        });
      } else if (ids.has(id)) onLeftOut({ name: id, reason: `${where} occurs a second time.` });
      else if (found.length > 1) {
        onLeftOut({ name: id, reason: `${where} has ${found.length} files, such as ${found[1]}.` });
      } else if (found.length === 0) {
        absent.set(utterance.video, (absent.get(utterance.video) ?? 0) + 1);
      } else {
        splits.set(utterance.video, split);
        ids.add(id);
        yield itemOf(utterance, id, tree, split, found[0]!, file.base, isWhole);
      }
    }
    for (const [video, count] of absent) {
      const what = count === 1 ? 'one utterance' : `${count} utterances`;
      onLeftOut({ name: video, reason: `has no video file for ${what} of ${file.name}.` });
    }
  }
}

function itemOf(
  utterance: OmgUtterance,
  id: string,
  { drawn }: OpenTree,
  split: Split,
  path: string,
  file: string,
  isWhole: boolean,
): SourceItem {
  const { video, start, end } = utterance;
  // Videos named <name>_1, <name>_2 may show one person, so that they draw one split.
  const drawnSplit = drawn?.of(video.replace(/_\d+$/, ''));
  return {
    id,
    subject: video,
    split: drawnSplit ?? split,
    video: path,
    ...(isWhole && { part: { start, end } }),
    ...(!Number.isNaN(utterance.arousal) && {
      labels: async ({ seconds }: VideoTiming) => ({
        ...omgSeries({ ...utterance, end: start + lengthOf(utterance, isWhole ? null : seconds) }),
        origin: `${file}, line ${utterance.line}`,
      }),
    }),
  };
}

/** Cut files are a little longer or shorter than the table says. Others may be of another utterance, so they keep its length. */
function lengthOf({ start, end }: OmgUtterance, seconds: number | null): number {
  const length = end - start;
  return seconds !== null && seconds > 0 && Math.abs(seconds - length) <= 1 ? seconds : length;
}
