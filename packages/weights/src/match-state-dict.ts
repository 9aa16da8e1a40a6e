import { printable } from './_text.ts';

/** Comparison of the tensors found with those that a model needs. Each list is sorted by name. */
export interface StateDictMatch {
  /** Tensors found with the needed shape. */
  readonly matched: readonly string[];
  /** Tensors needed but not found. */
  readonly missing: readonly string[];
  /** Tensors found but not needed. */
  readonly unexpected: readonly string[];
  /** Tensors found with another shape. */
  readonly mismatched: readonly ShapeMismatch[];
}

/** A tensor whose shape is not the needed one. */
export interface ShapeMismatch {
  readonly name: string;
  readonly found: readonly number[];
  readonly expected: readonly number[];
}

/**
 * Compares a state dict with the names and shapes that a model needs, in torch's layout.
 *
 * @param found tensors by name.
 * @param expected shapes by name.
 * @example
 * ```ts
 * import { fromValues, matchStateDict } from '@ssvaerr/weights';
 *
 * const found = new Map([['fc.weight', fromValues([2, 3], new Float32Array(6))]]);
 * const { matched, missing } = matchStateDict(found, { 'fc.weight': [2, 3], 'fc.bias': [2] });
 * console.log(matched, missing); // [ 'fc.weight' ] [ 'fc.bias' ]
 * ```
 */
export function matchStateDict(
  found: ReadonlyMap<string, { readonly shape: readonly number[] }>,
  expected: Readonly<Record<string, readonly number[]>>,
): StateDictMatch {
  const matched: string[] = [];
  const missing: string[] = [];
  const mismatched: ShapeMismatch[] = [];
  for (const name of Object.keys(expected).sort()) {
    const [needed, shape] = [expected[name]!, found.get(name)?.shape];
    if (!shape) missing.push(name);
    else if (shape.join() === needed.join()) matched.push(name);
    else mismatched.push({ name, found: shape, expected: needed });
  }
  const unexpected = [...found.keys()].filter((name) => !Object.hasOwn(expected, name)).sort();
  return { matched, missing, unexpected, mismatched };
}

/**
 * Formats a match as plain text: a line of counts, then one line, in columns, for each tensor that does not match. Names are
 * made printable.
 * @example
 * ```ts
 * import { formatStateDictMatch, fromValues, matchStateDict } from '@ssvaerr/weights';
 *
 * const found = new Map([['fc.weight', fromValues([2, 3], new Float32Array(6))]]);
 * const table = formatStateDictMatch(matchStateDict(found, { 'fc.weight': [2, 3], 'fc.bias': [2] }));
 * console.log(table.split('\n')[0]); // 1 matched, 1 missing, 0 unexpected, 0 mismatched
 * ```
 */
export function formatStateDictMatch(match: StateDictMatch): string {
  const { matched, missing, unexpected, mismatched } = match;
  const counts = [
    `${matched.length} matched`,
    `${missing.length} missing`,
    `${unexpected.length} unexpected`,
    `${mismatched.length} mismatched`,
  ];
  const rows = [
    ...missing.map((name) => ['missing', printable(name), '']),
    ...unexpected.map((name) => ['unexpected', printable(name), '']),
    ...mismatched.map(({ name, found, expected }) => [
      'mismatched',
      printable(name),
      `found [${found}], expected [${expected}]`,
    ]),
  ];
  const widest = Math.max(...rows.map(([, name]) => name!.length));
  const lines = rows.map(([kind, name, shapes]) =>
    `${kind!.padEnd(10)}  ${name!.padEnd(widest)}  ${shapes}`.trimEnd(),
  );
  return [counts.join(', '), ...lines].join('\n');
}
