export { bernoulli } from './bernoulli.ts';
export { foldSeed, type SeedPath } from './fold-seed.ts';
export { type NormalOptions, normal, normals } from './normal.ts';
export { permutation } from './permutation.ts';
export { type UniformOptions, uniform, uniformInteger, uniforms } from './uniform.ts';
