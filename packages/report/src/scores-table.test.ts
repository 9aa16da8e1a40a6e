import type { Scores } from '@ssvaerr/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inventedScores } from '../test/invented-report.ts';
import { type Part, parse, textsOf } from '../test/read-chart.ts';
import { score } from './numbers.ts';
import { type ScoreRow, scoresTable } from './scores-table.ts';

const thousandths = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 1000);
const scores: fc.Arbitrary<Scores> = fc.record({
  ccc: thousandths,
  pcc: thousandths,
  rmse: thousandths,
  meanVideoCcc: thousandths,
});
const rows: fc.Arbitrary<ScoreRow[]> = fc.array(
  fc.record({
    name: fc.string(),
    scores: fc.record({
      arousal: scores,
      valence: scores,
      videos: fc.constant(1),
      frames: fc.constant(1),
    }),
  }),
  { minLength: 1, maxLength: 5 },
);
const inOrder = ({ scores: { arousal, valence } }: ScoreRow) =>
  [arousal, valence].flatMap(({ ccc, pcc, rmse, meanVideoCcc }) => [ccc, pcc, rmse, meanVideoCcc]);
const cells = (page: Part) =>
  [...page.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('td')]);

describe('the table', () => {
  it('shows every score in its row and column', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const shown = cells(parse(scoresTable('Test', list)));
        expect(shown.map((row) => row.map(({ textContent }) => textContent))).toEqual(
          list.map((row) => inOrder(row).map((value) => score(value))),
        );
      }),
    );
  });

  it('has headers that say what they head', () => {
    const page = parse(scoresTable('A <caption>', [{ name: '<i>', scores: inventedScores(0) }]));
    expect(textsOf(page, 'caption')).toEqual(['A <caption>']);
    expect(textsOf(page, 'th[scope=colgroup][colspan="4"]')).toEqual(['Arousal', 'Valence']);
    const measures = ['CCC', 'PCC', 'RMSE', 'per video'];
    expect(textsOf(page, 'th[scope=col]')).toEqual(['Model', ...measures, ...measures]);
    expect(textsOf(page, 'tbody th[scope=row]')).toEqual(['<i>']);
  });

  it('has the best of each column in bold: the highest, of RMSE the lowest', () => {
    const list = [0.1, 0.3, Number.NaN, 0.2].map((first) => ({
      name: '',
      scores: inventedScores(first),
    }));
    const bold = cells(parse(scoresTable('', list))).map((row) =>
      row.map((cell) => (cell.querySelector('b') ? 'b' : '.')).join(''),
    );
    expect(bold).toEqual(['..b...b.', 'bb.bbb.b', '........', '........']);
  });

  it('has no bold where there is nothing to compare, and a dash for NaN', () => {
    const page = parse(scoresTable('', [{ name: '', scores: inventedScores(Number.NaN) }]));
    expect(page.querySelector('b')).toBeNull();
    expect(textsOf(page, 'td')).toEqual(new Array(8).fill('–'));
    const one = parse(scoresTable('', [{ name: '', scores: inventedScores(0.1) }]));
    expect(one.querySelector('b')).toBeNull();
  });
});
