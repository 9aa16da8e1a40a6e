import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as random from './index.ts';

itMatchesItsReadme(import.meta.url, random, { everyExample: true });
