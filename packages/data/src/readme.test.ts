import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as data from './index.ts';
import * as node from './node/index.ts';

itMatchesItsReadme(import.meta.url, { ...data, ...node }, { everyExample: true });
