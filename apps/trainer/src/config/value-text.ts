/** A value as it is written after a flag. */
export const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', ');
