/**
 * Interpolates an image of `channels` interleaved bytes at `(x, y)`, measured between pixel centers (the first is at
 * (0, 0)); edge pixels are repeated outside.
 */
export function bilinear(
  data: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  channels = 1,
  channel = 0,
): number {
  const inX = Math.min(width - 1, Math.max(0, x));
  const inY = Math.min(height - 1, Math.max(0, y));
  const [left, top] = [Math.floor(inX), Math.floor(inY)];
  const at = (top * width + left) * channels + channel;
  const across = left < width - 1 ? channels : 0;
  const below = top < height - 1 ? width * channels : 0;
  const above = data[at]! + (inX - left) * (data[at + across]! - data[at]!);
  const under = data[at + below]! + (inX - left) * (data[at + below + across]! - data[at + below]!);
  return above + (inY - top) * (under - above);
}
