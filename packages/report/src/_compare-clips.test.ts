import { describe, expect, it } from 'vitest';
import { inventedRun, inventedTrace } from '../test/invented-report.ts';
import { drawnLines, parse } from '../test/read-chart.ts';
import { compareClips } from './_compare-clips.ts';
import { traceChart } from './trace-chart.ts';

describe('clips of several runs', () => {
  const run = (name: string, path: string, clips: readonly string[]) => {
    const { info } = inventedRun();
    return inventedRun({
      name,
      info: { ...info, data: { ...info.data, path } },
      traces: clips.map((clip) => inventedTrace([0, 1], { clip })),
    });
  };

  it('are compared if they are the same of the same data set', () => {
    const clips = compareClips([
      run('a', 'x', ['1', '2']),
      run('b', 'x', ['2', '3']),
      run('c', 'y', ['1']),
    ]);
    expect(
      clips.map(({ trace, lines }) => [
        trace.clip,
        ...lines.map(({ style }) => style.stroke.slice(6, -1)),
      ]),
    ).toEqual([
      ['1', 'annotation', 'series-0'],
      ['2', 'annotation', 'series-0', 'series-1'],
      ['3', 'annotation', 'series-1'],
      ['1', 'annotation', 'series-2'],
    ]);
  });

  it('may differ in length and rate: they share the seconds', () => {
    const slow = inventedTrace([0, 0.5, 1], { fps: 5 });
    const fast = {
      ...run('b', 'runs/store', []),
      traces: [inventedTrace([0, 0, 0, 0, 0], { fps: 10 })],
    };
    const [clip] = compareClips([inventedRun({ traces: [slow] }), fast]);
    const lines = drawnLines(parse(traceChart(clip!.trace, clip!.lines)));
    const ends = lines.map(({ pieces }) => pieces[0]!.at(-1)![0]);
    expect(new Set(ends).size).toBe(1);
  });
});
