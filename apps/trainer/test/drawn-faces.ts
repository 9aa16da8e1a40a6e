import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { synthesiseClip } from '@ssvaerr/synthface';
import { OddVideos } from '@ssvaerr/testing';

/** Side of the drawn faces in pixels. */
const side = 192;

/** Frames of a drawn video. */
export const drawnFrames = 10;

/** Frames per second of a drawn video. */
export const drawnFps = 10;

/** People of the generator whose faces the detector finds in every frame. */
const people = { ann: 0, ben: 4, eva: 2 } as const;

/** A person in a drawn video. */
export type DrawnPerson = keyof typeof people;

const persons = Object.keys(people) as DrawnPerson[];

/**
 * Videos of one second with drawn faces, one person or two side by side, 480 x 360 pixels. Each is encoded once.
 *
 * @example
 * const drawn = new DrawnFaces(await findFfmpeg());
 * afterAll(() => drawn.remove());
 * writeFileSync('talk.mp4', drawn.video('ann'));
 */
export class DrawnFaces {
  readonly #videos: OddVideos;

  /** @param ffmpeg the program that encodes. */
  constructor(ffmpeg: string) {
    this.#videos = new OddVideos(ffmpeg);
    for (const person of persons) {
      const subject = people[person];
      const clip = { seed: 1, subject, clip: 0, frames: drawnFrames, fps: drawnFps, size: side };
      writeFileSync(this.#gray(person), synthesiseClip(clip).frames);
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

  /** Deletes all files. */
  remove(): void {
    this.#videos.remove();
  }

  readonly #gray = (person: DrawnPerson) => this.#videos.at(`${person}.gray`);

  #encoded(name: string, shown: readonly DrawnPerson[], codec: string): string {
    const raw = `-f rawvideo -pix_fmt gray -s ${side}x${side} -r ${drawnFps}`;
    const inputs = shown.map((person) => `${raw} -i ${this.#gray(person)}`).join(' ');
    const beside = shown.length > 1 ? `hstack=inputs=${shown.length},` : '';
    const whole = 'pad=480:360:(ow-iw)/2:(oh-ih)/2:gray';
    return this.#videos.make(name, `${inputs} -filter_complex ${beside}${whole} ${codec}`);
  }
}
