import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as dino from './index.ts';

itMatchesItsReadme(import.meta.url, dino, { everyExample: true });
