import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../shared/media/', import.meta.url));

/** Gives the path of a real clip or picture in the folder `shared/media` beside the repository, if it is there. */
export function media(name: string): string | undefined {
  return existsSync(`${folder}${name}`) ? `${folder}${name}` : undefined;
}

/**
 * Gives the title of a test that needs a clip and an ffmpeg, and whether to skip it, as `needsGolden` does.
 * The test decodes the clip by `@ssvaerr/video`; this package imports no other, for all of them refer to it.
 */
export function needsMedia(name: string) {
  const skip = media(name) === undefined || !hasFfmpeg();
  const title = (text: string) => (skip ? `${text} [skipped: no ${name} or no ffmpeg here]` : text);
  return { skip, title };
}

let found: boolean | undefined;

/** Whether `findFfmpeg` of `@ssvaerr/video` finds one; it looks in the same places. */
function hasFfmpeg(): boolean {
  const wanted = process.env.SSVAERR_FFMPEG;
  found ??= wanted ? runs(wanted) : runs('ffmpeg') || runs(packaged());
  return found;
}

const runs = (program: string | undefined): boolean =>
  program !== undefined && spawnSync(program, ['-version']).status === 0;

function packaged(): string | undefined {
  try {
    return createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg').path;
  } catch {
    return undefined;
  }
}
