/** Shows a value in at most 80 characters of one line. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return printable(asJson(value) ?? `a value of type ${typeof value}`);
}

/** Shortens a text from a file to 80 characters and escapes what would break a line or move a cursor. */
export function printable(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return short.replace(/\p{Cc}/gu, (unit) => `\\u{${unit.charCodeAt(0).toString(16)}}`);
}

function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // it holds itself, or a bigint
  }
}
