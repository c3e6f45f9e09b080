import { describe, expect, it } from 'vitest';

import { tileToMask } from '../../src/mask/alpha.ts';
import { maskIou } from '../../src/mask/boolean.ts';
import { refineTile } from '../../src/mask/refine.ts';
import type { GuideImage } from '../../src/mask/refine.ts';
import type { BinaryMask, Box } from '../../src/mask/types.ts';
import { upsampleLogits } from '../../src/mask/upsample.ts';
import { inStar, maskWhere } from './shapes.ts';

const GRID = 56;
const WIDTH = 1000;
const HEIGHT = 900;
const BOX: Box = [23.3, 7.7, 951.2, 880.4];

type Color = readonly [red: number, green: number, blue: number];
const RED: Color = [200, 60, 50];
const BLUE: Color = [60, 90, 120];
const GRAY: Color = [110, 110, 105];

/** A photo that shows `truth` in one colour on another, with noise as of a camera. */
function paint(truth: BinaryMask, object: Color, background: Color, channels: 3 | 4 = 3): GuideImage {
  const data = new Uint8Array(truth.data.length * channels).fill(255);
  let seed = 1;
  for (let i = 0; i < truth.data.length; i++) {
    const color = truth.data[i] === 1 ? object : background;
    for (let c = 0; c < 3; c++) {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      data[i * channels + c] = color[c] + ((seed >> 16) % 9) - 4;
    }
  }
  return { width: truth.width, height: truth.height, channels, data };
}

/** What a coarse but otherwise perfect model would answer: the logit of the truth's share of each cell. */
function coarseLogits(truth: BinaryMask, box: Box): Float32Array {
  const samples = 8;
  return Float32Array.from({ length: GRID * GRID }, (_, i) => {
    let inside = 0;
    for (let s = 0; s < samples * samples; s++) {
      const column = (i % GRID) + ((s % samples) + 0.5) / samples;
      const row = Math.floor(i / GRID) + (Math.floor(s / samples) + 0.5) / samples;
      const x = Math.floor(box[0] + (column * box[2]) / GRID);
      const y = Math.floor(box[1] + (row * box[3]) / GRID);
      if (x >= 0 && y >= 0 && x < truth.width && y < truth.height) inside += truth.data[y * truth.width + x];
    }
    const share = Math.min(0.98, Math.max(0.02, inside / (samples * samples)));
    return Math.log(share / (1 - share));
  });
}

const shapes = [
  { name: 'disc', inside: (x: number, y: number) => Math.hypot(x - 510, y - 430) < 330 },
  { name: 'star', inside: (x: number, y: number) => inStar(x - 500, y - 450, 400) },
  { name: 'gear', inside: (x: number, y: number) => inGear(x - 500, y - 450) },
];

function inGear(x: number, y: number): boolean {
  const radius = Math.hypot(x, y);
  return radius < 200 || (radius < 400 && Math.cos(9 * Math.atan2(y, x)) > 0.3);
}

describe.each(shapes)('refining a $name', ({ inside }) => {
  const truth = maskWhere(WIDTH, HEIGHT, inside);
  const coarse = upsampleLogits(coarseLogits(truth, BOX), BOX, WIDTH, HEIGHT);
  const plain = tileToMask(coarse, WIDTH, HEIGHT);

  it.each([
    ['strong', RED, BLUE],
    ['weak', GRAY, [130, 122, 105]],
  ] as const)('finds %s edges of the photo', (_, object, background) => {
    const refined = refineTile(coarse, paint(truth, object, background));
    expect([refined.x, refined.y, refined.width, refined.height]).toEqual(
      [coarse.x, coarse.y, coarse.width, coarse.height],
    );
    const iou = maskIou(tileToMask(refined, WIDTH, HEIGHT), truth);
    expect(iou).toBeGreaterThan(maskIou(plain, truth));
    expect(iou).toBeGreaterThan(0.99);
    // Sharp edges stay sharp: hardly any pixel is neither inside nor outside.
    const soft = refined.data.reduce((count, alpha) => count + (alpha > 0 && alpha < 255 ? 1 : 0), 0);
    expect(soft / refined.data.length).toBeLessThan(0.03);
  });

  it('stays in place on a photo without edges', () => {
    const refined = refineTile(coarse, paint(truth, GRAY, GRAY));
    expect(maskIou(tileToMask(refined, WIDTH, HEIGHT), plain)).toBeGreaterThan(0.99);
  });

  it('stays in place on texture that has nothing to do with the object', () => {
    const stripes = maskWhere(WIDTH, HEIGHT, (x, y) => (x + 2 * y) % 40 < 20);
    const refined = refineTile(coarse, paint(stripes, RED, BLUE));
    expect(maskIou(tileToMask(refined, WIDTH, HEIGHT), plain)).toBeGreaterThan(0.97);
  });
});

describe('refining', () => {
  const truth = maskWhere(WIDTH, HEIGHT, shapes[0].inside);
  const logits = coarseLogits(truth, BOX);
  const coarse = upsampleLogits(logits, BOX, WIDTH, HEIGHT);
  const photo = paint(truth, RED, BLUE);

  it('moves a border that the model drew a cell too far out', () => {
    const tooLarge = upsampleLogits(logits.map((logit) => logit + 2), BOX, WIDTH, HEIGHT);
    const before = maskIou(tileToMask(tooLarge, WIDTH, HEIGHT), truth);
    const after = maskIou(tileToMask(refineTile(tooLarge, photo), WIDTH, HEIGHT), truth);
    expect(before).toBeLessThan(0.97);
    expect(after).toBeGreaterThan(0.995);
  });

  it('is 255 deep inside and 0 far outside, whatever the photo shows there', () => {
    const busy = { ...photo, data: photo.data.map((value, i) => (i % 7 === 0 ? 255 - value : value)) };
    const refined = refineTile(coarse, busy);
    const wrong = refined.data.reduce((count, alpha, i) => {
      const x = refined.x + (i % refined.width) + 0.5;
      const y = refined.y + Math.floor(i / refined.width) + 0.5;
      const distance = Math.hypot(x - 510, y - 430);
      const expected = distance < 250 ? 255 : distance > 410 ? 0 : alpha;
      return count + (alpha === expected ? 0 : 1);
    }, 0);
    expect(wrong).toBe(0);
  });

  it('reads pixels of four channels as of three', () => {
    const ofFour = refineTile(coarse, paint(truth, RED, BLUE, 4));
    expect(Buffer.compare(ofFour.data, refineTile(coarse, photo).data)).toBe(0);
  });

  it('takes objects of a few pixels, and of none', () => {
    const dot = upsampleLogits(logits, [400, 300, 5, 3], WIDTH, HEIGHT);
    expect(refineTile(dot, photo).data.length).toBe(dot.data.length);
    const single = upsampleLogits(logits, [400.2, 300.2, 0.5, 0.5], WIDTH, HEIGHT);
    expect(single.data.length).toBe(1);
    expect(refineTile(single, photo).data.length).toBe(1);
    const nothing = upsampleLogits(logits, [-90, 0, 50, 50], WIDTH, HEIGHT);
    expect(refineTile(nothing, photo).data.length).toBe(0);
  });

  it('refuses tiles outside the photo, photos cut short and senseless options', () => {
    expect(() => refineTile({ ...coarse, x: 100 }, photo)).toThrow(/outside the photo/);
    expect(() => refineTile(coarse, { ...photo, channels: 4 })).toThrow(/2700000 bytes/);
    expect(() => refineTile(coarse, photo, { radius: 0 })).toThrow(RangeError);
    expect(() => refineTile(coarse, photo, { epsilon: -1 })).toThrow(RangeError);
    expect(() => refineTile(coarse, photo, { subsample: 1.5 })).toThrow(RangeError);
  });
});
