import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { media, needsMedia } from './media.ts';

it('knows what is not there', () => {
  expect(media('nothing.mp4')).toBeUndefined();
  const { skip, title } = needsMedia('nothing.mp4');
  expect(skip).toBe(true);
  expect(title('x')).toBe('x [skipped: no nothing.mp4 or no ffmpeg here]');
});

const { skip, title } = needsMedia('grid_bbaf2n.mpg');
it.skipIf(skip)(title('gives the path of a clip that is there, and its title as it is'), () => {
  expect(existsSync(media('grid_bbaf2n.mpg')!)).toBe(true);
  expect(title('x')).toBe('x');
});
