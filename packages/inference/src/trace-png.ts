import { Resvg } from '@resvg/resvg-js';
import { type Trace, traceSvg } from '@ssvaerr/report';

/**
 * Renders the chart of one clip as the bytes of a PNG file, at twice its size. The words are set in a font of the system; where
 * there is none the lines, faces and ticks are drawn without words.
 */
export const tracePng = (trace: Trace): Uint8Array =>
  new Resvg(traceSvg(trace), { fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
