import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as lira from './index.ts';

itMatchesItsReadme(import.meta.url, lira, { everyExample: true });
