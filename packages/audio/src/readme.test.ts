import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as audio from './index.ts';

itMatchesItsReadme(import.meta.url, audio, { everyExample: true });
