import { itMatchesItsReadme } from '@ssvaerr/testing';
import { encoder } from './_test-videos.ts';
import * as video from './index.ts';

const skipped = encoder ? {} : { 'quickstart.ts': 'it needs ffmpeg' };
itMatchesItsReadme(import.meta.url, video, { everyExample: true, skipped });
