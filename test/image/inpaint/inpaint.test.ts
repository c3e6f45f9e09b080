import { describe, expect, it } from 'vitest';
import { inpaint } from '../../../src/image/inpaint/inpaint.ts';
import type { HoledImage } from '../../../src/image/inpaint/patchMatch.ts';

/** A picture with a round hole, in which a colour stands that is nowhere else. */
function holed(width: number, height: number, radius: number, colorAt: (x: number, y: number) => readonly number[]): HoledImage {
  const data = new Uint8Array(width * height * 3);
  const hole = new Uint8Array(width * height);
  for (let at = 0; at < hole.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    hole[at] = Math.hypot(x - width / 2, y - height / 2) < radius ? 1 : 0;
    data.set(hole[at] === 1 ? [255, 0, 255] : colorAt(x, y), at * 3);
  }
  return { width, height, data, hole };
}

function meanError(result: Uint8Array, { hole, width }: HoledImage, colorAt: (x: number, y: number) => readonly number[]): number {
  let error = 0;
  let count = 0;
  hole.forEach((inside, at) => {
    if (inside === 0) return;
    count++;
    colorAt(at % width, Math.floor(at / width)).forEach((value, channel) => { error += Math.abs(value - result[at * 3 + channel]) / 3; });
  });
  return error / count;
}

const stripes = (x: number, y: number) => (Math.floor((x + y) / 8) % 2 === 0 ? [220, 210, 190] : [60, 70, 90]);
const ground = (_x: number, y: number) => (y < 66 ? [120, 170, 230] : [80, 140, 60]);

describe('inpaint', () => {
  it('goes on with a texture, and leaves what is known as it is', () => {
    const image = holed(160, 140, 24, stripes);
    const before = image.data.slice();
    const result = inpaint(image);
    expect(image.data).toEqual(before);
    for (let at = 0; at < image.hole.length; at++) {
      if (image.hole[at] === 0) expect(result[at * 3]).toBe(before[at * 3]);
    }
    // Any blur of the two colours is 75 away from both.
    expect(meanError(result, image, stripes)).toBeLessThan(25);
  });

  it('goes on with an edge across the hole', () => {
    const image = holed(160, 140, 30, ground);
    expect(meanError(inpaint(image), image, ground)).toBeLessThan(8);
  });

  it('gives the same result again', () => {
    const image = holed(120, 100, 18, stripes);
    expect(inpaint(image)).toEqual(inpaint(image));
  });

  it('returns at once when there is nothing to fill or nothing to fill from', () => {
    const none = holed(64, 64, 0, stripes);
    expect(inpaint(none)).toEqual(none.data);
    const all = holed(40, 40, 100, stripes);
    expect(inpaint(all)).toHaveLength(all.data.length);
  });
});
