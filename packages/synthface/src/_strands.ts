/** Hair as a tone that ripples across its strands. */
export function strands(tone: number, frequency: number): (x: number, y: number) => number {
  return (x, y) => {
    // Strands fan out from the crown.
    const across = (frequency * x) / (1.6 + 0.5 * y);
    return (
      tone * (1 + 0.1 * Math.sin(across + 2 * Math.sin(5 * y)) + 0.07 * Math.sin(2.7 * across))
    );
  };
}
