import { describe, expect, it } from 'vitest';
import { duration, streamLog } from './log.ts';

/** A stream that keeps what it is given. */
function recorder(isTTY: boolean) {
  const chunks: string[] = [];
  const stream = { isTTY, columns: 60, write: (text: string) => chunks.push(text) };
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
}

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

  it('moves a line on a terminal, and keeps other lines above it', async () => {
    const { stream, text } = recorder(true);
    const log = streamLog(stream);
    const progress = log.progress({ task: 'copy', total: 10, unit: 'files', done: 4 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    progress.advance(1, 'note');
    log.info('between');
    progress.end();
    expect(text()).toContain('copy: 50 %, 5/10 files, ');
    expect(text()).toContain(' left, note');
    expect(text()).toContain('\r\x1b[Kbetween\n');
    expect(text()).toMatch(/copy: 5\/10 files in \d+\.\d s\n$/);
    for (const line of text().split(/[\r\n]/)) expect(line.length).toBeLessThan(64);
  });
});

describe('duration', () => {
  it.each([
    [0, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.6, '1 min 0 s'],
    [185, '3 min 5 s'],
    [7620, '2 h 7 min'],
    [Infinity, 'unknown time'],
  ])('%d s is %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
