import { Resvg } from '@resvg/resvg-js';
import { type Trace, traceSvg } from '@ssvaerr/report';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { tracePng } from './_trace-png.ts';

const face = { frame: 0, height: 1, width: 1, pixels: Uint8Array.of(7) };
const both = (...values: number[]) => ({
  arousal: Float32Array.from(values),
  valence: Float32Array.from(values, (value) => -value),
});
const trace: Trace = {
  clip: '<&>',
  subject: 's1',
  fps: 10,
  labels: both(-1, 0, 1),
  predictions: both(-0.5, 0, 0.5),
  thumbnails: [face],
};
const pixel = ({ data, width }: PNG, x: number, y: number) => [
  ...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4),
];

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
