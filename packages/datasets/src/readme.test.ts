import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as core from './index.ts';
import * as node from './node/index.ts';

itMatchesItsReadme(import.meta.url, { ...core, ...node }, { everyExample: true });
