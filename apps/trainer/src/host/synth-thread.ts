import { existsSync } from 'node:fs';

const file = new URL('./synth-worker.js', import.meta.url);

/** The module of the threads that draw synthetic clips; undefined where the program is not bundled. */
export const synthThread = existsSync(file) ? file : undefined;
