import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as synthface from './index.ts';

itMatchesItsReadme(import.meta.url, synthface, { everyExample: true });
