const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Encodes bytes as base64 text (RFC 4648, with padding). Node's `Buffer` and the browser's `btoa` would each bind it to one host. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.subarray(i, i + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += digits[bits >> 18]! + digits[(bits >> 12) & 63]!;
    text += b === undefined ? '=' : digits[(bits >> 6) & 63]!;
    text += c === undefined ? '=' : digits[bits & 63]!;
  }
  return text;
}
