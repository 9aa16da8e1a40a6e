import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as backendOnnx from './index.ts';

itMatchesItsReadme(import.meta.url, backendOnnx, { everyExample: true });
