import { library } from '../../tsup.base.ts';

// ffmpeg is a process: this package is for Node alone.
export default library({ platform: 'node', external: ['@ffmpeg-installer/ffmpeg'] }, ['node']);
