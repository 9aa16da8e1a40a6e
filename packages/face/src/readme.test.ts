import { itMatchesItsReadme } from '@ssvaerr/testing';
import * as faceApi from './face-api.ts';
import * as face from './index.ts';

itMatchesItsReadme(import.meta.url, { ...face, ...faceApi }, { everyExample: true });
