import type * as z from 'zod';
import { printable, show } from './_show.ts';
import { suggestion } from './nearest.ts';

type Issue = z.core.$ZodIssue;

/**
 * Puts the first problem that a zod schema found into words: `'epochs' must be >= 1, got 0.`
 *
 * A rule that only code can check (`refine`) words itself: its message completes `must …`, or is a whole
 * sentence if it ends with a full stop. The same holds for the message of a string format.
 *
 * @param error The error that `safeParse` returned.
 * @param value The value that was parsed.
 * @param known Names to suggest for an unknown key at the top.
 * @param nameOf Gives the name of a field in the message from its path, such as `batchSize` or `loss.arousal`: a program
 *   whose users type flags may say `--batch-size`. Default: the path in quotes.
 * @returns one line; long values are shortened and control characters escaped.
 * @example
 * ```ts
 * import { issueMessage } from '@ssvaerr/host';
 * import * as z from 'zod';
 *
 * const schema = z.strictObject({ epochs: z.int().min(1) });
 * const known = Object.keys(schema.shape);
 * const [zero, typo] = [{ epochs: 0 }, { eopchs: 3, epochs: 3 }];
 * console.log(issueMessage(schema.safeParse(zero).error!, zero)); // 'epochs' must be >= 1, got 0.
 * console.log(issueMessage(schema.safeParse(typo).error!, typo, known)); // unknown key 'eopchs'. Did you mean 'epochs'?
 * ```
 */
export function issueMessage(
  error: z.ZodError,
  value: unknown,
  known: readonly string[] = [],
  nameOf: (path: string) => string = (path) => `'${path}'`,
): string {
  const issue = innermost(error.issues[0]!);
  const at = printable(issue.path.map(String).join('.'));
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    return `unknown key '${at && `${at}.`}${printable(key)}'.${at ? '' : suggestion(key, known)}`;
  }
  if (issue.code === 'custom' && issue.message.endsWith('.')) return issue.message;
  const got = issue.path.reduce<unknown>((part, key) => part?.[key as never], value);
  const name = at ? nameOf(at) : "'the content'";
  return `${name} must ${rule(issue)}, got ${show(got)}.`;
}

/** Looks into a union: the option that the value comes nearest to says what is wrong. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const [deepest] = issue.errors.map(([first]) => first!).sort(byDepth);
  if (!deepest || deepest.path.length === 0) return issue;
  return innermost({ ...deepest, path: [...issue.path, ...deepest.path] });
}

const byDepth = (a: Issue, b: Issue) => b.path.length - a.path.length;

/** Completes `must …`. */
function rule(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return bound(issue, issue.inclusive ? '>=' : '>', issue.minimum);
    case 'too_big':
      return bound(issue, issue.inclusive ? '<=' : '<', issue.maximum);
    case 'not_multiple_of':
      return `be a multiple of ${issue.divisor}`;
    case 'invalid_type':
      return `be ${kinds[issue.expected] ?? `a ${issue.expected}`}`;
    case 'invalid_format':
      return ownWords(issue) ?? format(issue);
    case 'invalid_union':
      return union(issue);
    case 'invalid_key':
      return `have another key: it must ${rule(issue.issues[0]!)}`;
    case 'invalid_element':
      return `have other elements: each must ${rule(issue.issues[0]!)}`;
    case 'unrecognized_keys':
      return `not have the key '${issue.keys[0]}'`;
    default:
      return ownWords(issue) ?? 'be valid';
  }
}

const ownWords = ({ message }: Issue) => (message.startsWith('Invalid') ? undefined : message);

function bound(
  { origin, exact = false }: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  comparison: string,
  limit: number | bigint,
): string {
  const measure = measures[origin];
  const range = exact ? `${limit}` : `${comparison} ${limit}`;
  return measure ? `have ${measure} ${range}` : `be ${range}`;
}

function format(issue: z.core.$ZodIssueInvalidStringFormat): string {
  const { format, pattern, prefix, suffix, includes } =
    issue as z.core.$ZodIssueStringInvalidRegex &
      Readonly<Record<'prefix' | 'suffix' | 'includes', string>>;
  const rules: Readonly<Record<string, string>> = {
    regex: `match ${pattern}`,
    starts_with: `start with '${prefix}'`,
    ends_with: `end with '${suffix}'`,
    includes: `include '${includes}'`,
  };
  return rules[format] ?? `be a valid ${format}`;
}

function union(issue: z.core.$ZodIssueInvalidUnion): string {
  if (issue.errors.length > 0) return issue.errors.map(([first]) => rule(first!)).join(' or ');
  if ('options' in issue && issue.options)
    return `be one of ${issue.options.map(String).join(', ')}`;
  return 'match exactly one of its options';
}

const measures: Readonly<Record<string, string>> = {
  string: 'length',
  array: 'length',
  set: 'size',
  map: 'size',
};

const kinds: Readonly<Record<string, string>> = {
  int: 'an integer',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  nonoptional: 'given',
  undefined: 'absent',
  never: 'absent',
  null: 'null',
  nan: 'NaN',
};
