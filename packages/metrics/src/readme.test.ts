import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as metrics from './index.ts';

itMatchesItsReadme(import.meta.url, metrics, { everyExample: true });
