import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as byol from './index.ts';

itMatchesItsReadme(import.meta.url, byol, { everyExample: true });
