import { itMatchesItsReadme } from '@ssvaerr/testing';
import { findFfmpeg } from '@ssvaerr/video';
import { it } from 'vitest';
import * as preprocess from './index.ts';

const ffmpeg = await findFfmpeg().catch(() => undefined);
if (ffmpeg) itMatchesItsReadme(import.meta.url, preprocess);
else it.skip('README [skipped: its example needs ffmpeg]', () => {});
