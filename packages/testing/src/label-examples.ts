import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../shared/labels/examples/', import.meta.url));

/**
 * Gives the folder of a data set in `shared/labels/examples` beside the repository, and the title of a test that needs
 * it and whether to skip it, as `needsGolden` does. The files are made up, in the format of the data set.
 */
export function needsLabelExamples(name: string) {
  const path = `${folder}${name}`;
  const skip = !existsSync(path);
  const title = (text: string) =>
    skip ? `${text} [skipped: no label examples ${name} here]` : text;
  return { skip, title, path };
}
