import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { faces } from '../test/hard-reports.ts';
import { inventedRun, inventedTrace } from '../test/invented-report.ts';
import { renderReport } from './render-report.ts';

it('renders the same page without the globals of Node', async () => {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('./index.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'report',
    conditions: ['@ssvaerr/source'],
  });
  const data = {
    title: 'Demo',
    runs: [inventedRun({ traces: [inventedTrace([0, 1], { thumbnails: faces(2, 8, 1) })] })],
  };
  const browser = createContext({ atob, TextEncoder, TextDecoder, data });
  runInContext(bundle.outputFiles[0]!.text, browser);
  expect(runInContext('report.renderReport(data)', browser)).toBe(renderReport(data));
  expect(runInContext('typeof Buffer + typeof process', browser)).toBe('undefinedundefined');
});
