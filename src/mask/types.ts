/** `[x, y, width, height]` in pixels of the upright photo, origin top left (COCO order). May be fractional. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** A mask of a whole image: one byte a pixel, 0 or 1, row-major. */
export interface BinaryMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** COCO run-length encoding: column-major runs, compressed to a string as pycocotools does. */
export interface Rle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

/** Soft mask of one object, stored only where it is not empty: 0 (outside) to 255 (inside), row-major, whole pixels. */
export interface AlphaTile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
