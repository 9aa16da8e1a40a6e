import { Interrupted } from '@ssvaerr/host';
import { defineCommand } from 'citty';
import { startEngine } from '../host/engine.ts';
import { engineNames } from '../host/engine-names.ts';
import { measureEngine } from '../tasks/measure-engine.ts';
import { type Context, commonArgs } from './command.ts';

export const engines = defineCommand({
  meta: {
    name: 'engines',
    description: 'Which engines are here, which would be used, and how fast they train',
  },
  args: { ...commonArgs },
  async run({ data }) {
    const { log, signal, result } = data as Context;
    const found: object[] = [];
    const lines: string[] = [];
    let used: string | undefined;
    for (const name of engineNames) {
      if (signal.aborted) throw new Interrupted('not every engine was measured.');
      try {
        const { detail } = await startEngine(name);
        log.info(`measuring ${name} ...`);
        const { framesPerSecond, problem } = await measureEngine();
        used ??= name;
        const speed = problem ?? `${framesPerSecond!.toFixed(0)} frames/s`;
        found.push({ name, available: true, detail, framesPerSecond, problem });
        lines.push(`${name === used ? '*' : ' '} ${name.padEnd(10)} ${speed.padEnd(14)} ${detail}`);
      } catch (error) {
        const detail = (error as Error).message;
        found.push({ name, available: false, detail });
        lines.push(`- ${name.padEnd(10)} not here: ${detail}`);
      }
    }
    const legend =
      '* is used unless --engine names another. Frames/s: training steps of a narrow network.';
    result([...lines, legend].join('\n'), { used, engines: found });
  },
});
