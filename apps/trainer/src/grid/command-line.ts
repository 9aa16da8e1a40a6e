import { flagName } from '../config/config-flags.ts';
import { type TrainConfig, trainConfig } from '../config/train-config.ts';
import { valueText } from '../config/value-text.ts';

/** The command line of `train` that repeats a trial: its preset, and every field in which it differs from that. */
export function trainCommand(
  config: TrainConfig,
  flags: Readonly<Record<string, string | null>>,
): string {
  const preset: TrainConfig = trainConfig.presets[config.preset];
  const fields = Object.entries(config).filter(
    ([field, value]) =>
      field === 'preset' ||
      JSON.stringify(value) !== JSON.stringify(preset[field as keyof TrainConfig]),
  );
  const given = [
    ...Object.entries(flags).filter(([, value]) => value !== null),
    ...fields.map(([field, value]) => [field, valueText(value)] as const),
  ].map(([field, value]) => `--${flagName(field)} ${quoted(value!)}`);
  return ['ssvaerr train', ...given].join(' ');
}

/** For a POSIX shell. */
const quoted = (text: string) =>
  /^[\w./:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
