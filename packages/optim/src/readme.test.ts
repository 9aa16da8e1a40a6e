import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as optim from './index.ts';

itMatchesItsReadme(import.meta.url, optim, { everyExample: true });
