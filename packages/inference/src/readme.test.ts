import { itMatchesItsReadme } from '@ssvaerr/testing';
import { findFfmpeg } from '@ssvaerr/video';
import { it } from 'vitest';
import * as inference from './index.ts';

const ffmpeg = await findFfmpeg().catch(() => undefined);
if (ffmpeg) itMatchesItsReadme(import.meta.url, inference);
else it.skip('README [skipped: examples/predict-video.ts needs ffmpeg]', () => {});
