import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as losses from './index.ts';

itMatchesItsReadme(import.meta.url, losses, { everyExample: true });
