import { cpus } from 'node:os';

/**
 * Times contenders side by side: in every round each one runs once, in rotating order, so that a busy
 * machine slows all of them. Ratios are medians of per-round ratios, never quotients of separate runs.
 *
 * @param {Record<string, () => unknown>} contenders synchronous bodies; the first is the one on top of the ratios.
 * @param {{ rounds?: number, warmUp?: number }} [options]
 * @returns {{ ratios: Record<string, { median: number, min: number, max: number }>, ms: Record<string, number> }}
 */
export function paired(contenders, { rounds = 15, warmUp = 3 } = {}) {
  const names = Object.keys(contenders);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round + warmUp) % names.length];
      const start = performance.now();
      contenders[name]();
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  const [first, ...others] = names;
  const ratios = Object.fromEntries(
    others.map((other) => {
      const perRound = times[first]
        .map((ms, round) => ms / times[other][round])
        .sort((a, b) => a - b);
      const [median, min, max] = [perRound[rounds >> 1], perRound[0], perRound[rounds - 1]].map(
        round3,
      );
      return [`${first}/${other}`, { median, min, max }];
    }),
  );
  const ms = Object.fromEntries(
    names.map((name) => [name, round3([...times[name]].sort((a, b) => a - b)[rounds >> 1])]),
  );
  return { ratios, ms };
}

/** What the figures were measured on. */
export const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };

function round3(value) {
  return Math.round(value * 1000) / 1000;
}
