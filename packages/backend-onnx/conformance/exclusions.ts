/** A test of TF.js that this backend is known not to pass, and why. */
export interface Exclusion {
  /** The test's full name, without the environment's. */
  readonly test: string;
  readonly reason: string;
}

export const exclusions: readonly Exclusion[] = [
  {
    test: 'exp int32',
    reason:
      'asks for exp(10) = 22026.4658 within 0.001, where neighboring float32 are 0.002 apart; ' +
      'onnxruntime gives the other neighbor',
  },
  {
    test: 'tan numbers exceed float32 precision',
    reason:
      'asks for a tangent of 30144.1758 within 0.001, where neighboring float32 are 0.002 apart; ' +
      'onnxruntime gives the other neighbor',
  },
];
