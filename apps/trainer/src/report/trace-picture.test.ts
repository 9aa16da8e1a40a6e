import { Resvg } from '@resvg/resvg-js';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { inventedTrace } from './invented-report.ts';
import { tracePng, traceSvg } from './trace-picture.ts';

const face = { frame: 0, height: 1, width: 1, pixels: Uint8Array.of(7) };
const trace = inventedTrace([-1, 0, 1], { clip: '<&>', thumbnails: [face] });
const pixel = ({ data, width }: PNG, x: number, y: number) => [
  ...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4),
];

it('is an SVG file that needs no style sheet', () => {
  const svg = traceSvg(trace);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
  expect(svg).not.toMatch(/var\(|undefined|NaN|<style/);
});

it('is a PNG of twice the size, on white, with the face', () => {
  const [, width, height] = /width="(\d+)" .*?height="(\d+)"/.exec(
    traceSvg(trace).replace(/(height="\d+") (width="\d+")/, '$2 $1'),
  )!;
  const png = PNG.sync.read(Buffer.from(tracePng(trace)));
  expect([png.width, png.height]).toEqual([2 * Number(width), 2 * Number(height)]);
  expect(pixel(png, 1, 1)).toEqual([255, 255, 255, 255]);
  expect(pixel(png, 72, 2 * Number(height) - 56)).toEqual([7, 7, 7, 255]);
});

it('has its lines on a machine without fonts', () => {
  const bare = new Resvg(traceSvg(trace), { font: { loadSystemFonts: false } }).render().asPng();
  const png = PNG.sync.read(bare);
  const blue = Array.from({ length: png.width * png.height }, (_, i) => i).filter(
    (i) => png.data[4 * i]! === 0 && png.data[4 * i + 2]! === 0xa1,
  );
  expect(blue.length).toBeGreaterThan(400);
});
