import { Encoder } from '@ssvaerr/backbone';
import type { Store } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import { expect, it } from 'vitest';
import { assertTakes, makeNetwork, networkInputs } from './index.ts';

const storeOf = (channels: 1 | 3) => ({ root: 'faces', info: { channels } }) as Store;

it('passes what fits, also a network of three channels', () => {
  for (const channels of [1, 3] as const) {
    expect(() => assertTakes({ inputs: { channels } }, storeOf(channels))).not.toThrow();
  }
});

it('refuses the other color in one line', () => {
  expect(() => assertTakes(Encoder, storeOf(3))).toThrow(
    new UserError(
      'faces: has RGB frames; the network takes gray ones. Preprocess with --color gray.',
    ),
  );
  expect(() => assertTakes({ inputs: { channels: 3 } }, storeOf(1))).toThrow(
    new UserError(
      'faces: has gray frames; the network takes RGB ones. Preprocess with --color rgb.',
    ),
  );
});

it('knows what a network takes before it is made', () => {
  const options = { width: 1, hidden: 2, bins: 3, activation: 'relu' } as const;
  const network = makeNetwork(options, { seed: 1 });
  expect(networkInputs(options)).toEqual(network.inputs);
  expect(Encoder.inputs).toEqual(network.encoder!.inputs);
  network.dispose();
});
