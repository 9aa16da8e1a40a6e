import type * as z from 'zod';
import { suggestion } from './nearest.ts';

/**
 * Puts the first problem that a zod schema found into words: `'epochs' must be >= 1, got 0.`
 *
 * A rule that only code can check (`refine`) words itself: its message completes `must …`, or is a whole
 * sentence if it ends with a full stop.
 *
 * @param value What was parsed.
 * @param known Names to suggest for an unknown key.
 * @param nameOf How a field is named in the message, by its path such as `batchSize` or `loss.arousal`: a program
 *   whose users type flags may say `--batch-size`. Default: the path in quotes.
 */
export function issueMessage(
  error: z.ZodError,
  value: unknown,
  known: readonly string[] = [],
  nameOf: (path: string) => string = (path) => `'${path}'`,
): string {
  const issue = error.issues[0]!;
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys as [string];
    return `unknown key '${at ? `${at}.` : ''}${key}'.${at ? '' : suggestion(key, known)}`;
  }
  if (issue.code === 'custom' && issue.message.endsWith('.')) return issue.message;
  const got = issue.path.reduce<unknown>((part, key) => part?.[key as never], value);
  const name = at ? nameOf(at) : "'the content'";
  return `${name} must ${rule(issue)}, got ${JSON.stringify(got) ?? 'nothing'}.`;
}

function rule(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_small':
      return `be ${issue.inclusive ? '>=' : '>'} ${issue.minimum}${sized(issue.origin)}`;
    case 'too_big':
      return `be ${issue.inclusive ? '<=' : '<'} ${issue.maximum}${sized(issue.origin)}`;
    case 'invalid_type':
      return `be ${kinds[issue.expected] ?? `a ${issue.expected}`}`;
    default:
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  int: 'an integer',
  array: 'a list',
  object: 'an object',
  nonoptional: 'given',
};

const sized = (origin: string) =>
  origin === 'array' || origin === 'string' || origin === 'set' ? ' long' : '';
