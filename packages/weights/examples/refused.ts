import { CheckpointError, readTorchCheckpoint } from '@ssvaerr/weights';

// Loading this file in Python would run a shell command. Here it is refused, by name, in one line.
const pickle = '\x80\x02cos\nsystem\nX\x04\0\0\0echo\x85R.';
const bytes = Uint8Array.from(pickle, (character) => character.charCodeAt(0));
try {
  readTorchCheckpoint(bytes);
} catch (error) {
  if (!(error instanceof CheckpointError)) throw error;
  console.log(error.message); // readTorchCheckpoint: global, expected one on the allow-list, got 'os.system'.
}
