import { chmod } from 'node:fs/promises';
import process from 'node:process';
import { UserError } from '@ssvaerr/host';
import { runFfmpeg } from './run-ffmpeg.ts';

/**
 * Finds an ffmpeg that runs: the wanted one, else the system's `ffmpeg`, else the one of the npm package
 * `@ffmpeg-installer/ffmpeg` if it is installed.
 *
 * @param wanted a path, or a name on the `PATH`; no other is tried. Default: the environment variable
 *   `SSVAERR_FFMPEG`. An empty string counts as none.
 * @returns its path or name, for {@link probe}, {@link decodeFrames}, {@link decodeAudio}, {@link runFfmpeg}.
 * @throws UserError if the wanted one does not run, or there is none.
 * @example
 * ```ts no-run
 * import { findFfmpeg } from '@ssvaerr/video';
 *
 * const ffmpeg = await findFfmpeg(); // SSVAERR_FFMPEG, else the system's, else npm's
 * const newer = await findFfmpeg('/opt/ffmpeg/bin/ffmpeg'); // this one, or an error
 * console.log(ffmpeg, newer);
 * ```
 */
export async function findFfmpeg(
  wanted: string | undefined = process.env.SSVAERR_FFMPEG,
): Promise<string> {
  if (wanted) {
    await assertRuns(wanted);
    return wanted;
  }
  if (await runs('ffmpeg')) return 'ffmpeg';
  const packaged = await packagedFfmpeg();
  if (packaged !== undefined && (await runs(packaged))) return packaged;
  throw new UserError(
    'ffmpeg: no working ffmpeg was found. Install ffmpeg, run npm install @ffmpeg-installer/ffmpeg, or set SSVAERR_FFMPEG to the path of one.',
  );
}

const runs = (program: string): Promise<boolean> =>
  assertRuns(program).then(
    () => true,
    () => false,
  );

async function assertRuns(program: string): Promise<void> {
  const { stdout, ended } = runFfmpeg(program, ['-version']);
  let text = '';
  for await (const chunk of stdout.setEncoding('utf8')) text += chunk;
  const { code } = await ended;
  if (code === 0 && text.startsWith('ffmpeg version')) return;
  throw new UserError(
    `${program}: is not an ffmpeg (it ran, but did not report an ffmpeg version). Give the path of an ffmpeg.`,
  );
}

/** The binary of the optional peer. npm may have skipped the script that makes it executable. */
async function packagedFfmpeg(): Promise<string | undefined> {
  try {
    const { default: installer } = await import('@ffmpeg-installer/ffmpeg');
    await chmod(installer.path, 0o755).catch(() => {}); // another user's may be executable already
    return installer.path;
  } catch {
    return undefined; // it is not installed, or it has no binary for this system and throws
  }
}
