import { existsSync } from 'node:fs';
import { UserError } from '@ssvaerr/host';
import type { Position } from '../runs/position.ts';
import type { RunFolder } from '../runs/run-folder.ts';

/** @throws UserError that names the step and the last good state, if a figure is not finite. */
export function assertFinite(
  command: string,
  measured: Readonly<Record<string, number>>,
  { epoch, step }: Position,
  { last }: RunFolder,
): void {
  const bad = Object.entries(measured).find(([, value]) => !Number.isFinite(value));
  if (!bad) return;
  const [name, value] = bad;
  const good = existsSync(last) ? `The last good state is ${last}.` : 'Nothing was saved yet.';
  throw new UserError(
    `${command}: the ${name} is ${value} in step ${step + 1} (epoch ${epoch + 1}). Lower 'learningRate' or set 'clipNorm'. ${good}`,
  );
}
