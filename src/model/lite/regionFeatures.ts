import type { Scene } from '../language/ground/scene.ts';
import { CLASS_COUNT, COLOR_BANDS, COLOR_NAMES } from '../types.ts';
import type { PhotoEncoding } from '../types.ts';

const COLOR_VALUES = COLOR_BANDS.length * COLOR_NAMES.length;
const GEOMETRY_VALUES = 14;
const RANK_VALUES = 7;

/** Values that describe one region by itself and among the others, without its pooled backbone features. */
export const REGION_VALUES = 2 * CLASS_COUNT + 2 + GEOMETRY_VALUES + RANK_VALUES + COLOR_VALUES;
/** Values that describe how one region stands to another. */
export const PAIR_VALUES = 12;

/** A class that is this much less likely than the likeliest is no second reading. */
const LEAST_RATIO = 0.2;
/** Class probability from which a region counts fully as one of its kind. */
const SURE = 0.3;

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

/** Cosine of two regions' class probabilities (square roots): 1 for the same kind of thing. */
function kinship(roots: readonly Float32Array[], norms: readonly number[], a: number, b: number): number {
  let dot = 0;
  for (let c = 0; c < CLASS_COUNT; c += 1) dot += roots[a][c] * roots[b][c];
  return dot / (norms[a] * norms[b]);
}

interface Kin {
  /** Square roots of the class probabilities, by region. */
  readonly roots: readonly Float32Array[];
  /** Cosine of every pair, row-major. */
  readonly cosines: Float32Array;
}

function kinOf({ regions }: PhotoEncoding): Kin {
  const roots = regions.map(({ classes }) => classes.map(Math.sqrt));
  const norms = roots.map((root) => Math.max(Math.sqrt(sum(root.map((value) => value * value))), 1e-6));
  const count = regions.length;
  const cosines = new Float32Array(count * count);
  for (let a = 0; a < count; a += 1) {
    for (let b = 0; b < count; b += 1) cosines[a * count + b] = kinship(roots, norms, a, b);
  }
  return { roots, cosines };
}

/** How many of its kind lie on each side of a region, and are larger or smaller; logarithms of one more than that. */
function ranks({ regions }: PhotoEncoding, scene: Scene, kin: Kin, index: number): number[] {
  const counts = new Array<number>(RANK_VALUES).fill(0);
  const own = scene.frames[index];
  regions.forEach(({ score, area }, other) => {
    if (other === index) return;
    const frame = scene.frames[other];
    const weight = kin.cosines[index * regions.length + other] ** 2 * Math.min(1, score / SURE);
    const sides = [
      frame.centerX < own.centerX,
      frame.centerX > own.centerX,
      frame.centerY < own.centerY,
      frame.centerY > own.centerY,
      area > regions[index].area,
      area < regions[index].area,
      true,
    ];
    sides.forEach((holds, side) => {
      if (holds) counts[side] += weight;
    });
  });
  return counts.map(Math.log1p);
}

function geometry({ regions, width, height }: PhotoEncoding, scene: Scene, index: number): number[] {
  const { left, top, right, bottom, centerX, centerY, area } = scene.frames[index];
  const region = regions[index];
  const [w, h] = [right - left, bottom - top];
  const edge = 0.01;
  return [
    centerX,
    centerY,
    w,
    h,
    left,
    top,
    right,
    bottom,
    Math.sqrt(region.area),
    0.5 * Math.log((w * width) / (h * height + 1e-3) + 1e-3),
    region.area / Math.max(area, 1e-4),
    region.maskScore,
    left < edge || right > 1 - edge ? 1 : 0,
    top < edge || bottom > 1 - edge ? 1 : 0,
  ];
}

/** The phrase-independent inputs of the relation head. */
export interface RegionFeatures {
  /** R x {@link REGION_VALUES}. */
  readonly regions: Float32Array;
  /** R x R x {@link PAIR_VALUES}; row a, column b: how b stands to a. */
  readonly pairs: Float32Array;
}

/** Describes the regions of a photo and every pair of them. @param scene of the same encoding */
export function regionFeatures(encoding: PhotoEncoding, scene: Scene): RegionFeatures {
  const kin = kinOf(encoding);
  const { regions } = encoding;
  const values = new Float32Array(regions.length * REGION_VALUES);
  regions.forEach((region, index) => {
    const best = Math.max(region.score, 1e-6);
    const ratios = region.classes.map((probability) => (probability > LEAST_RATIO * best ? probability / best : 0));
    values.set(
      [
        ...kin.roots[index],
        ...ratios,
        Math.sqrt(region.score),
        0.3 * Math.log(region.score + 1e-3),
        ...geometry(encoding, scene, index),
        ...ranks(encoding, scene, kin, index),
        ...region.colors,
      ],
      index * REGION_VALUES,
    );
  });
  return { regions: values, pairs: pairFeatures(scene, kin) };
}

function pairFeatures(scene: Scene, { cosines }: Kin): Float32Array {
  const count = scene.size;
  const values = new Float32Array(count * count * PAIR_VALUES);
  for (let a = 0; a < count; a += 1) {
    for (let b = 0; b < count; b += 1) {
      const [p, q] = [scene.frames[a], scene.frames[b]];
      const [dx, dy] = [q.centerX - p.centerX, q.centerY - p.centerY];
      values.set(
        [
          dx,
          dy,
          scene.gap(a, b),
          scene.inside(a, b),
          scene.inside(b, a),
          scene.overlap(a, b),
          0.2 * Math.log((q.area + 1e-4) / (p.area + 1e-4)),
          cosines[a * count + b],
          Math.sign(dx),
          Math.sign(dy),
          a === b ? 1 : 0,
          q.bottom - p.bottom,
        ],
        (a * count + b) * PAIR_VALUES,
      );
    }
  }
  return values;
}
