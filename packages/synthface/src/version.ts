/**
 * Version of the generator. The same version, seed and options give the same bytes: a test pins the
 * SHA-256 of clips. Results on different versions must not be compared.
 */
export const generatorVersion = 2;
