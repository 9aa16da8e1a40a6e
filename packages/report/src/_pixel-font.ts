/** Width and height of a character in pixels, without the space to the next one. */
export const glyphWidth = 5;
export const glyphHeight = 8;

/**
 * Each word is a character and its rows from the top. A row is a digit of base 32: its bits are the five
 * pixels, the leftmost highest. The last row is below the baseline.
 */
const words = `
0ehjlphe0 14c4444e0 2eh1248v0 3v2421he0 426aiv220 5vgu11he0 668guhhe0 7v1248880 8ehhehhe0 9ehhf12c0
Aehhvhhh0 Buhhuhhu0 Cehggghe0 Duhhhhhu0 Evgguggv0 Fvgguggg0 Gehgjhhf0 Hhhhvhhh0 Ie44444e0 J72222ic0
Khikokih0 Lggggggv0 Mhrllhhh0 Nhhpljhh0 Oehhhhhe0 Puhhuggg0 Qehhhlid0 Ruhhukih0 Sfgge11u0 Tv4444440
Uhhhhhhe0 Vhhhhha40 Whhhllla0 Xhha4ahh0 Yhhha4440 Zv1248gv0
a00e1fhf0 bggmphhu0 c00egghe0 d11djhhf0 e00ehvge0 f698s8880 g00fhhf1e hggmphhh0 i40c444e0 j206222ic
kggikoki0 lc44444e0 m00qllhh0 n00mphhh0 o00ehhhe0 p00uhhugg q00fhhf11 r00mpggg0 s00fge1u0 t88s88960
u00hhhjd0 v00hhha40 w00hhlla0 x00ha4ah0 y00hhhf1e z00v248v0
-000e0000 _000000v0 .00000cc0 ,00000c48 :0cc0cc00 /01248g00 (24888420 )84222480 [e88888e0 ]e22222e0
+044v4400 =00v0v000 <248g8420 >84212480 #aavavaa0 %op248j30 ?eh124040 !44444040 '44800000 &cik8lid0
`;

const glyphs = new Map(
  words
    .trim()
    .split(/\s+/)
    .map(([character = '', ...rows]) => [character, rows.map((row) => Number.parseInt(row, 32))]),
);

const unknown = [...'vhhhhhv0'].map((row) => Number.parseInt(row, 32));

/** Calls `dot` with the position of every dark pixel of `text`. A character without a glyph becomes a box. */
export function drawText(text: string, dot: (x: number, y: number) => void): void {
  [...text].forEach((character, index) => {
    if (character === ' ') return;
    const rows = glyphs.get(character) ?? unknown;
    rows.forEach((row, y) => {
      for (let x = 0; x < glyphWidth; x++) {
        if ((row >> (glyphWidth - 1 - x)) & 1) dot(index * (glyphWidth + 1) + x, y);
      }
    });
  });
}
