import type { TrainConfig } from '../config/train-config.ts';
import { valueText } from '../config/value-text.ts';
import type { SweepRecord } from './sweep-record.ts';

/** The searched fields in which trials differ; all of them if there is one trial. */
export function searchedFields({ file, trials }: Pick<SweepRecord, 'file' | 'trials'>) {
  const fields = Object.keys(file.fields) as (keyof TrainConfig)[];
  const differing = fields.filter(
    (field) => new Set(trials.map(({ config }) => JSON.stringify(config[field]))).size > 1,
  );
  return differing.length > 0 ? differing : fields;
}

/** `learningRate 0.001, width 8` */
export const valuesText = (config: TrainConfig, fields: readonly (keyof TrainConfig)[]): string =>
  fields.map((field) => `${field} ${valueText(config[field])}`).join(', ');
