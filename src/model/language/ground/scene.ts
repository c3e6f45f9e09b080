import { COLOR_BANDS, COLOR_NAMES, MASK_SIDE } from '../../types.ts';
import type { Region } from '../../types.ts';
import { PERSON } from '../classes.ts';
import type { BandName, ColorName } from '../syntax.ts';

/** Box in fractions of the photo's width and height. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly centerX: number;
  readonly centerY: number;
  /** Share of the photo that the box covers. */
  readonly area: number;
}

const EPSILON = 1e-9;
/** Every second row and column of a mask is enough to compare two. */
const MASK_STEP = 2;
/** Boxes that hardly overlap need no look at their masks. */
const BOX_OVERLAP_FLOOR = 0.05;

/** Where the columns of one mask lie in the other, for the pair that is being compared. */
const otherColumns = new Float64Array(MASK_SIDE);

const bandIndex = new Map<string, number>(COLOR_BANDS.map(({ name }, index) => [name, index]));
const colorIndex = new Map<string, number>(COLOR_NAMES.map((name, index) => [name, index]));

/** The regions of a photo with the geometry that phrases ask for. */
export class Scene {
  readonly regions: readonly Region[];
  readonly frames: readonly Frame[];
  /** Size of the photo in pixels. */
  readonly width: number;
  readonly height: number;
  /** Height of the photo over its width: distances are measured in widths. */
  private readonly aspect: number;
  private readonly maskShares = new Map<number, number>();

  constructor(regions: readonly Region[], width: number, height: number) {
    this.regions = regions;
    this.width = width;
    this.height = height;
    this.aspect = height / width;
    this.frames = regions.map(({ box: [x, y, w, h] }) => ({
      left: x / width,
      top: y / height,
      right: (x + w) / width,
      bottom: (y + h) / height,
      centerX: (x + w / 2) / width,
      centerY: (y + h / 2) / height,
      area: (w * h) / (width * height),
    }));
  }

  get size(): number {
    return this.regions.length;
  }

  /** Probability that the region shows a person. */
  person(index: number): number {
    return this.regions[index].classes[PERSON];
  }

  /** Share of one named colour in a band, 0..1. */
  color(index: number, band: BandName, color: ColorName): number {
    return this.regions[index].colors[bandIndex.get(band)! * COLOR_NAMES.length + colorIndex.get(color)!];
  }

  /** Share of mask `a` that lies in mask `b`, 0..1. */
  maskInside(a: number, b: number): number {
    if (this.inside(a, b) < BOX_OVERLAP_FLOOR) return 0;
    const key = a * this.size + b;
    const known = this.maskShares.get(key);
    if (known !== undefined) return known;
    const share = maskShare(this.regions[a], this.regions[b]);
    this.maskShares.set(key, share);
    return share;
  }

  /** Intersection over union of the masks. */
  maskOverlap(a: number, b: number): number {
    const shared = this.maskInside(a, b) * this.regions[a].area;
    return shared / (this.regions[a].area + this.regions[b].area - shared + EPSILON);
  }

  private intersection(a: number, b: number): number {
    const [p, q] = [this.frames[a], this.frames[b]];
    const width = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const height = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    return width > 0 && height > 0 ? width * height : 0;
  }

  /** Intersection over union of the boxes. */
  overlap(a: number, b: number): number {
    const shared = this.intersection(a, b);
    return shared / (this.frames[a].area + this.frames[b].area - shared + EPSILON);
  }

  /** Share of box `a` that lies inside box `b`. */
  inside(a: number, b: number): number {
    return this.intersection(a, b) / (this.frames[a].area + EPSILON);
  }

  /** Share of the narrower of two boxes that lies above or below the other. */
  horizontalOverlap(a: number, b: number): number {
    const [p, q] = [this.frames[a], this.frames[b]];
    const shared = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    return Math.max(0, shared) / (Math.min(p.right - p.left, q.right - q.left) + EPSILON);
  }

  /** Distance between the nearest edges of two boxes, in photo widths; 0 where they touch. */
  gap(a: number, b: number): number {
    const [p, q] = [this.frames[a], this.frames[b]];
    const dx = Math.max(p.left - q.right, q.left - p.right, 0);
    const dy = Math.max(p.top - q.bottom, q.top - p.bottom, 0) * this.aspect;
    return Math.hypot(dx, dy);
  }

  /** Distance between the centres, in photo widths. */
  distance(a: number, b: number): number {
    const [p, q] = [this.frames[a], this.frames[b]];
    return Math.hypot(p.centerX - q.centerX, (p.centerY - q.centerY) * this.aspect);
  }
}

function maskShare(a: Region, b: Region): number {
  // Masks may be unpacked each time they are asked for, and hundreds of pairs are compared a photo.
  const { maskBox: [ax, ay, aw, ah], maskLogits: mask } = a;
  const { maskBox: [bx, by, bw, bh], maskLogits: other } = b;
  for (let column = 0; column < MASK_SIDE; column += MASK_STEP) {
    otherColumns[column] = Math.floor(((ax + ((column + 0.5) / MASK_SIDE) * aw - bx) / bw) * MASK_SIDE);
  }
  let own = 0;
  let shared = 0;
  for (let row = 0; row < MASK_SIDE; row += MASK_STEP) {
    const v = Math.floor(((ay + ((row + 0.5) / MASK_SIDE) * ah - by) / bh) * MASK_SIDE);
    const isRowShared = v >= 0 && v < MASK_SIDE;
    for (let column = 0; column < MASK_SIDE; column += MASK_STEP) {
      if (mask[row * MASK_SIDE + column] <= 0) continue;
      own += 1;
      const u = otherColumns[column];
      if (isRowShared && u >= 0 && u < MASK_SIDE && other[v * MASK_SIDE + u] > 0) shared += 1;
    }
  }
  return own === 0 ? 0 : shared / own;
}
