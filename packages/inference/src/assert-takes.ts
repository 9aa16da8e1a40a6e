import type { NetworkInputs } from '@ssvaerr/backbone';
import type { Store } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';

/**
 * Checks that a network takes the frames of a store: gray ones or RGB ones.
 *
 * @param network a network or an encoder, or `{ inputs }` of one that is not made yet.
 * @throws UserError naming the store if they have other channels.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { silentLog } from '@ssvaerr/host';
 * import { assertTakes } from '@ssvaerr/inference';
 * import { writeSyntheticStore } from '@ssvaerr/preprocess';
 *
 * const root = await mkdtemp(join(tmpdir(), 'inference-'));
 * const { store } = await writeSyntheticStore(join(root, 'faces'), {
 *   ...{ seed: 1, clips: 5, frames: 2, fps: 25, size: 32, audio: null, resume: false },
 *   ...{ color: 'rgb', log: silentLog, signal: new AbortController().signal },
 * });
 * try {
 *   assertTakes({ inputs: { channels: 1 } }, store);
 * } catch ({ message }) {
 *   console.log(message.replace(store.root, 'faces')); // faces: has RGB frames; the network takes gray ones. Preprocess with --color gray.
 * }
 * await rm(root, { recursive: true });
 * ```
 */
export function assertTakes(
  { inputs }: { readonly inputs: Pick<NetworkInputs, 'channels'> },
  { root, info }: Pick<Store, 'root' | 'info'>,
): void {
  if (info.channels === inputs.channels) return;
  const [found, taken, color] =
    inputs.channels === 1 ? ['RGB', 'gray', 'gray'] : ['gray', 'RGB', 'rgb'];
  throw new UserError(
    `${root}: has ${found} frames; the network takes ${taken} ones. Preprocess with --color ${color}.`,
  );
}
