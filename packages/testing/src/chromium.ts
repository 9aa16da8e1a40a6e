import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Path of a Chromium: the environment's `CHROMIUM`, else Debian's; undefined if there is none. */
export const chromium = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
);

/**
 * Opens a page in a headless Chromium and waits for the JSON that its script posts to `/result`.
 *
 * @param html the page, served as `/`.
 * @param files by the path in the page's address, such as `/model.js`: the file that is served there.
 * @param timeout in milliseconds.
 * @throws Error if nothing is posted in time.
 */
export async function resultOfPage(
  html: string,
  files: Readonly<Record<string, string>>,
  timeout = 90_000,
): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  let settle: (text: string) => void = () => {};
  const posted = new Promise<string>((resolve) => {
    settle = resolve;
  });
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    if (path === '/result') {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      response.end();
      settle(Buffer.concat(parts).toString());
    } else if (path === '/') {
      response.setHeader('content-type', 'text/html').end(html);
    } else if (files[path] !== undefined) {
      const type = path.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
      response.setHeader('content-type', type).end(await readFile(files[path]!));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = spawn(
    chromium!,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      `--user-data-dir=${profile}`,
      `http://127.0.0.1:${port}/`,
    ],
    { stdio: 'ignore', detached: true }, // a process group, which ends as one
  );
  const ended = new Promise<void>((resolve) => browser.once('close', () => resolve()));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the page posted nothing')), timeout);
  });
  try {
    return JSON.parse(await Promise.race([posted, late]));
  } finally {
    clearTimeout(timer);
    if (browser.exitCode === null && browser.signalCode === null) {
      process.kill(-browser.pid!, 'SIGKILL'); // its helpers, too: they write to the profile
    }
    await ended;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  }
}
