import { readFile } from 'node:fs/promises';
import { rasterizeRings } from '../../src/mask/rasterize.ts';
import type { Box } from '../../src/mask/types.ts';
import { MASK_SIDE } from '../../src/model/types.ts';
import type { PhotoEncoding, Region } from '../../src/model/types.ts';
import { boxIou } from './metrics.ts';

/** A phrase of a bench file (bench/score.py's format); `manner` only in the training phrases. */
export interface Ref {
  readonly ref_id: number;
  readonly image: string;
  readonly image_id: number;
  readonly phrase: string;
  readonly ann_ids: readonly number[];
  readonly kind: string;
  readonly tags: readonly string[];
  readonly manner?: string;
}

interface RawRle {
  readonly counts: readonly number[];
}

interface Annotation {
  readonly id: number;
  readonly image_id: number;
  readonly bbox: Box;
  /** Without one the annotation is a box only. */
  readonly segmentation?: ReadonlyArray<readonly number[]> | RawRle;
}

/** Long side of the grid on which masks are compared: coarse enough for thousands of phrases a second. */
const GRID_SIDE = 128;

/** A photo's regions and annotations as masks on one coarse grid. */
export interface Canvas {
  readonly encoding: PhotoEncoding;
  readonly masks: readonly Uint8Array[];
  readonly targets: ReadonlyMap<number, { readonly mask: Uint8Array; readonly box: Box }>;
}

export async function readRefs(path: string): Promise<Ref[]> {
  return JSON.parse(await readFile(path, 'utf8')) as Ref[];
}

/** Uncompressed COCO runs (column-major) on the coarse grid. */
function sampleRuns(counts: readonly number[], photo: PhotoEncoding, columns: number, rows: number): Uint8Array {
  const full = new Uint8Array(photo.width * photo.height);
  let at = 0;
  counts.forEach((count, index) => {
    if (index % 2 === 1) full.fill(1, at, at + count);
    at += count;
  });
  return Uint8Array.from({ length: rows * columns }, (_, cell) => {
    const y = Math.floor(((Math.floor(cell / columns) + 0.5) / rows) * photo.height);
    const x = Math.floor((((cell % columns) + 0.5) / columns) * photo.width);
    return full[x * photo.height + y];
  });
}

function annotationMask(annotation: Annotation, photo: PhotoEncoding, columns: number, rows: number): Uint8Array {
  const { segmentation, bbox } = annotation;
  if (segmentation === undefined) {
    const fits = photo.regions.map(({ box }) => boxIou(box, bbox));
    const best = fits.indexOf(Math.max(...fits));
    return best < 0 ? new Uint8Array(columns * rows) : regionMask(photo.regions[best], photo, columns, rows);
  }
  if ('counts' in segmentation) return sampleRuns(segmentation.counts, photo, columns, rows);
  const mask = new Uint8Array(columns * rows);
  // Pieces of one object are united, as pycocotools does; within one ring the even-odd rule holds.
  for (const ring of segmentation) {
    const scaled = ring.map((value, index) =>
      index % 2 === 0 ? (value / photo.width) * columns : (value / photo.height) * rows,
    );
    rasterizeRings([scaled], columns, rows).data.forEach((value, cell) => {
      mask[cell] |= value;
    });
  }
  return mask;
}

function regionMask({ maskBox, maskLogits }: Region, photo: PhotoEncoding, columns: number, rows: number): Uint8Array {
  const mask = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const v = Math.floor(((((row + 0.5) / rows) * photo.height - maskBox[1]) / maskBox[3]) * MASK_SIDE);
    if (v < 0 || v >= MASK_SIDE) continue;
    for (let column = 0; column < columns; column += 1) {
      const u = Math.floor(((((column + 0.5) / columns) * photo.width - maskBox[0]) / maskBox[2]) * MASK_SIDE);
      if (u >= 0 && u < MASK_SIDE && maskLogits[v * MASK_SIDE + u] > 0) mask[row * columns + column] = 1;
    }
  }
  return mask;
}

/** Masks of all photos that have an encoding. */
export async function readCanvases(
  instancesPath: string,
  encodings: ReadonlyMap<number, PhotoEncoding>,
): Promise<Map<number, Canvas>> {
  const { annotations } = JSON.parse(await readFile(instancesPath, 'utf8')) as { annotations: Annotation[] };
  const byPhoto = Map.groupBy(annotations, (annotation) => annotation.image_id);
  const canvases = new Map<number, Canvas>();
  for (const [id, encoding] of encodings) {
    const scale = GRID_SIDE / Math.max(encoding.width, encoding.height);
    const [columns, rows] = [Math.round(encoding.width * scale), Math.round(encoding.height * scale)];
    const targets = (byPhoto.get(id) ?? []).map(
      (annotation) =>
        [annotation.id, { mask: annotationMask(annotation, encoding, columns, rows), box: annotation.bbox }] as const,
    );
    const masks = encoding.regions.map((region) => regionMask(region, encoding, columns, rows));
    canvases.set(id, { encoding, masks, targets: new Map(targets) });
  }
  return canvases;
}

/** The part of the training phrases that a photo's phrases belong to; the same for every run. */
export function isHeldOut(imageId: number): boolean {
  // FNV-1a over the decimal digits, so that neighbouring ids fall apart.
  let hash = 0x811c9dc5;
  for (const char of String(imageId)) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return hash % 10 >= 7;
}
