import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as host from './index.ts';
import * as node from './node/index.ts';

itMatchesItsReadme(import.meta.url, { ...host, ...node }, { everyExample: true });
