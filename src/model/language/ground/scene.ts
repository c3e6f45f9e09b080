import { COLOR_BANDS, COLOR_NAMES } from '../../types.ts';
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

const bandIndex = new Map<string, number>(COLOR_BANDS.map(({ name }, index) => [name, index]));
const colorIndex = new Map<string, number>(COLOR_NAMES.map((name, index) => [name, index]));

/** The regions of a photo with the geometry that phrases ask for. */
export class Scene {
  readonly regions: readonly Region[];
  readonly frames: readonly Frame[];
  /** Height of the photo over its width: distances are measured in widths. */
  private readonly aspect: number;

  constructor(regions: readonly Region[], width: number, height: number) {
    this.regions = regions;
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
    return this.regions[index]!.classes[PERSON]!;
  }

  /** Share of one named colour in a band, 0..1. */
  color(index: number, band: BandName, color: ColorName): number {
    return this.regions[index]!.colors[bandIndex.get(band)! * COLOR_NAMES.length + colorIndex.get(color)!]!;
  }

  private intersection(a: number, b: number): number {
    const [p, q] = [this.frames[a]!, this.frames[b]!];
    const width = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const height = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    return width > 0 && height > 0 ? width * height : 0;
  }

  /** Intersection over union of the boxes. */
  overlap(a: number, b: number): number {
    const shared = this.intersection(a, b);
    return shared / (this.frames[a]!.area + this.frames[b]!.area - shared + EPSILON);
  }

  /** Share of box `a` that lies inside box `b`. */
  inside(a: number, b: number): number {
    return this.intersection(a, b) / (this.frames[a]!.area + EPSILON);
  }

  /** Share of the narrower of two boxes that lies above or below the other. */
  horizontalOverlap(a: number, b: number): number {
    const [p, q] = [this.frames[a]!, this.frames[b]!];
    const shared = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    return Math.max(0, shared) / (Math.min(p.right - p.left, q.right - q.left) + EPSILON);
  }

  /** Distance between the nearest edges of two boxes, in photo widths; 0 where they touch. */
  gap(a: number, b: number): number {
    const [p, q] = [this.frames[a]!, this.frames[b]!];
    const dx = Math.max(p.left - q.right, q.left - p.right, 0);
    const dy = Math.max(p.top - q.bottom, q.top - p.bottom, 0) * this.aspect;
    return Math.hypot(dx, dy);
  }

  /** Distance between the centres, in photo widths. */
  distance(a: number, b: number): number {
    const [p, q] = [this.frames[a]!, this.frames[b]!];
    return Math.hypot(p.centerX - q.centerX, (p.centerY - q.centerY) * this.aspect);
  }
}
