import { describe, expect, it } from 'vitest';
import { inventedTrace } from '../test/invented-report.ts';
import { drawnLines, numbersOf, parse, textsOf } from '../test/read-chart.ts';
import { pictureUri } from './gray-png.ts';
import type { Trace } from './report-data.ts';
import { traceChart } from './trace-chart.ts';

const draw = (trace: Trace) => parse(traceChart(trace));
const rising = [-1, -0.5, 0, 0.5, 1];

describe('a trace', () => {
  it('goes up where the value rises: arousal in the upper panel, valence in the lower', () => {
    const [annotated, lower, predicted] = drawnLines(draw(inventedTrace(rising)));
    expect(lower!.top).toBeGreaterThan(annotated!.top);
    expect([annotated!.stroke, lower!.stroke, predicted!.stroke]).toEqual([
      'var(--annotation)',
      'var(--annotation)',
      'var(--series-0)',
    ]);
    const ys = (line = annotated!) => line.pieces[0]!.map(([, y]) => y);
    const [bottom, , zero, , top] = ys();
    expect(bottom! - zero!).toBeCloseTo(zero! - top!);
    expect(bottom).toBeGreaterThan(zero!);
    expect(ys(lower!)).toEqual([...ys()].reverse()); // valence is its negative
    expect(ys(predicted!)[4]).toBeCloseTo((zero! + top!) / 2); // half of it
  });

  it('spans the panel: one at the top, minus one at the bottom, ends at the edges', () => {
    const page = draw(inventedTrace(rising));
    const line = drawnLines(page)[0]!.pieces[0]!;
    const grid = '[aria-label="y-grid"] g:first-child line';
    const levels = numbersOf(page, grid, 'y1');
    expect([line[0]![1], line[4]![1]]).toEqual([Math.max(...levels), Math.min(...levels)]);
    expect([line[0]![0], line[4]![0]]).toEqual([
      numbersOf(page, grid, 'x1')[0],
      numbersOf(page, grid, 'x2')[0],
    ]);
  });

  it('is drawn at the edge where it is outside', () => {
    const line = drawnLines(draw(inventedTrace([-1, 5, -7, 1])))[0]!.pieces[0]!;
    expect(line[1]![1]).toBe(line[3]![1]);
    expect(line[2]![1]).toBe(line[0]![1]);
  });

  it('breaks at NaN', () => {
    const line = drawnLines(draw(inventedTrace([0, 0, Number.NaN, 0, 0, 0])))[0]!;
    expect(line.pieces.map(({ length }) => length)).toEqual([2, 3]);
  });

  it('is the prediction alone where nothing is annotated', () => {
    const unlabeled = new Float32Array(3).fill(Number.NaN);
    const labels = { arousal: unlabeled, valence: unlabeled };
    const strokes = drawnLines(draw(inventedTrace([0, 1, 0], { labels }))).map(
      (line) => line.stroke,
    );
    expect(strokes).toEqual(['var(--series-0)', 'var(--series-0)']);
    const valence = inventedTrace([0, 1, 0]).labels.valence;
    const half = inventedTrace([0, 1, 0], { labels: { arousal: unlabeled, valence } });
    expect(drawnLines(draw(half))).toHaveLength(3);
  });

  it('of one frame is a dot at its left end', () => {
    const page = draw(inventedTrace([0.5]));
    const [left] = numbersOf(page, '[aria-label="y-grid"] line', 'x1');
    expect(drawnLines(page)[0]!.pieces.map((piece) => piece.map(([x]) => x))).toEqual([[left]]);
  });

  it('of an hour has at most 2000 points', () => {
    const hour = Array.from({ length: 90_000 }, (_, i) => Math.sin(i / 7));
    for (const { pieces } of drawnLines(draw(inventedTrace(hour, { fps: 25 })))) {
      expect(pieces.flat().length).toBeLessThanOrEqual(2000);
      expect(pieces.flat().length).toBeGreaterThan(500);
    }
  });

  it('says what it shows, or the title that it is given', () => {
    const trace = inventedTrace(rising);
    expect(textsOf(draw(trace), 'title')).toEqual([
      `Arousal and valence of ${trace.clip} over time, annotated and predicted`,
    ]);
    expect(textsOf(parse(traceChart(trace, [], 'Raters of talk')), 'title')).toEqual([
      'Raters of talk',
    ]);
  });

  it('refuses a clip without a frame rate', () => {
    expect(() => draw(inventedTrace(rising, { fps: 0 }))).toThrow(
      new RangeError("traceChart: 'fps' must be above 0, got 0."),
    );
  });

  it('has seconds below it', () => {
    const page = draw(inventedTrace(new Array(51).fill(0)));
    const ticks = textsOf(page, '[aria-label="x-axis tick label"] text');
    expect([ticks[0], ticks.at(-1)]).toEqual(['0', '5']);
    expect(textsOf(page, '[aria-label="text"] text')).toEqual(['arousal', 'valence']);
  });
});

describe('thumbnails', () => {
  const picture = (frame: number) => ({ frame, height: 1, width: 1, pixels: Uint8Array.of(frame) });
  const seen = (frames: readonly number[]) => {
    const page = draw(inventedTrace(new Array(41).fill(0), { thumbnails: frames.map(picture) }));
    const sizes = numbersOf(page, 'image', 'width');
    const line = drawnLines(page)[0]!.pieces[0]!;
    return {
      page,
      sizes,
      line,
      centers: numbersOf(page, 'image', 'x').map((x, i) => x + sizes[i]! / 2),
    };
  };

  it('stand in order below the time they are from', () => {
    const frames = [0, 13, 26, 40];
    const { page, centers, line } = seen(frames);
    frames.forEach((frame, i) => {
      expect(centers[i]).toBeCloseTo(line[frame]![0], 2);
    });
    const shown = [...page.querySelectorAll('image')].map((image) => image.getAttribute('href'));
    expect(shown).toEqual(frames.map((frame) => pictureUri(picture(frame))));
  });

  it('are in the picture, below its axis, and do not touch', () => {
    for (const frames of [
      [0],
      [40],
      [0, 13, 26, 40],
      Array.from({ length: 11 }, (_, i) => 4 * i),
    ]) {
      const { page, centers, sizes } = seen(frames);
      const [width, height] = numbersOf(page, 'svg', 'width').concat(
        numbersOf(page, 'svg', 'height'),
      );
      expect(centers[0]! - sizes[0]! / 2).toBeGreaterThanOrEqual(0);
      expect(centers.at(-1)! + sizes[0]! / 2).toBeLessThanOrEqual(width!);
      centers.slice(1).forEach((x, i) => {
        expect(x - centers[i]!).toBeGreaterThan(sizes[0]!);
      });
      const shift = [...page.querySelectorAll('[aria-label="image"], [aria-label="image"] g')]
        .map((group) => Number(/,(.*)\)/.exec(group.getAttribute('transform')!)![1]))
        .reduce((sum, y) => sum + y, 0);
      const y = shift + numbersOf(page, 'image', 'y')[0]!;
      expect(y + sizes[0]!).toBeLessThanOrEqual(height!);
      expect(y).toBeGreaterThan(270); // panels, ticks, name of the axis
    }
  });

  it('of one frame many times are still to be seen', () => {
    expect(seen([0, 0, 1]).sizes).toEqual([12, 12, 12]);
  });

  it('take no room where there are none', () => {
    const heights = [[], [0]].map((frames) => numbersOf(seen(frames).page, 'svg', 'height')[0]!);
    expect(heights[1]! - heights[0]!).toBe(56);
  });
});
