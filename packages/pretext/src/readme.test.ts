import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as pretext from './index.ts';

itMatchesItsReadme(import.meta.url, pretext, { everyExample: true });
