import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as augment from './index.ts';

itMatchesItsReadme(import.meta.url, augment, { everyExample: true });
