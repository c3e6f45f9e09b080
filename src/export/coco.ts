import { basename } from 'node:path';
import type { PhotoInfo } from '../image/types.ts';
import { tileToMask } from '../mask/alpha.ts';
import { traceContours } from '../mask/contours.ts';
import type { Polygon, Ring } from '../mask/contours.ts';
import { encodeTileRle, rleArea, rleToBox } from '../mask/rle.ts';
import type { AlphaTile, Box, Rle } from '../mask/types.ts';
import { COCO_CATEGORY_IDS, FIRST_OTHER_ID } from './coco-categories.ts';
import type { ExportLayer } from './types.ts';

export interface CocoImage {
  readonly id: number;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
}

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
}

export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  /** The mask, exactly: alpha of at least one half. */
  readonly segmentation: Rle;
  readonly iscrowd: 0;
  /** Pixels of the mask. */
  readonly area: number;
  readonly bbox: Box;
  /** The same mask in COCO's polygon form, for programs that want one: outer outlines, so holes are filled. */
  readonly polygons: readonly Ring[];
  /** Outlines of the holes; even-odd filling of these and `polygons` together is the mask exactly. */
  readonly polygon_holes: readonly Ring[];
  /** What the phrase meant, and how sure the model was of this object, 0..1. */
  readonly phrase: string;
  readonly score?: number;
}

export interface CocoDataset {
  readonly info: { readonly description: string; readonly version: string; readonly date_created: string };
  readonly images: readonly CocoImage[];
  readonly categories: readonly CocoCategory[];
  readonly annotations: readonly CocoAnnotation[];
}

const UNNAMED_CLASS = 'object';

/**
 * The objects of one phrase on one photo as a COCO instances dataset. Classes of COCO keep its ids; others are numbered
 * from FIRST_OTHER_ID. Coordinates are pixels of the upright photo.
 *
 * @param date when the dataset was made
 * @throws RangeError if a mask does not fit the photo
 */
export function cocoDataset(
  photo: Pick<PhotoInfo, 'path' | 'width' | 'height'>,
  layers: readonly ExportLayer[],
  phrase: string,
  date = new Date(),
): CocoDataset {
  const { width, height } = photo;
  const ids = categoryIds(layers);
  return {
    info: { description: `Phraselift: ${phrase}`, version: '1.0', date_created: date.toISOString() },
    images: [{ id: 1, file_name: basename(photo.path), width, height }],
    categories: Array.from(ids, ([name, id]) => ({ id, name })).sort((a, b) => a.id - b.id),
    annotations: layers.map((layer, index) => ({
      id: index + 1,
      image_id: 1,
      category_id: ids.get(layer.label ?? UNNAMED_CLASS)!,
      ...geometry(layer, width, height),
      phrase: layer.phrase ?? phrase,
      ...(layer.score === undefined ? {} : { score: layer.score }),
    })),
  };
}

function categoryIds(layers: readonly ExportLayer[]): Map<string, number> {
  const ids = new Map<string, number>();
  let next = FIRST_OTHER_ID;
  for (const { label = UNNAMED_CLASS } of layers) {
    if (!ids.has(label)) ids.set(label, COCO_CATEGORY_IDS.get(label) ?? next++);
  }
  return ids;
}

function geometry(
  { alpha }: ExportLayer,
  width: number,
  height: number,
): Pick<CocoAnnotation, 'segmentation' | 'iscrowd' | 'area' | 'bbox' | 'polygons' | 'polygon_holes'> {
  const segmentation = encodeTileRle(alpha, width, height);
  const polygons = contoursOf(alpha);
  return {
    segmentation,
    iscrowd: 0,
    area: rleArea(segmentation),
    bbox: rleToBox(segmentation),
    polygons: polygons.map(({ outer }) => outer),
    polygon_holes: polygons.flatMap(({ holes }) => holes),
  };
}

/** Traced in the tile, which is smaller than the photo, and moved to its place. */
function contoursOf(tile: AlphaTile): Polygon[] {
  const { x, y, width, height } = tile;
  if (width === 0 || height === 0) return [];
  const move = (ring: Ring): Ring => ring.map((value, index) => value + (index % 2 === 0 ? x : y));
  return traceContours(tileToMask({ ...tile, x: 0, y: 0 }, width, height)).map(({ outer, holes }) => ({
    outer: move(outer),
    holes: holes.map(move),
  }));
}
