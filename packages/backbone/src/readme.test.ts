import { itMatchesItsReadme } from '@ssvaerr/testing';
import { vi } from 'vitest';
import * as backbone from './index.ts';
import * as layers from './layers.ts';

vi.setConfig({ testTimeout: 60_000 }); // the examples train on TF.js's cpu backend

itMatchesItsReadme(import.meta.url, { ...backbone, ...layers }, { everyExample: true });
