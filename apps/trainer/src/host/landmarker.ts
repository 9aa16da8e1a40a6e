import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FaceLandmarker } from '@ssvaerr/face';
import { faceApiLandmarker } from '@ssvaerr/face/face-api';

/** The networks packaged in face-api, on TF.js's backend. */
export async function loadLandmarker(): Promise<FaceLandmarker> {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  const faceapi = await import('@vladmandic/face-api/dist/face-api.node-wasm.js');
  return faceApiLandmarker(faceapi, { models: (net) => net.loadFromDisk(folder) });
}
