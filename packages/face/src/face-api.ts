import { resizeRgb } from './_resize-rgb.ts';
import { intersectionOverUnion, squareAround } from './box.ts';
import type { Box, Detection, FaceLandmarker, Frame } from './landmarker.ts';

export type { Box, Detection, FaceLandmarker, Frame } from './landmarker.ts';

/** The loading and disposal of one network of face-api. */
export interface FaceApiNet {
  /** Loads the weights in Node, from a folder such as `model` of the package. */
  loadFromDisk(folder: string): Promise<void>;
  /** Loads the weights in a browser, from the URL of that folder. */
  loadFromUri(uri: string): Promise<void>;
  dispose(throwOnRedispose?: boolean): void;
}

interface FaceApiTensor {
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

interface FaceApiDetector extends FaceApiNet {
  // biome-ignore lint/suspicious/noExplicitAny: a tensor of face-api's own TF.js, whose type is its own.
  locateFaces(input: any, options: object): Promise<{ score: number; relativeBox: Box }[]>;
}

interface FaceApiLandmarkNet extends FaceApiNet {
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  forward(input: any): Promise<FaceApiTensor>;
}

/** The parts of `@vladmandic/face-api` that are used, in any of its builds. */
export interface FaceApi {
  readonly tf: {
    tensor3d(values: Float32Array, shape: [number, number, number]): FaceApiTensor;
  };
  readonly SsdMobilenetv1: new () => FaceApiDetector;
  readonly TinyFaceDetector: new () => FaceApiDetector;
  readonly FaceLandmark68Net: new () => FaceApiLandmarkNet;
}

/** Options of {@link faceApiLandmarker}. */
export interface FaceApiOptions {
  /**
   * Loads the weights of one network: `(net) => net.loadFromDisk(folder)` in Node,
   * `(net) => net.loadFromUri('/models')` in a browser.
   */
  readonly models: (net: FaceApiNet) => Promise<void>;
}

/** From a detector's box to {@link faceBox}: medians over 16 frames of four clips. */
interface Convention {
  /** Side of the square over the longer side of the detector's box. */
  readonly scale: number;
  /** Shift, in heights of the detector's box. */
  readonly down: number;
}
const ssd: Convention = { scale: 1, down: 0.11 };
const tiny: Convention = { scale: 0.85, down: 0 };

/**
 * Makes a {@link FaceLandmarker} of the networks packaged in `@vladmandic/face-api` (MIT): SSD for `detect`, the
 * tiny detector for `verify` and the 68-point network for `landmarks`. They run on the current backend of
 * face-api's TF.js (`faceapi.tf`).
 *
 * @param faceapi the module: `require('@vladmandic/face-api/dist/face-api.node-wasm.js')` in Node, a browser build
 *   in a browser.
 * @returns the landmarker; the caller disposes it.
 * @throws TypeError if `faceapi` is another module or `models` is not a function; errors of `models` are passed on.
 * @example
 * ```ts no-run
 * const models = (net: FaceApiNet) => net.loadFromDisk('node_modules/@vladmandic/face-api/model');
 * const landmarker = await faceApiLandmarker(faceapi, { models });
 * const faces = await landmarker.detect(frame); // [{ box: { x, y, width, height }, score }, ...]
 * landmarker.dispose();
 * ```
 */
export async function faceApiLandmarker(
  faceapi: FaceApi,
  { models }: FaceApiOptions,
): Promise<FaceLandmarker> {
  for (const name of ['SsdMobilenetv1', 'TinyFaceDetector', 'FaceLandmark68Net', 'tf'] as const) {
    if (faceapi?.[name] === undefined) {
      throw new TypeError(
        `faceApiLandmarker: 'faceapi' must be the module @vladmandic/face-api, got an object without ${name}.`,
      );
    }
  }
  if (typeof models !== 'function') {
    throw new TypeError(
      `faceApiLandmarker: 'models' must be a function that loads a network, got ${models}.`,
    );
  }
  const detector = new faceapi.SsdMobilenetv1();
  const verifier = new faceapi.TinyFaceDetector();
  const landmarkNet = new faceapi.FaceLandmark68Net();
  const nets = [detector, verifier, landmarkNet];
  const dispose = () => {
    for (const net of nets) net.dispose(false);
  };
  try {
    for (const net of nets) await models(net);
  } catch (error) {
    dispose();
    throw error;
  }

  /** Runs a network on the part `box` of a frame, resized to `side * side` pixels. */
  const look = async <T>(
    frame: Frame,
    box: Box,
    side: number,
    run: (input: FaceApiTensor) => Promise<T>,
  ): Promise<T> => {
    const input = faceapi.tf.tensor3d(resizeRgb(frame, box, side), [side, side, 3]);
    try {
      return await run(input);
    } finally {
      input.dispose();
    }
  };

  /** The faces in a part of a frame, each as the square that the landmark network was made for. */
  const locate = async (
    net: FaceApiDetector,
    frame: Frame,
    part: Box,
    side: number,
    options: object,
    { scale, down }: Convention,
  ): Promise<Detection[]> => {
    const faces = await look(frame, part, side, (input) => net.locateFaces(input, options));
    return faces.map(({ score, relativeBox: { x, y, width, height } }) => {
      const box = {
        x: part.x + x * part.width,
        y: part.y + (y + down * height) * part.height,
        width: width * part.width,
        height: height * part.height,
      };
      return { score, box: squareAround(box, scale) };
    });
  };

  return {
    async detect(frame) {
      for (const parts of viewsOf(frame)) {
        const faces: Detection[] = [];
        for (const part of parts) {
          const found = await locate(detector, frame, part, 512, { minConfidence: 0.5 }, ssd);
          const isNew = ({ box }: Detection) =>
            faces.every((other) => intersectionOverUnion(other.box, box) < 0.4);
          faces.push(...found.filter(isNew));
        }
        if (faces.length > 0) return faces;
      }
      return [];
    },

    async verify(frame, box) {
      const part = squareAround(box, 2.5);
      // 160 pixels are 5 cells of the network. An odd number has a cell in the middle, where the face is:
      // its score is far above that of an even number, where four cells share the face.
      const options = { inputSize: 160, scoreThreshold: 0.4 };
      const faces = await locate(verifier, frame, part, 160, options, tiny);
      const overlap = (face: Detection) => intersectionOverUnion(face.box, box);
      return faces.sort((a, b) => overlap(b) - overlap(a))[0];
    },

    async landmarks(frame, box) {
      const part = squareAround(box);
      const output = await look(frame, part, 112, (input) => landmarkNet.forward(input));
      const relative = await output.data();
      output.dispose();
      return Float32Array.from(relative, (value, i) =>
        i % 2 === 0 ? part.x + value * part.width : part.y + value * part.height,
      );
    },

    dispose,
  };
}

/**
 * The parts of a frame in which SSD, which sees 512 x 512 pixels, looks for faces: first the whole; if that
 * shows none and the frame is much wider than high, or the reverse, the squares at both of its ends, where
 * a face is seen larger.
 */
function viewsOf({ width, height }: Frame): Box[][] {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const whole = [{ x: 0, y: 0, width: long, height: long }];
  if (long < 1.5 * short) return [whole];
  const square = { x: 0, y: 0, width: short, height: short };
  return [whole, [square, { ...square, x: width - short, y: height - short }]];
}
