import { readFileSync } from 'node:fs';
import { damagedText, needsLabelExamples, sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { labelsAt } from '../labels-at.ts';
import { omgSeries } from './omg-series.ts';
import { parseOmg } from './parse-omg.ts';

const labelError = (message: string) => expect.objectContaining({ name: 'LabelError', message });
const header = 'link,start,end,video,utterance,arousal,valence,EmotionMaxVote';

describe('parseOmg', () => {
  it('reads by the header; a line may end in a comma; quotes are letters', () => {
    const text = `\uFEFF${header}\r\n"x,0,2.5,1111aaaa_2,utterance_5.mp4,0.28,-0.5,6,\r\n\r\n,3,4,b,utterance_1,1,1,0\r\n`;
    expect(parseOmg(text)).toEqual([
      {
        line: 2,
        link: '"x',
        video: '1111aaaa_2',
        utterance: 'utterance_5',
        start: 0,
        end: 2.5,
        arousal: 0.28,
        valence: -0.5,
      },
      {
        line: 4,
        link: '',
        video: 'b',
        utterance: 'utterance_1',
        start: 3,
        end: 4,
        arousal: 1,
        valence: 1,
      },
    ]);
    const other = 'Valence,utterance,arousal,video,end,start\n-0.25,utterance_1.mp4,0.5,v,2,1\n';
    expect(parseOmg(other)).toEqual([
      {
        line: 2,
        link: null,
        video: 'v',
        utterance: 'utterance_1',
        start: 1,
        end: 2,
        arousal: 0.5,
        valence: -0.25,
      },
    ]);
  });

  it('reads a table without labels', () => {
    const [first] = parseOmg(
      'link,start,end,video,utterance\nx,0,16.2,1f61459b0,utterance_1.mp4\n',
    );
    expect(first).toMatchObject({ video: '1f61459b0', arousal: Number.NaN, valence: Number.NaN });
  });

  const row = (cells: string) => `start,end,video,utterance,arousal,valence\n${cells}\n`;
  it.each([
    ['', 'is empty: it has no row.'],
    [
      'link,start,end,video,arousal,valence\n',
      "line 1: the header must have one column 'utterance', got 'link,start,end,video,arousal,valence'.",
    ],
    [
      'start,end,video,utterance,arousal\n',
      "line 1: the header must have one column 'valence', got 'start,end,video,utterance,arousal'.",
    ],
    [
      'start;end;video;utterance\n',
      "line 1: the header must have one column 'start', got 'start;end;video;utterance'.",
    ],
    [
      'start,end,video,utterance,video\n',
      "line 1: the header must have one column 'video', got 'start,end,video,utterance,video'.",
    ],
    [row('0,1,v,u,0.5'), 'line 2: there must be 6 values, as in the header, got 5.'],
    [row('0,1,v,u,0.5,0,7'), 'line 2: there must be 6 values, as in the header, got 7.'],
    [row('0,1,v,u,-0.5,0'), "line 2: 'arousal' must be from 0 to 1, got '-0.5'."],
    [row('0,1,v,u,0.5,-1.5'), "line 2: 'valence' must be from -1 to 1, got '-1.5'."],
    [row('0,1,v,u,,0'), "line 2: 'arousal' must be from 0 to 1, got ''."],
    [row('0,1,v,u,x,0'), "line 2: 'arousal' must be a number or empty, got 'x'."],
    [row('-1,1,v,u,0,0'), "line 2: 'start' must be from 0 to 86400, got '-1'."],
    [row('1,1,v,u,0,0'), "line 2: 'end' must be above 'start', 1, got 1."],
    [row('0,1,../v,u,0,0'), "line 2: 'video' must be a file's name, got '../v'."],
    [row('0,1,v,,0,0'), "line 2: 'utterance' must be a file's name, got ''."],
  ])('refuses %j', (text, message) => {
    expect(() => parseOmg(text)).toThrow(labelError(message));
  });

  const utterance = fc.record({
    start: sixtyFourths({ min: 0, max: 50 }),
    duration: sixtyFourths({ min: 1 / 64, max: 20 }),
    video: fc.stringMatching(/^[0-9a-f]{9}(_[1-9])?$/),
    number: fc.nat({ max: 99 }),
    arousal: sixtyFourths({ min: 0 }),
    valence: sixtyFourths(),
  });
  const written = fc.array(utterance, { maxLength: 6 }).map((utterances) => {
    const rows = utterances.map(
      ({ start, duration, video, number, arousal, valence }) =>
        `x,${start},${start + duration},${video},utterance_${number}.mp4,${arousal},${valence},4`,
    );
    return { utterances, text: [header, ...rows, ''].join('\n') };
  });

  it('reads what is written', () => {
    fc.assert(
      fc.property(written, ({ utterances, text }) => {
        expect(parseOmg(text)).toEqual(
          utterances.map(({ start, duration, video, number, arousal, valence }, i) => ({
            line: i + 2,
            link: 'x',
            video,
            utterance: `utterance_${number}`,
            start,
            end: start + duration,
            arousal: arousal + 0,
            valence: valence + 0,
          })),
        );
      }),
    );
  });

  it('gives utterances or a LabelError, whatever the text', () => {
    const text = fc.oneof(fc.string(), damagedText(written.map(({ text }) => text)));
    fc.assert(
      fc.property(text, (text) => {
        try {
          for (const { start, end, arousal, valence } of parseOmg(text)) {
            expect(start >= 0 && end > start && end <= 86_400).toBe(true);
            expect(Number.isNaN(arousal) || (arousal >= 0 && arousal <= 1)).toBe(true);
            expect(Number.isNaN(valence) || Math.abs(valence) <= 1).toBe(true);
          }
        } catch (error) {
          if (!(error instanceof LabelError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  const { skip, title, path } = needsLabelExamples('omg');
  it.skipIf(skip)(title('reads the example of the documented format'), () => {
    const read = parseOmg(readFileSync(`${path}/omg_TrainVideos.csv`, 'utf8'));
    expect(read.map(({ video, utterance }) => `${video} ${utterance}`)).toEqual([
      '0a1b2c3d4 utterance_1',
      '0a1b2c3d4 utterance_2',
      '1111aaaa_2 utterance_5',
    ]);
    expect(read[1]).toMatchObject({
      arousal: 0.182123842077,
      valence: -0.255681810209,
      end: 32.861523081446634,
    });
  });
});

describe('omgSeries', () => {
  it('holds the label to the end, also where gaps above half a second are not filled', () => {
    const series = omgSeries({ start: 3, end: 9.5, arousal: 0.5, valence: -0.25 });
    expect([series.times[0], series.times.length, Array.from(series.times).at(-1)]).toEqual([
      0, 14, 6.5,
    ]);
    const labels = labelsAt(series, { fps: 25, frames: 164, maxGap: 0.5 });
    const rated = [0.5, -0.25];
    expect(Array.from(labels)).toEqual([
      ...Array.from({ length: 163 }, () => rated).flat(),
      ...[Number.NaN, Number.NaN], // frame 163 is at 6.52 s
    ]);
  });

  it('has times that ascend', () => {
    const second = fc.double({ min: 0, max: 200, noNaN: true });
    fc.assert(
      fc.property(second, second, (start, end) => {
        fc.pre(end > start);
        const times = Array.from(omgSeries({ start, end, arousal: 0, valence: 0 }).times);
        const steps = times.slice(1).map((time, i) => time - times[i]!);
        expect(steps.every((step) => step > 0 && step <= 0.5)).toBe(true);
        expect(times.at(-1)).toBe(end - start);
      }),
    );
  });
});
