import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as report from './index.ts';

itMatchesItsReadme(import.meta.url, report, { everyExample: true });
