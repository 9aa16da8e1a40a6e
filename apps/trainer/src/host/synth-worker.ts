/** A thread of `ssvaerr synth`. */
import { serveSynthesis } from '@ssvaerr/preprocess';

serveSynthesis();
