import { fileURLToPath } from 'node:url';
import { project } from '../../../vitest.shared.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * PyTorch's golden numbers once more, on this backend: the network (groups 03 to 05, the full-size case
 * included, which takes minutes on TF.js's cpu backend) and the optimizers (06).
 */
export default project('goldens on onnx', {
  dir: here('../..'),
  include: ['{backbone,optim}/src/golden.test.ts', 'optim/src/{_adam,_optimizer}.test.ts'],
  setupFiles: [here('use-onnx.ts')],
  env: { SSVAERR_SLOW: '1' },
});
