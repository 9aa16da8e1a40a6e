import { mustBe } from './_checks.ts';
import { printable } from './_show.ts';

/** What a field of a JSON object must be. */
export interface Rule {
  /** Completes "must ...". */
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
  readonly optional?: true;
}

/** Finite numbers, by their condition. */
export const numberThat = (must: string, holds: (value: number) => boolean): Rule => ({
  must,
  holds: (value) => typeof value === 'number' && Number.isFinite(value) && holds(value),
});

export const text: Rule = { must: 'be a text', holds: (value) => typeof value === 'string' };
export const positive = numberThat('be a number > 0', (value) => value > 0);
export const count = numberThat(
  'be an integer >= 1',
  (value) => Number.isSafeInteger(value) && value > 0,
);
/** Looked into by rules of its own. */
export const object: Rule = {
  must: 'be an object',
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

export const optional = (rule: Rule): Rule => ({ ...rule, optional: true });
export const orNull = ({ must, holds }: Rule): Rule => ({
  must: `${must}, or null`,
  holds: (value) => value === null || holds(value),
});
export const oneOf = (...values: readonly (string | number)[]): Rule => ({
  must: `be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`,
  holds: (value) => (values as readonly unknown[]).includes(value),
});

/**
 * Every field by its rule, and no other field: an unknown one is a mistake, and the error names the
 * nearest known one.
 *
 * @param prefix of the names in messages, `files.frames.`; '' at the top.
 */
export function assertFields(
  where: string,
  prefix: string,
  value: unknown,
  rules: Readonly<Record<string, Rule>>,
): void {
  if (!object.holds(value)) throw mustBe(where, prefix.slice(0, -1) || 'json', object.must, value);
  const fields = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(rules);
  for (const key of Object.keys(fields)) {
    if (names.includes(key)) continue;
    const nearest = names.reduce((a, b) => (distance(key, b) < distance(key, a) ? b : a));
    throw new RangeError(
      `${where}: '${prefix}${printable(key)}' must be a known field, did you mean '${nearest}'?`,
    );
  }
  for (const [name, { must, holds, optional = false }] of Object.entries(rules)) {
    if (optional && !Object.hasOwn(fields, name)) continue;
    if (!holds(fields[name])) throw mustBe(where, `${prefix}${name}`, must, fields[name]);
  }
}

/** The object of a JSON text. */
export function parseJson(where: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw mustBe(where, 'json', 'be JSON', json);
  }
}

/** Edit distance (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
