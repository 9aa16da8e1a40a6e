export type { Box, FaceLandmarker, Frame } from './landmarker.ts';
