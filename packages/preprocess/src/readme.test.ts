import { itMatchesItsReadme } from '@ssvaerr/testing';
import { findFfmpeg } from '@ssvaerr/video';
import * as preprocess from './index.ts';

const ffmpeg = await findFfmpeg().catch(() => undefined);
const skipped = ffmpeg ? {} : { 'quickstart.ts': 'it needs ffmpeg' };
itMatchesItsReadme(import.meta.url, preprocess, { everyExample: true, skipped });
