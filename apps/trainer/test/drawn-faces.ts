import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { synthesiseClip } from '@ssvaerr/synthface';

/** Side of the drawn faces in pixels. */
const side = 192;

/** Size of the videos in pixels. */
const [width, height] = [480, 360];

/** Frames of a drawn video. */
export const drawnFrames = 10;

/** Frames per second of a drawn video. */
export const drawnFps = 10;

/** People of the generator whose faces the detector finds in every frame. */
const people = { ann: 0, ben: 4, eva: 2 } as const;

/** A person in a drawn video. */
export type DrawnPerson = keyof typeof people;

const clipOf = (person: DrawnPerson) => ({
  ...{ seed: 1, subject: people[person], clip: 0 },
  ...{ frames: drawnFrames, fps: drawnFps, size: side },
});

/** Makes files with ffmpeg in a folder, as `OddVideos` of `@ssvaerr/testing` does. */
interface Encoder {
  readonly root: string;
  at(name: string): string;
  make(name: string, line: string): string;
}

/**
 * Videos of one second with drawn faces, one person or two side by side, 480 x 360 pixels. Each is encoded once.
 *
 * @example
 * const videos = new OddVideos(await findFfmpeg());
 * afterAll(() => videos.remove());
 * const drawn = new DrawnFaces(videos);
 * writeFileSync('talk.mp4', drawn.video('ann'));
 */
export class DrawnFaces {
  readonly #videos: Encoder;

  constructor(videos: Encoder) {
    this.#videos = videos;
    for (const person of Object.keys(people) as DrawnPerson[]) {
      writeFileSync(this.#gray(person), synthesiseClip(clipOf(person)).frames);
    }
  }

  /** Gives the content of the video of one person, or of two from left to right. */
  video(...shown: readonly DrawnPerson[]): Uint8Array {
    return readFileSync(this.#encoded(`${shown.join('-')}.mp4`, shown, '-c:v mpeg4 -q:v 2'));
  }

  /** Gives the frames of the video of one person as pictures, in order. */
  pictures(person: DrawnPerson, extension: 'jpg' | 'png'): Uint8Array[] {
    const name = (index: string) => `${person}.${index}.${extension}`;
    this.#encoded(name('%02d'), [person], '-q:v 2');
    const found = readdirSync(this.#videos.root).filter((file) =>
      new RegExp(`^${person}[.]\\d+[.]${extension}$`).test(file),
    );
    return found.sort().map((file) => readFileSync(this.#videos.at(file)));
  }

  /** Gives a picture without a face. */
  blank(extension: 'jpg' | 'png'): Uint8Array {
    const line = `-f lavfi -i color=gray:s=${width}x${height} -frames:v 1`;
    return readFileSync(this.#videos.make(`blank.${extension}`, line));
  }

  /** Gives the true landmarks of the video of one person: for each frame 68 pairs of x and y in pixels. */
  landmarks(person: DrawnPerson): number[][][] {
    const { landmarks } = synthesiseClip(clipOf(person)).truth;
    const [left, top] = [(width - side) / 2, (height - side) / 2];
    return Array.from({ length: drawnFrames }, (_, frame) =>
      Array.from({ length: 68 }, (_, point) => {
        const at = 2 * (68 * frame + point);
        return [landmarks[at]! + left, landmarks[at + 1]! + top];
      }),
    );
  }

  readonly #gray = (person: DrawnPerson) => this.#videos.at(`${person}.gray`);

  #encoded(name: string, shown: readonly DrawnPerson[], codec: string): string {
    const raw = `-f rawvideo -pix_fmt gray -s ${side}x${side} -r ${drawnFps}`;
    const inputs = shown.map((person) => `${raw} -i ${this.#gray(person)}`).join(' ');
    const beside = shown.length > 1 ? `hstack=inputs=${shown.length},` : '';
    const whole = `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2:gray`;
    return this.#videos.make(name, `${inputs} -filter_complex ${beside}${whole} ${codec}`);
  }
}
