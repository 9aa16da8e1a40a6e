import { type ConfigSource, readConfigFile } from '../config/resolve-config.ts';

/** Collects what sets a config: the file of `--config`, if there is one, then the flags, which win. */
export const configSources = async (
  file: string | undefined,
  flags: ConfigSource,
): Promise<ConfigSource[]> => [...(file === undefined ? [] : [await readConfigFile(file)]), flags];
