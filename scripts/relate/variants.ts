import { MASK_SIDE } from '../../src/model/types.ts';
import type { PhotoEncoding, Region } from '../../src/model/types.ts';

/** A photo's encoding as training sees it: mirrored, with objects missing, with an unsure detector. */
export interface Variant {
  readonly encoding: PhotoEncoding;
  readonly mirrored: boolean;
  /** Regions of the original that are left, by their index there. */
  readonly kept: readonly number[];
}

const SWAPPED: Readonly<Record<string, string>> = {
  left: 'right',
  right: 'left',
  leftmost: 'rightmost',
  rightmost: 'leftmost',
  lefthand: 'righthand',
  righthand: 'lefthand',
};

/** The phrase for the mirrored photo. */
export function mirroredPhrase(phrase: string): string {
  return phrase.replace(/\b(?:left|right)(?:most|hand)?\b/gi, (word) => SWAPPED[word.toLowerCase()] ?? word);
}

function mirroredRegion(region: Region, width: number): Region {
  const flip = ([x, y, w, h]: Region['box']): Region['box'] => [width - x - w, y, w, h];
  const maskLogits = Float32Array.from(region.maskLogits, (_, cell) => {
    const column = cell % MASK_SIDE;
    return region.maskLogits[cell - column + (MASK_SIDE - 1 - column)];
  });
  return { ...region, box: flip(region.box), maskBox: flip(region.maskBox), maskLogits };
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(2 * Math.PI * random());
}

/** A detector that is less sure, sees another class as well, and draws its boxes a little off. */
function unsure(region: Region, random: () => number): Region {
  const gain = 0.55 + 0.5 * random();
  const classes = region.classes.map((probability) => {
    const stray = random() < 0.1 ? -0.012 * Math.log(random() + 1e-9) : 0;
    return Math.min(1, probability * gain + stray);
  });
  const [x, y, w, h] = region.box;
  const shift = (size: number): number => 0.02 * size * gaussian(random);
  return {
    ...region,
    classes,
    score: Math.max(...classes),
    box: [x + shift(w), y + shift(h), w * (1 + shift(1)), h * (1 + shift(1))],
    colors: region.colors.map((share) => Math.min(1, share * (0.75 + 0.5 * random()))),
  };
}

/**
 * Variant `number` of a photo: 0 as it is, 1 mirrored, the others drawn.
 * @param sameThing regions that show (part of) the same object as a region, itself among them
 */
export function variantOf(
  encoding: PhotoEncoding,
  number: number,
  sameThing: (region: number) => readonly number[],
  random: () => number,
): Variant {
  const all = encoding.regions.map((_, index) => index);
  const mirrored = number === 1 || (number > 1 && random() < 0.5);
  const dropped = new Set<number>();
  if (number > 1 && random() < 0.6) {
    const share = random() < 0.5 ? 0.12 : 0.3;
    for (const index of all) if (random() < share) for (const other of sameThing(index)) dropped.add(other);
  }
  const noisy = number > 1 && random() < 0.6;
  const left = all.filter((index) => !dropped.has(index));
  const kept = left.length === 0 ? all : left;
  const regions = kept.map((index) => {
    const region = encoding.regions[index];
    const turned = mirrored ? mirroredRegion(region, encoding.width) : region;
    return noisy ? unsure(turned, random) : turned;
  });
  // The order is by falling score, as the detector gives it.
  const order = regions.map((_, at) => at).sort((a, b) => regions[b].score - regions[a].score);
  return {
    encoding: { ...encoding, regions: order.map((at) => regions[at]) },
    mirrored,
    kept: order.map((at) => kept[at]),
  };
}
