import { itMatchesItsReadme } from '@ssvaerr/testing';
import { describe } from 'vitest';
import { encoder } from './_test-videos.ts';
import * as video from './index.ts';

describe.skipIf(!encoder)(encoder ? 'with an ffmpeg' : '[skipped: no ffmpeg here]', () => {
  itMatchesItsReadme(import.meta.url, video);
});
