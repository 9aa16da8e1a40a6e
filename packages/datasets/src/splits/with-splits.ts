import { foldSeed } from '@ssvaerr/random';
import type { LeftOut, Source, SourceItem } from '../source.ts';
import type { SplitRow } from './parse-split-file.ts';

/**
 * Gives the recordings of a source the splits, and where stated the subjects, of a split file. Recordings that the file
 * does not list are left out, so are rows without a recording.
 *
 * @param rows As {@link parseSplitFile} reads them. A row with an `id` counts before one with a `subject` only.
 * @param file The name of the file, for {@link Source} and what is left out.
 * @example
 * ```ts
 * import { parseSplitFile, type Source, withSplits } from '@ssvaerr/datasets';
 *
 * const source: Source = {
 *   ...{ name: 'talks', licence: 'CC0', splitOrigin: 'ours', settings: {} },
 *   async *items() {
 *     yield { id: 'talk.mp4', subject: 'P1', split: 'train', video: 'talk.mp4' };
 *   },
 * };
 * const split = withSplits(source, parseSplitFile('id,split\ntalk,test\n'), 'splits.csv');
 * for await (const item of split.items()) console.log(item.id, item.split); // talk.mp4 test
 * ```
 */
export function withSplits(source: Source, rows: readonly SplitRow[], file: string): Source {
  const byId = new Map(rows.filter(({ id }) => id !== null).map((row) => [row.id!, row]));
  const bySubject = new Map(rows.filter(({ id }) => id === null).map((row) => [row.subject!, row]));
  const content = foldSeed(0, JSON.stringify(rows.map(withoutLine)));
  return {
    ...source,
    splitOrigin: file,
    settings: { ...source.settings, 'split-file': `${file} (content ${content})` },
    async *items(onLeftOut = () => {}) {
      const used = new Set<SplitRow>();
      for await (const item of source.items(onLeftOut)) {
        const row = byId.get(item.id) ?? byId.get(stem(item.id)) ?? bySubject.get(item.subject);
        if (row === undefined) {
          onLeftOut({ name: item.id, reason: `is not listed in ${file}.` });
          continue;
        }
        used.add(row);
        const given: SourceItem = { ...item, split: row.split };
        yield row.subject === null ? given : { ...given, subject: row.subject };
      }
      unused(
        rows.filter((row) => !used.has(row)),
        file,
      ).forEach(onLeftOut);
    },
  };
}

/** One line however many rows there are. */
function unused([first, ...others]: readonly SplitRow[], file: string): LeftOut[] {
  if (first === undefined) return [];
  const more = others.length > 0 ? ` and ${others.length} others` : '';
  const name = first.id ?? `subject ${first.subject}`;
  return [
    { name: file, reason: `lists '${name}' (line ${first.line})${more} without a recording.` },
  ];
}

const stem = (id: string): string => id.replace(/[.][^./]+$/, '');
const withoutLine = ({ id, subject, split }: SplitRow) => [id, subject, split];
