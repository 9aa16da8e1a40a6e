import { fuseTraces, raterAgreement, raterDelays, shiftTrace } from '@ssvaerr/metrics';

// Arousal of one recording as three raters saw it, 4 values per second; the third answers half a second late.
const rate = 4;
const seen = (t: number) => Math.sin(t / 3) / 2;
const times = Array.from({ length: 40 }, (_, t) => t);
const traces = [
  times.map((t) => seen(t) + 0.1),
  times.map((t) => 0.8 * seen(t)),
  times.map((t) => seen(t - 2)),
];
const agreement = (raters: readonly ArrayLike<number>[]) =>
  raterAgreement(raters)
    .humanCcc.map((ccc) => ccc.toFixed(2))
    .join(' ');
console.log(agreement(traces)); // 0.86 0.92 0.75

const delays = raterDelays(traces, { rate });
console.log(delays.map((delay) => delay.toFixed(2)).join(' ')); // -0.25 -0.25 0.50
const share = (traces.length - 1) / traces.length; // of a delay behind the others, to the mean of all
const aligned = traces.map((trace, i) => shiftTrace(trace, -Math.round(delays[i]! * share * rate)));
console.log(agreement(aligned)); // 0.95 0.96 0.98

// The gold standard: raters who agree more weigh more.
const gold = fuseTraces(aligned, 'ewe');
console.log(gold.length, gold[10]!.toFixed(2)); // 40 0.10
