import { polygonToRle } from '../mask/polygonRle.ts';
import { decodeRle, encodeRle, rleFromCounts, uniteRle } from '../mask/rle.ts';
import type { Rle } from '../mask/types.ts';
import type { Annotation, Sample } from './grefcoco.ts';

/** A polygon needs three corners; the reference code drops what has fewer. */
const MIN_COORDINATES = 6;

/**
 * The union of a sample's target masks at the image's own size.
 * @returns undefined for a no-target sample
 * @throws RangeError for a segmentation that is none
 */
export function truthMask({ targets, image }: Sample): Rle | undefined {
  return unite(targets.map((target) => annotationMask(target, image.width, image.height, image.width, image.height)));
}

/**
 * The same on a square of `side` pixels into which the image was squashed. As in the reference code, polygons are scaled
 * and then drawn, not drawn and then scaled.
 */
export function squashedTruth({ targets, image }: Sample, side: number): Rle | undefined {
  return unite(targets.map((target) => annotationMask(target, image.width, image.height, side, side)));
}

/** One annotation's mask at the image's own size. @throws RangeError for a segmentation that is none */
export function annotationRle(annotation: Annotation, width: number, height: number): Rle {
  return annotationMask(annotation, width, height, width, height);
}

/** A mask at another size: the pixel whose centre is nearest. */
export function resizeMask(mask: Rle, width: number, height: number): Rle {
  if (mask.size[0] === height && mask.size[1] === width) return mask;
  const from = decodeRle(mask);
  const data = new Uint8Array(width * height);
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * from.width) / width));
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * from.height) / height) * from.width;
    for (let x = 0; x < width; x++) data[y * width + x] = from.data[row + columns[x]];
  }
  return encodeRle({ width, height, data });
}

/** A mask without a pixel. */
export function emptyMask(width: number, height: number): Rle {
  return rleFromCounts([width * height], width, height);
}

function annotationMask(
  { segmentation }: Annotation, imageWidth: number, imageHeight: number, width: number, height: number,
): Rle {
  if (Array.isArray(segmentation)) {
    const [scaleX, scaleY] = [width / imageWidth, height / imageHeight];
    const rings = segmentation.filter(({ length }) => length >= MIN_COORDINATES);
    const scaled = rings.map((ring) => ring.map((value, index) => value * (index % 2 === 0 ? scaleX : scaleY)));
    return unite(scaled.map((ring) => polygonToRle(ring, width, height))) ?? emptyMask(width, height);
  }
  const { size, counts } = segmentation;
  const rle = typeof counts === 'string' ? { size, counts } : rleFromCounts(counts, size[1], size[0]);
  return resizeMask(rle, width, height);
}

function unite(masks: readonly Rle[]): Rle | undefined {
  if (masks.length === 0) return undefined;
  return masks.reduce((union, mask) => uniteRle(union, mask));
}
