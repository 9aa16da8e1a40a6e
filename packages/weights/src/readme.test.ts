import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as weights from './index.ts';

itMatchesItsReadme(import.meta.url, weights, { everyExample: true });
