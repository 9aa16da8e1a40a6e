import { expect, it } from 'vitest';
import { drawText, glyphHeight, glyphWidth } from './_pixel-font.ts';

function picture(text: string): string[] {
  const width = [...text].length * (glyphWidth + 1) - 1;
  const rows = Array.from({ length: glyphHeight }, () => new Array(width).fill('.'));
  drawText(text, (x, y) => {
    rows[y]![x] = '#';
  });
  return rows.map((row) => row.join(''));
}

it('draws upright letters from left to right, what hangs below the line', () => {
  expect(picture('Rg')).toEqual([
    '####.......',
    '#...#......',
    '#...#..####',
    '####..#...#',
    '#.#...#...#',
    '#..#...####',
    '#...#.....#',
    '.......###.',
  ]);
});

it('has letters, digits and what file names hold, all different', () => {
  const known = [
    ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.,:/()[]+=<>#%?!'& ",
  ];
  expect(new Set(known.map((character) => picture(character).join('\n'))).size).toBe(known.length);
});

it('draws a box for what it does not have, and for a character outside the first plane one', () => {
  expect(picture('é')).toEqual(picture('😀'));
  expect(picture('é')[0]).toBe('#####');
});
