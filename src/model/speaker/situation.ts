import { tileArea, tileBox } from '../../mask/alpha.ts';
import { tileIou } from '../../mask/boolean.ts';
import { boxArea, boxIou, clipBox, coveringPixels } from '../../mask/boxes.ts';
import { INSIDE } from '../../mask/size.ts';
import { shrinkTile } from '../../mask/shrink.ts';
import type { AlphaTile, Box } from '../../mask/types.ts';
import { upsampleLogits } from '../../mask/upsample.ts';
import type { PixelImage } from '../../image/types.ts';
import { CLASS_COUNT, type PhotoEncoding, type Region } from '../types.ts';
import { match, REDRAWN, SAME_OBJECT } from './matching.ts';
import { regionOfMask } from './ownRegion.ts';
import type { Situation } from './types.ts';

/** Masks are compared on the photo scaled down to this long side, in pixels. */
export const WORKING_SIDE = 512;
/** Two selected masks that agree this well are one object, selected twice. */
const SAME_MASK = 0.9;
/** A mask of this share of the photo is no object but all that there is, unless a proposal agrees with it this well. */
const WHOLE_PHOTO = 0.97;
const SAME_WHOLE = 0.9;
/** Box IoU from which a proposal is another drawing of a selected mask that it does not match. */
const SAME_BOX = 0.5;
/** Probability of the likeliest class below which a mask that matches no proposal has no name. */
const NAMED = 0.08;
const NOTHING = new Float32Array(CLASS_COUNT);

/** What the detector says of any place: for a box, the probability of each class. */
export type ClassesAt = (box: Box) => Float32Array;

/** What the user has selected: masks (one an object), boxes in pixels of the photo, regions of the encoding. */
export interface Selected {
  readonly masks: readonly AlphaTile[];
  readonly regions: readonly number[];
  readonly boxes: readonly Box[];
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
 * that phrases can reach becomes a region of its own, in place of the proposals that draw the same thing differently
 * (docs/adr/0075). Its classes are the hidden proposal's, or else what the detector says of exactly that place (box IoU
 * of at least 0.5); where that is nothing it has none, however near some object is.
 * @param photo RGB pixels of the upright photo at any scale, for the colours of such regions
 * @param look the detector's raw answer; asked only if a mask matches no proposal at all
 */
export async function situationOf(
  encoding: PhotoEncoding, selected: Selected, photo: PixelImage, look: () => Promise<ClassesAt>,
): Promise<Situation> {
  const frame = new Frame(encoding);
  const proposed = masksOf(encoding, frame);
  const tiles = [...selected.masks, ...selected.boxes.map((box) => inBox(encoding, box))];
  const given = tiles.map((mask) => frame.shrink(mask));
  const isWhole = (mask: AlphaTile): boolean => frame.share(mask) >= WHOLE_PHOTO;
  const twinOf = given.map((mask, index) => given.findIndex((other, before) => before < index && tileIou(other, mask) >= SAME_MASK));
  const once = given.map((mask, index): AlphaTile => (twinOf[index] < 0 ? mask : { ...mask, width: 0, height: 0, data: new Uint8Array(0) }));
  const matched = match(once, proposed, encoding.regions, (mask) => (isWhole(mask) ? SAME_WHOLE : SAME_OBJECT));
  const regionOf = matched.map(({ region }) => region);
  const regions = [...encoding.regions];
  const masks = [...proposed];
  const replaced = new Set<number>();
  const unnamed: number[] = [];
  const everything: number[] = [];
  let classesAt: ClassesAt | undefined;
  const taken = new Set([...selected.regions, ...regionOf.filter((region) => region !== undefined)]);
  for (const [index, mask] of given.entries()) {
    if (twinOf[index] >= 0) regionOf[index] = regionOf[twinOf[index]];
    if (regionOf[index] !== undefined || mask.data.length === 0) continue;
    const box = tileBox(tiles[index]);
    const isDrawing = (region: Region, other: number): boolean => !isWhole(mask) && !taken.has(other)
      && (boxIou(region.box, box) >= SAME_BOX || tileIou(proposed[other], mask) >= REDRAWN);
    encoding.regions.forEach((region, other) => { if (isDrawing(region, other)) replaced.add(other); });
    const { hidden } = matched[index];
    if (hidden === undefined && !isWhole(mask)) classesAt ??= await look();
    const found = hidden === undefined ? classesAt?.(box) ?? NOTHING : encoding.regions[hidden].classes;
    const isNamed = !isWhole(mask) && Math.max(...found) >= NAMED;
    const classes = isNamed ? found : NOTHING;
    if (!isNamed) unnamed.push(regions.length);
    if (isWhole(mask)) everything.push(regions.length);
    regionOf[index] = regions.length;
    regions.push(regionOfMask(tiles[index], encoding, photo, classes));
    masks.push(mask);
  }
  const all = [...regionOf, ...selected.regions.map((region) => (region < encoding.regions.length ? region : undefined))];
  return {
    encoding: regions.length === encoding.regions.length ? encoding : { ...encoding, regions: regions.map((region, index) => (replaced.has(index) ? blank(region) : region)) },
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

/** The proposal that fits a box best, as a mask of the photo's size; where none fits, the whole box. */
function inBox({ regions, width, height }: PhotoEncoding, box: Box): AlphaTile {
  const fits = regions.map((region) => boxIou(region.box, box));
  const best = fits.reduce((most, fit, index) => (fit > fits[most] ? index : most), 0);
  const isWhole = boxArea(clipBox(box, width, height)) >= WHOLE_PHOTO * width * height;
  if ((fits.at(best) ?? 0) >= (isWhole ? SAME_WHOLE : SAME_BOX)) {
    return binaryTile(upsampleLogits(regions[best].maskLogits, regions[best].maskBox, width, height));
  }
  const [x, y, columns, rows] = coveringPixels(box, width, height);
  return { x, y, width: columns, height: rows, data: new Uint8Array(columns * rows).fill(255) };
}

function binaryTile(tile: AlphaTile): AlphaTile {
  return { ...tile, data: tile.data.map((alpha) => (alpha >= INSIDE ? 255 : 0)) };
}

/** A region that no phrase can mean: what it showed is there as the selected mask now. Stored regions have getters, so fields are named. */
function blank({ box, maskBox, maskLogits, colors, area, maskScore, classes, features }: Region): Region {
  return {
    box, maskBox, colors, area, maskScore, score: 0,
    // Nothing is inside, so that it repeats no other region.
    maskLogits: new Float32Array(maskLogits.length).fill(-1),
    classes: new Float32Array(classes.length),
    features: new Float32Array(features.length),
  };
}
