import { describe, expect, it, vi } from 'vitest';
import { streamLog } from './stream-log.ts';

/** A stream that keeps what it is given. */
function recorder(isTTY: boolean) {
  const chunks: string[] = [];
  const stream = { isTTY, columns: 60, write: (text: string) => chunks.push(text) };
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
}
const wait = () => new Promise((resolve) => setTimeout(resolve, 150));

describe('streamLog', () => {
  it('writes plain lines where there is no terminal', () => {
    const { stream, text } = recorder(false);
    const log = streamLog(stream);
    log.info('hello');
    log.warn('careful');
    const progress = log.progress({ task: 'copy', total: 3, unit: 'files' });
    progress.advance(3);
    progress.end();
    expect(text()).toMatch(/^hello\nwarning: careful\ncopy: 3\/3 files in 0\.0 s\n$/);
  });

  it('redraws a line on a terminal, and keeps other lines above it', async () => {
    const { stream, text } = recorder(true);
    const log = streamLog(stream);
    const progress = log.progress({ task: 'copy', total: 10, unit: 'files', done: 4 });
    await wait();
    progress.advance(1, 'note');
    log.info('between');
    progress.end();
    expect(text()).toContain('copy: 50 %, 5/10 files, ');
    expect(text()).toContain(' left, note');
    expect(text()).toContain('\r\x1b[Kbetween\n');
    expect(text()).toMatch(/copy: 5\/10 files in \d+\.\d s\n$/);
    for (const line of text().split(/[\r\n]/)) expect(line.length).toBeLessThan(64);
  });

  it('shows a task of no length as done', async () => {
    const { stream, text } = recorder(true);
    const progress = streamLog(stream).progress({ task: 'copy', total: 0, unit: 'files' });
    await wait();
    progress.advance(0);
    expect(text()).toContain('copy: 100 %, 0/0 files');
  });

  it('shows no speed before the first unit, and the time of a unit that takes long', async () => {
    const { stream, text } = recorder(true);
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const progress = streamLog(stream).progress({ task: 'copy', total: 4, unit: 'disks' });
      vi.advanceTimersByTime(20_000);
      progress.advance(0, 'a');
      vi.advanceTimersByTime(20_000);
      progress.advance(1);
    } finally {
      vi.useRealTimers();
    }
    expect(text().split('\r\x1b[K').slice(1)).toEqual([
      'copy: 0 %, 0/4 disks, a',
      'copy: 25 %, 1/4 disks, 40 s each, 2 min 0 s left',
    ]);
  });
});
