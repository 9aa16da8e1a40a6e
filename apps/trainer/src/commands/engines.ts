import { Interrupted } from '@ssvaerr/host';
import * as z from 'zod';
import { startEngine } from '../host/engine.ts';
import { engineNames } from '../host/engine-names.ts';
import { measureEngine } from '../tasks/measure-engine.ts';
import { defineCommand } from './command.ts';

export const engines = defineCommand({
  name: 'engines',
  summary: 'List the engines, which of them are available, and how fast they train',
  arguments: [],
  flags: z.strictObject({}),
  async run({ context: { log, signal, result } }) {
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
        lines.push(`- ${name.padEnd(10)} not available: ${detail}`);
      }
    }
    const legend =
      '* is used unless --engine names another. Frames/s: training steps of a narrow network.';
    result([...lines, legend].join('\n'), { used, engines: found });
  },
});
