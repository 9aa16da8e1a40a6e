export type { LeftOut, Source, SourceItem } from './source.ts';
