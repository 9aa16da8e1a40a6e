import { vi } from 'vitest';
import { main } from '../src/main.ts';

/** A command line in this process, on the sources: how it ends, and what it says. For tests. */
export async function ssvaerrHere(
  args: readonly string[],
  signal: AbortSignal = new AbortController().signal,
) {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += text;
      return true;
    }),
  );
  try {
    return { status: await main([...args], signal), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
