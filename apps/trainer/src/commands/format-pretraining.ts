import type { PretrainResults } from '../runs/run-formats.ts';

/** Formats the results of `pretrain` for the terminal. */
export function formatPretraining(out: string, results: PretrainResults): string {
  const { method, firstLoss, lastLoss, validation, probe } = results;
  const figures = ({ arousal, valence }: { arousal: number; valence: number }) =>
    `${arousal.toFixed(3)} arousal, ${valence.toFixed(3)} valence`;
  const monitors = Object.entries(validation ?? {}).map(
    ([name, value]) => `${name} ${value.toFixed(4)}`,
  );
  return [
    `${method}: loss ${firstLoss.toFixed(4)} in the first epoch, ${lastLoss.toFixed(4)} in the last`,
    ...(monitors.length > 0 ? [`on the validation clips: ${monitors.join(', ')}`] : []),
    ...(probe
      ? [
          `linear probe, test CCC:       ${figures(probe.pretrained)}`,
          `of an untrained encoder:      ${figures(probe.random)}`,
          ...(probe.settled ? [`  batch norms calibrated:     ${figures(probe.settled)}`] : []),
        ]
      : []),
    `report: ${out}/report.html`,
    `encoder: ${out}/checkpoints/encoder.safetensors. Continue with train --init ${out}`,
  ].join('\n');
}
