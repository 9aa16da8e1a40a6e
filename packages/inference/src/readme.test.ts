import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as inference from './index.ts';

itMatchesItsReadme(import.meta.url, inference);
