import { concordance } from './_concordance.ts';
import { momentsOf } from './_moments.ts';
import { presentMean } from './_present.ts';
import { varies } from './_varies.ts';

/** Agreement of two traces. */
export interface PairAgreement {
  /** NaN if neither trace varies. */
  readonly ccc: number;
  /** NaN if a trace does not vary. */
  readonly pcc: number;
}

/** Agreement over the samples that both traces have; one sample does not vary. */
export function pairAgreement(a: ArrayLike<number>, b: ArrayLike<number>): PairAgreement {
  const both = Array.from(a, (_, t) => t).filter((t) => !Number.isNaN(a[t]) && !Number.isNaN(b[t]));
  const moments = momentsOf(
    both.map((t) => a[t]!),
    both.map((t) => b[t]!),
  );
  const { count, meanP, meanT, squaresP, squaresT } = moments;
  const first = varies(squaresP, squaresP + count * meanP ** 2);
  const second = varies(squaresT, squaresT + count * meanT ** 2);
  const { ccc, pcc } = concordance(moments, 0);
  return { ccc: first || second ? ccc : Number.NaN, pcc: first && second ? pcc : Number.NaN };
}

/** Agreement of every rater with every rater, himself included: exactly symmetric. */
export function pairwise(traces: readonly ArrayLike<number>[]): PairAgreement[][] {
  const below = traces.map((a, i) => traces.slice(0, i + 1).map((b) => pairAgreement(a, b)));
  return traces.map((_, i) => traces.map((_, j) => below[Math.max(i, j)]![Math.min(i, j)]!));
}

/** The mean of each rater's CCCs with the others, those that are NaN left out; NaN without any. */
export function meanCccs(pairs: readonly (readonly PairAgreement[])[]): number[] {
  return pairs.map((row, rater) =>
    presentMean(row.filter((_, other) => other !== rater).map(({ ccc }) => ccc)),
  );
}
