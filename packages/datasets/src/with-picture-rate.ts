import type { Source, SourceItem } from './source.ts';

/**
 * Shows the pictures of a source at another rate, where the data set does not state one or states it wrongly. Labels by
 * frame number follow. Videos stay as they are.
 *
 * @param fps Frames per second, above 0.
 * @throws RangeError if `fps` is not a finite number above 0.
 * @example
 * ```ts
 * import { type Source, withPictureRate } from '@ssvaerr/datasets';
 *
 * const source: Source = {
 *   ...{ name: 'clips', licence: 'CC0', splitOrigin: 'ours', settings: {} },
 *   async *items() {
 *     const pictures = { fps: 25, list: async () => [{ frame: 0, path: '00000.png' }] };
 *     yield { id: '001', subject: 'P1', split: 'train', pictures };
 *   },
 * };
 * for await (const { pictures } of withPictureRate(source, 30).items()) console.log(pictures!.fps); // 30
 * ```
 */
export function withPictureRate(source: Source, fps: number): Source {
  if (!(fps > 0 && fps < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`withPictureRate: 'fps' must be a finite number above 0, got ${fps}.`);
  }
  return {
    ...source,
    settings: { ...source.settings, 'picture-fps': fps },
    async *items(onLeftOut) {
      for await (const item of source.items(onLeftOut)) {
        const moved: SourceItem = item.pictures
          ? { ...item, pictures: { ...item.pictures, fps } }
          : item;
        yield moved;
      }
    },
  };
}
