import { tileArea, tileBox } from '../../mask/alpha.ts';
import { tileIou } from '../../mask/boolean.ts';
import { boxIou } from '../../mask/boxes.ts';
import { shrinkTile } from '../../mask/shrink.ts';
import type { AlphaTile } from '../../mask/types.ts';
import { upsampleLogits } from '../../mask/upsample.ts';
import type { PixelImage } from '../../image/types.ts';
import type { PhotoEncoding, Region } from '../types.ts';
import { regionOfMask } from './ownRegion.ts';
import type { Situation } from './types.ts';

/** Masks are compared on the photo scaled down to this long side, in pixels. */
export const WORKING_SIDE = 512;
/** Mask IoU from which a selected mask is the object that the model proposes, and two objects are the same. */
export const SAME_OBJECT = 0.5;
/** Two selected masks that agree this well are one object, selected twice. */
const SAME_MASK = 0.9;
/** A mask of this share of the photo is no object but all that there is, unless a proposal agrees with it this well. */
const WHOLE_PHOTO = 0.97;
const SAME_WHOLE = 0.9;
/** Box IoU from which a detection is taken for the selected thing although its mask is drawn differently. */
const SAME_BOX = 0.5;

/** What the user has selected: masks (one an object), regions of the encoding, or both. */
export interface Selected {
  readonly masks: readonly AlphaTile[];
  readonly regions: readonly number[];
}

/** Scales masks to the working size. */
class Frame {
  readonly #encoding: PhotoEncoding;
  readonly #width: number;
  readonly #height: number;

  constructor(encoding: PhotoEncoding) {
    const scale = Math.min(1, WORKING_SIDE / Math.max(encoding.width, encoding.height));
    this.#encoding = encoding;
    this.#width = Math.max(1, Math.round(encoding.width * scale));
    this.#height = Math.max(1, Math.round(encoding.height * scale));
  }

  maskOf({ maskLogits, maskBox: [x, y, width, height] }: Region): AlphaTile {
    const [sx, sy] = [this.#width / this.#encoding.width, this.#height / this.#encoding.height];
    return upsampleLogits(maskLogits, [x * sx, y * sy, width * sx, height * sy], this.#width, this.#height);
  }

  /** Share of the photo that a mask at the working size covers, 0..1. */
  share(mask: AlphaTile): number {
    return tileArea(mask) / (this.#width * this.#height);
  }

  shrink(mask: AlphaTile): AlphaTile {
    return shrinkTile(mask, this.#encoding.width, this.#encoding.height, this.#width, this.#height);
  }
}

/** Masks of a photo's own regions at the working size; the next request about the photo finds them made. */
const regionMasks = new WeakMap<PhotoEncoding, readonly AlphaTile[]>();

function masksOf(encoding: PhotoEncoding, frame: Frame): readonly AlphaTile[] {
  const known = regionMasks.get(encoding);
  if (known !== undefined) return known;
  const masks = encoding.regions.map((region) => frame.maskOf(region));
  regionMasks.set(encoding, masks);
  return masks;
}

/**
 * Matches selected masks to the photo's proposals, one to one at mask IoU of at least 0.5. A mask that matches none
 * becomes a region of its own. It takes over the class of a proposal only where that is the same detection, drawn
 * differently (box IoU of at least 0.5); otherwise it has no class, however near some object is.
 * @param photo RGB pixels of the upright photo at any scale, for the colours of such regions
 */
export function situationOf(encoding: PhotoEncoding, selected: Selected, photo: PixelImage): Situation {
  const frame = new Frame(encoding);
  const proposed = masksOf(encoding, frame);
  const given = selected.masks.map((mask) => frame.shrink(mask));
  const isWhole = (mask: AlphaTile): boolean => frame.share(mask) >= WHOLE_PHOTO;
  const regionOf = matches(given, proposed, (mask) => (isWhole(mask) ? SAME_WHOLE : SAME_OBJECT));
  const regions = [...encoding.regions];
  const masks = [...proposed];
  const replaced = new Set<number>();
  const unnamed: number[] = [];
  const everything: number[] = [];
  const taken = new Set([...selected.regions, ...regionOf.filter((region) => region !== undefined)]);
  given.forEach((mask, index) => {
    if (regionOf[index] !== undefined || mask.data.length === 0) return;
    const twin = given.slice(0, index).findIndex((other) => tileIou(other, mask) >= SAME_MASK);
    if (twin >= 0) {
      regionOf[index] = regionOf[twin];
      return;
    }
    const support = isWhole(mask) ? undefined : sameDetection(encoding, selected.masks[index], taken);
    if (support !== undefined) {
      taken.add(support);
      replaced.add(support);
    } else unnamed.push(regions.length);
    if (isWhole(mask)) everything.push(regions.length);
    regionOf[index] = regions.length;
    regions.push(regionOfMask(selected.masks[index], encoding, photo, support === undefined ? undefined : encoding.regions[support]));
    masks.push(mask);
  });
  const all = [...regionOf, ...selected.regions.map((region) => (region < encoding.regions.length ? region : undefined))];
  return {
    encoding: regions.length === encoding.regions.length ? encoding : { ...encoding, regions },
    proposals: encoding.regions.length,
    regionOf: all,
    targets: [...new Set(all.filter((region) => region !== undefined))],
    masks,
    selected: selectedMasks(all, given, masks),
    everything,
    unnamed,
    replaced,
  };
}

/** The first mask of each region that was selected by masks; the rest were selected by number. */
function selectedMasks(
  regionOf: readonly (number | undefined)[], given: readonly AlphaTile[], masks: readonly AlphaTile[],
): Map<number, AlphaTile> {
  const selected = new Map<number, AlphaTile>();
  regionOf.forEach((region, index) => {
    if (region !== undefined && !selected.has(region)) selected.set(region, given.at(index) ?? masks[region]);
  });
  return selected;
}

/** Pairs masks off with proposals, the best overlaps first. */
function matches(
  given: readonly AlphaTile[], proposed: readonly AlphaTile[], least: (mask: AlphaTile) => number,
): (number | undefined)[] {
  const pairs = given.flatMap((mask, index) =>
    proposed.map((other, region) => ({ index, region, iou: tileIou(mask, other) })).filter(({ iou }) => iou >= least(mask)));
  const regionOf = given.map((): number | undefined => undefined);
  const taken = new Set<number>();
  for (const { index, region } of pairs.sort((a, b) => b.iou - a.iou)) {
    if (regionOf[index] !== undefined || taken.has(region)) continue;
    regionOf[index] = region;
    taken.add(region);
  }
  return regionOf;
}

function sameDetection({ regions }: PhotoEncoding, mask: AlphaTile, taken: ReadonlySet<number>): number | undefined {
  const box = tileBox(mask);
  let best: number | undefined;
  let bestIou = SAME_BOX;
  regions.forEach((region, index) => {
    const iou = boxIou(region.box, box);
    if (iou < bestIou || taken.has(index)) return;
    best = index;
    bestIou = iou;
  });
  return best;
}
