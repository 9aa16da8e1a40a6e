import type { Split } from '@ssvaerr/data';

/** What SEWA's annotators saw or heard: the sound, the video, or both. */
export const sewaAnnotations = ['A', 'V', 'AV'] as const;

/** One of {@link sewaAnnotations}. */
export type SewaAnnotation = (typeof sewaAnnotations)[number];

/** What the name of a label file says. */
export interface AlignedName {
  readonly clip: string;
  readonly dimension: 'arousal' | 'valence';
  readonly annotation: SewaAnnotation;
  /** What follows `Aligned`, such as `_0`. */
  readonly suffix: string;
}

/** Reads a name such as `SAH_C1_S009_P018_VC1_004321_005367_Arousal_V_Aligned_0.csv`. */
export function alignedName(base: string): AlignedName | undefined {
  const found = /^(.+)_(Arousal|Valence)_(A|V|AV)_Aligned(.*)[.]csv$/i.exec(base);
  if (!found) return undefined;
  const [, clip, dimension, annotation, suffix] = found as unknown as [
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    clip,
    dimension: dimension.toLowerCase() as AlignedName['dimension'],
    annotation: annotation.toUpperCase() as SewaAnnotation,
    suffix,
  };
}

/** The person of a clip: culture and person, `C1_P018` of `SAH_C1_S009_P018_VC1_004321_005367`. */
export function personOf(clip: string): string | undefined {
  const found = /(?:^|_)(C\d+)_S\d+_(P\d+)(?:_|$)/i.exec(clip);
  return found ? `${found[1]}_${found[2]}`.toUpperCase() : undefined;
}

/** The first frame of a segment in its recording, as the name of the segment says; otherwise 0. */
export const firstFrameOf = (clip: string): number => Number(/_(\d+)_\d+$/.exec(clip)?.[1] ?? 0);

/** The split that the name of a folder of segments stands for. */
export function splitOfFolder(base: string): Split | undefined {
  const splits = [
    ['train', /train|(^|[^a-z])tr([^a-z]|$)/i],
    ['validation', /val/i],
    ['test', /test/i],
  ] as const;
  const found = splits.filter(([, pattern]) => pattern.test(base));
  return found.length === 1 ? found[0]![0] : undefined;
}

/** What the name of a recording of AVEC says. */
export interface AvecName {
  readonly set: 'Train' | 'Devel' | 'Test';
  /** Such as `DE`; empty in AVEC 2017, which is German. */
  readonly language: string;
  readonly number: number;
}

/** Reads a name such as `Train_DE_01` or `Train_1`, without its extension. */
export function avecName(stem: string): AvecName | undefined {
  const found = /^(Train|Devel|Test)_(?:([A-Z]{2})_)?(\d{1,4})$/i.exec(stem);
  if (!found) return undefined;
  const [, set, language = '', number] = found;
  return {
    set: `${set![0]!.toUpperCase()}${set!.slice(1).toLowerCase()}` as AvecName['set'],
    language: language.toUpperCase(),
    number: Number(number),
  };
}

/** The name in one spelling: `Train_DE_01`, however many zeros the file has. */
export const avecId = ({ set, language, number }: AvecName): string =>
  [set, language, String(number).padStart(2, '0')].filter((part) => part !== '').join('_');

/** The person of a recording of AVEC: each is one. */
export const avecSubject = ({ set, language, number }: AvecName): string =>
  [language, set, String(number).padStart(2, '0')].filter((part) => part !== '').join('_');
