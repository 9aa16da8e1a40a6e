import { Resvg } from '@resvg/resvg-js';
import { type Trace, traceSvg } from '@ssvaerr/report';

/**
 * Renders the chart of one clip as the bytes of a PNG file, at twice its size. Text needs a font of the system; without one,
 * the chart is drawn without text.
 */
export const tracePng = (trace: Trace): Uint8Array =>
  new Resvg(traceSvg(trace), { fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
