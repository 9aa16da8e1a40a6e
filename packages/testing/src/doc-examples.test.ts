import { expect, it } from 'vitest';
import { docExamples } from './doc-examples.ts';

const fence = '```';
const source = `
/**
 * Doubles.
 *
 * @example
 * ${fence}ts
 * import { twice } from 'twice';
 *
 * console.log(twice(2)); // 4
 * ${fence}
 */
export function twice(x: number) {}

/**
 * Reads a file.
 *
 * @example
 * ${fence}ts no-run
 * read('a.mp4');
 * ${fence}
 */
export async function read(path: string) {}

/**
 * Is private.
 *
 * @example
 * ${fence}ts
 * console.log(1); // 1
 * ${fence}
 */
function hidden() {}

/** Has no example. */
export const one = 1;
`;

it('finds the fenced examples of exported values, and which of them run', () => {
  expect(docExamples(source)).toEqual([
    {
      symbol: 'twice',
      code: "import { twice } from 'twice';\n\nconsole.log(twice(2)); // 4\n",
      runs: true,
    },
    { symbol: 'read', code: "read('a.mp4');\n", runs: false },
  ]);
});
