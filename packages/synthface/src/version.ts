/**
 * Version of the generator. The same version, seed and options give the same bytes; a test pins SHA-256 hashes of
 * clips. Do not compare results of different versions.
 *
 * @example
 * ```ts
 * import { generatorVersion } from '@ssvaerr/synthface';
 *
 * console.log(generatorVersion); // 2
 * ```
 */
export const generatorVersion = 2;
