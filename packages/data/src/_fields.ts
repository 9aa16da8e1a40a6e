import { suggestion } from '@ssvaerr/host';
import { mustBe } from './_checks.ts';
import { printable } from './_show.ts';

/** Says what a field of a JSON object must be. */
export interface Rule {
  /** Completes "must ...". */
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
  readonly optional?: true;
}

/** Makes a rule for finite numbers. */
export const numberThat = (must: string, holds: (value: number) => boolean): Rule => ({
  must,
  holds: (value) => typeof value === 'number' && Number.isFinite(value) && holds(value),
});

export const text: Rule = { must: 'be a string', holds: (value) => typeof value === 'string' };
export const positive = numberThat('be a number > 0', (value) => value > 0);
export const fraction = numberThat('be in [0, 1]', (value) => value >= 0 && value <= 1);
export const count = numberThat(
  'be an integer >= 1',
  (value) => Number.isSafeInteger(value) && value > 0,
);
/** Accepts any object; the fields inside it have rules of their own. */
export const object: Rule = {
  must: 'be an object',
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

export const optional = (rule: Rule): Rule => ({ ...rule, optional: true });
export const orNull = ({ must, holds }: Rule): Rule => ({
  must: `${must}, or null`,
  holds: (value) => value === null || holds(value),
});
export const oneOf = (...values: readonly (string | number | boolean | null)[]): Rule => ({
  must: `be ${values.length > 1 ? 'one of ' : ''}${values.map(String).join(', ')}`,
  holds: (value) => (values as readonly unknown[]).includes(value),
});

/**
 * Checks every field by its rule and refuses unknown fields; the error suggests the nearest known one.
 *
 * @param prefix Precedes the names in messages, such as `files.frames.`; '' at the top.
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
    const field = `'${prefix}${printable(key)}'`;
    throw new RangeError(`${where}: ${field} must be a known field.${suggestion(key, names)}`);
  }
  for (const [name, { must, holds, optional = false }] of Object.entries(rules)) {
    if (optional && !Object.hasOwn(fields, name)) continue;
    if (!holds(fields[name])) throw mustBe(where, `${prefix}${name}`, must, fields[name]);
  }
}

/** Parses JSON; the error names the function that was called. */
export function parseJson(where: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw mustBe(where, 'json', 'be JSON', json);
  }
}
