/** Shows any value in one printable line of at most 60 characters, for messages. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${printable(value)}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  return printable(JSON.stringify(value));
}

/** Escapes text from a file, so that it is safe on a terminal. */
export function printable(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return shown.replace(/[^\x20-\x7e]/g, (unit) => `\\u{${unit.charCodeAt(0).toString(16)}}`);
}
