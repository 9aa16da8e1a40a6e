import { chmod } from 'node:fs/promises';
import process from 'node:process';
import { UserError } from '@ssvaerr/host';
import { runFfmpeg } from './ffmpeg.ts';

/**
 * The ffmpeg to use: the one that is asked for, else the system's, else the one inside npm.
 *
 * @param wanted a path or a name. Default: the environment's `SSVAERR_FFMPEG`.
 * @throws UserError if the one that is asked for does not run, or there is none.
 */
export async function findFfmpeg(
  wanted: string | undefined = process.env.SSVAERR_FFMPEG,
): Promise<string> {
  if (wanted) {
    const problem = await problemOf(wanted);
    if (problem === undefined) return wanted;
    throw new UserError(`${wanted}: is no ffmpeg that runs (${problem}).`);
  }
  if ((await problemOf('ffmpeg')) === undefined) return 'ffmpeg';
  const packaged = await packagedFfmpeg();
  if (packaged !== undefined && (await problemOf(packaged)) === undefined) return packaged;
  throw new UserError(
    'ffmpeg: was not found. Install it, or npm install @ffmpeg-installer/ffmpeg, or name one with --ffmpeg PATH.',
  );
}

async function problemOf(program: string): Promise<string | undefined> {
  try {
    const { stdout, ended } = runFfmpeg(program, ['-version']);
    let text = '';
    for await (const chunk of stdout.setEncoding('utf8')) text += chunk;
    const { code } = await ended;
    return code === 0 && text.startsWith('ffmpeg version') ? undefined : 'it answers otherwise';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'it is not there' : (code ?? message);
  }
}

/** The binary of the optional dependency; npm may have left out its script that makes it executable. */
async function packagedFfmpeg(): Promise<string | undefined> {
  try {
    const { default: installer } = await import('@ffmpeg-installer/ffmpeg');
    await chmod(installer.path, 0o755).catch(() => {}); // it may be another user's, and fine
    return installer.path;
  } catch {
    return undefined; // not installed, or not for this system: it throws
  }
}
