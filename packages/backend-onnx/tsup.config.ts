import { library } from '../../tsup.base.ts';

// For Node alone. `shims` gives the CJS build an `import.meta.url`.
export default library({ platform: 'node', shims: true }, ['node']);
