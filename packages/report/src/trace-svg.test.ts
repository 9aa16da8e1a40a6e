import { expect, it } from 'vitest';
import { inventedTrace } from '../test/invented-report.ts';
import { traceSvg } from './trace-svg.ts';

const face = { frame: 0, height: 1, width: 1, pixels: Uint8Array.of(7) };
const trace = inventedTrace([-1, 0, 1], { clip: '<&>', thumbnails: [face] });

it('is an SVG file that needs no style sheet', () => {
  const svg = traceSvg(trace);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
  expect(svg).not.toMatch(/var\(|undefined|NaN|<style/);
});
