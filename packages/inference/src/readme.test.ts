import { itMatchesItsReadme } from '@ssvaerr/testing';
import { findFfmpeg } from '@ssvaerr/video';
import * as inference from './index.ts';

const ffmpeg = await findFfmpeg().catch(() => undefined);
const skipped = ffmpeg ? {} : { 'predict-video.ts': 'it needs ffmpeg' };
itMatchesItsReadme(import.meta.url, inference, { everyExample: true, skipped });
