import { library } from '../../tsup.base.ts';

// Files and threads: this package is for Node alone.
export default library({ platform: 'node' }, ['node']);
