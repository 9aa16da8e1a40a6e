import { describe, expect, it } from 'vitest';
import { audioRate, synthesiseSpeech, type Voice } from './audio.ts';

const second = audioRate;
const voice = (
  opening: number,
  { spread = 0, arousal = 0, pitch = 120, tract = 1, au12 = 0, au15 = 0 } = {},
): Voice => ({
  who: { pitch, tract },
  articulation: () => ({ opening, spread }),
  actionUnits: () => ({ au12, au15 }),
  affect: () => ({ arousal, valence: 0 }),
});
const rms = (audio: Float32Array) =>
  Math.sqrt(audio.reduce((sum, x) => sum + x * x, 0) / audio.length);

/** Power in a band of frequencies, Hz: the discrete Fourier transform at every 10 Hz of it. */
function power(audio: Float32Array, low: number, high: number): number {
  let total = 0;
  for (let hertz = low; hertz < high; hertz += 10) {
    let [re, im] = [0, 0];
    for (let i = 0; i < audio.length; i++) {
      const angle = (2 * Math.PI * hertz * i) / audioRate;
      re += audio[i]! * Math.cos(angle);
      im += audio[i]! * Math.sin(angle);
    }
    total += re * re + im * im;
  }
  return total;
}

/** The mean frequency of a band, Hz, weighted by power. */
function center(audio: Float32Array, low: number, high: number): number {
  const bins = Array.from({ length: (high - low) / 50 }, (_, i) => low + 50 * i);
  const powers = bins.map((hertz) => power(audio, hertz, hertz + 50));
  const total = powers.reduce((sum, p) => sum + p, 0);
  return bins.reduce((sum, hertz, i) => sum + ((hertz + 25) * powers[i]!) / total, 0);
}

/** The lag, in samples, at which the audio repeats itself best: the period of the voice. */
function period(audio: Float32Array): number {
  let [best, at] = [Number.NEGATIVE_INFINITY, 0];
  for (let lag = 50; lag < 300; lag++) {
    let sum = 0;
    for (let i = 0; i < 3000; i++) sum += audio[i + 4000]! * audio[i + 4000 + lag]!;
    if (sum > best) [best, at] = [sum, lag];
  }
  return at;
}

describe('synthesiseSpeech', () => {
  it('is silent behind a shut mouth: noise of -60 dB and less', () => {
    const silence = synthesiseSpeech(1, voice(0), second);
    expect(Math.max(...silence.map(Math.abs))).toBeLessThan(0.001);
    expect(rms(silence)).toBeGreaterThan(0);
    expect(rms(synthesiseSpeech(1, voice(0.5), second))).toBeGreaterThan(0.03);
  });

  it('is a 16-bit recording within [-1, 1], and the loudest voices do not clip', () => {
    for (const pitch of [90, 120, 180, 240]) {
      const loudest = { arousal: 1, spread: 1, au12: 1, tract: 1.2, pitch };
      const audio = synthesiseSpeech(1, voice(1, loudest), second);
      expect(audio.every((x) => Number.isInteger(x * 32_768))).toBe(true);
      expect(Math.max(...audio.map(Math.abs))).toBeLessThan(0.98);
    }
  });

  it('grows louder with the opening and with arousal, which also raises the upper formants more', () => {
    const loudness = (opening: number, arousal: number) =>
      rms(synthesiseSpeech(1, voice(opening, { arousal }), second));
    expect(loudness(0.5, 0)).toBeGreaterThan(1.5 * loudness(0.2, 0));
    expect(loudness(0.5, 0.8)).toBeGreaterThan(1.5 * loudness(0.5, -0.8));
    const upperPower = (arousal: number) => {
      const audio = synthesiseSpeech(1, voice(0.5, { arousal, spread: 0.5 }), second / 4);
      return power(audio, 1100, 3500) / power(audio, 100, 1000);
    };
    expect(upperPower(0)).toBeGreaterThan(1.5 * upperPower(-0.8));
    expect(upperPower(0.8)).toBeGreaterThan(1.5 * upperPower(0));
  });

  it('has the pitch of its speaker, raised by arousal', () => {
    const pitch = (own: number, arousal: number) =>
      audioRate / period(synthesiseSpeech(1, voice(0.6, { pitch: own, arousal }), second));
    // Intonation moves it by a few percent.
    expect(Math.abs(pitch(120, 0) / 120 - 1)).toBeLessThan(0.15);
    expect(Math.abs(pitch(200, 0) / 200 - 1)).toBeLessThan(0.15);
    expect(pitch(120, 1) / pitch(120, -1)).toBeCloseTo(1.25 / 0.75, 0);
  });

  it('moves the formants with the mouth: open raises the first, spread the second', () => {
    const audio = (opening: number, spread: number) =>
      synthesiseSpeech(1, voice(opening, { spread }), second / 4);
    const share = (x: Float32Array, low: number, high: number) =>
      power(x, low, high) / power(x, 100, 3000);
    expect(share(audio(1, 0), 600, 900)).toBeGreaterThan(2 * share(audio(0.15, 0), 600, 900));
    expect(share(audio(0.3, 1), 1900, 2400)).toBeGreaterThan(4 * share(audio(0.3, -1), 1900, 2400));
  });

  it('shortens the tract: every formant higher', () => {
    const peak = (tract: number, low: number, high: number) => {
      const audio = synthesiseSpeech(1, voice(0.2, { tract }), second / 4);
      let [best, at] = [0, 0];
      for (let hertz = low; hertz < high; hertz += 60) {
        const found = power(audio, hertz, hertz + 120);
        if (found > best) [best, at] = [found, hertz + 60];
      }
      return at;
    };
    // The first from 346 to 461 Hz, the second from 1242 to 1656, the third from 2250 to 3000; the
    // voice has a harmonic every 120 Hz to show them.
    expect(peak(1.2, 240, 700) - peak(0.9, 240, 700)).toBeGreaterThanOrEqual(60);
    expect(peak(1.2, 900, 2000) - peak(0.9, 900, 2000)).toBeGreaterThan(250);
    expect(peak(1.2, 2050, 3400) - peak(0.9, 2050, 3400)).toBeGreaterThan(500);
  });

  it('smiles: formants, their power and the pitch rise; corners drawn down lower them', () => {
    const heard = (units: { au12?: number; au15?: number }, tract: number) => {
      const audio = synthesiseSpeech(1, voice(0.3, { tract, ...units }), second / 2);
      const some = audio.subarray(0, second / 8);
      return {
        secondFormant: center(some, 1100, 1900),
        thirdFormant: center(some, 2100, 3100),
        upperPower: power(some, 1100, 3100) / power(some, 100, 1100),
        pitch: audioRate / period(audio),
      };
    };
    for (const tract of [0.95, 1, 1.05]) {
      const neutral = heard({}, tract);
      const [frown, smile] = [heard({ au15: 1 }, tract), heard({ au12: 1 }, tract)];
      for (const cue of Object.keys(neutral) as (keyof typeof neutral)[]) {
        expect(smile[cue], cue).toBeGreaterThan(1.03 * neutral[cue]);
        expect(frown[cue], cue).toBeLessThan(0.985 * neutral[cue]);
      }
      expect(heard({ au12: 0.5, au15: 1 }, tract)).toEqual(neutral);
    }
  });

  it('begins with the same samples however long it is, and differs by seed', () => {
    const long = synthesiseSpeech(3, voice(0.5), 2000);
    expect(synthesiseSpeech(3, voice(0.5), 700)).toEqual(long.slice(0, 700));
    expect(synthesiseSpeech(4, voice(0.5), 2000)).not.toEqual(long);
    expect(synthesiseSpeech(3, voice(0.5), 0)).toEqual(new Float32Array(0));
  });

  it('refuses a bad seed and a bad length', () => {
    expect(() => synthesiseSpeech(0.1, voice(0), 1)).toThrow(
      "synthesiseSpeech: 'seed' must be a safe integer, got 0.1.",
    );
    expect(() => synthesiseSpeech(1, voice(0), -1)).toThrow(
      "synthesiseSpeech: 'samples' must be an integer >= 0, got -1.",
    );
  });
});
