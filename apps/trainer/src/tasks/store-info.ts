import type { Store } from '@ssvaerr/data/node';

/** Metadata of weights about the clips that they were trained on. */
export function storeInfo({ info }: Store) {
  const { height, width, fps, margin, source, synthetic } = info;
  return { height, width, fps, ...(margin !== undefined && { margin }), source, synthetic };
}
