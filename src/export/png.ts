import sharp from 'sharp';
import { crc32, deflateSync } from 'node:zlib';
import type { Bitmap } from '../document/appearance/bitmap.ts';
import { paintLayer } from '../document/appearance/composite.ts';
import { cropTile } from '../mask/alpha.ts';
import type { AlphaTile } from '../mask/types.ts';
import { assertTileFits, copyRgba } from './pixels.ts';
import type { PixelRect } from './pixels.ts';
import type { ExportPhoto } from './types.ts';

export interface CutOutOptions {
  /** Keep the photo's size and the object's place in it, instead of cropping to the object. */
  readonly fullCanvas?: boolean;
}

/**
 * Measured on nine photos of 0.5 megapixels as RGBA, in processor time scaled to 12 megapixels: 0.8 s and 1.64 bytes a
 * pixel; level 6 takes 1.4 s for 4 % less, and without filters 0.7 s for 15 % more.
 */
const COMPRESSION = { compressionLevel: 3, adaptiveFiltering: true } as const;

/** Signature (8 bytes) and IHDR (25 bytes): the profile must stand before the pixels, and may stand right here. */
const END_OF_IHDR = 33;

/**
 * One object on a transparent ground as a PNG file: the photo's own colour values (zero where nothing is seen), the
 * mask as alpha, multiplied with the photo's own where it has one, and the photo's profile.
 *
 * @param alpha soft mask in pixels of the photo; an empty one gives a transparent picture (1x1 if cropped)
 * @throws RangeError if the mask does not fit the photo
 */
export async function encodeCutOut(
  photo: ExportPhoto,
  alpha: AlphaTile,
  options: CutOutOptions = {},
): Promise<Uint8Array> {
  assertTileFits(photo, alpha);
  const tile = cropTile(alpha);
  const rgba = cutOutPixels(photo, tile);
  if (options.fullCanvas === true) {
    const { width, height } = photo.pixels;
    return encodePng(placeOnCanvas(rgba, tile, width, height), width, height, 4, photo.icc);
  }
  if (tile.data.length === 0) return encodePng(new Uint8Array(4), 1, 1, 4, photo.icc);
  return encodePng(rgba, tile.width, tile.height, 4, photo.icc);
}

/**
 * PNG file of 8-bit pixels, their values untouched, with the profile embedded as it is.
 *
 * @param data row-major, `channels` bytes a pixel
 */
export async function encodePng(
  data: Uint8Array,
  width: number,
  height: number,
  channels: 3 | 4,
  icc?: Uint8Array,
): Promise<Uint8Array> {
  const png = await sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
    .png(COMPRESSION)
    .toBuffer();
  return icc ? withProfile(png, icc) : png;
}

/** sharp attaches a profile only from a file, and converts the pixels to it: so the chunk is written here. */
export function withProfile(png: Uint8Array, icc: Uint8Array): Uint8Array {
  return withChunk(png, Buffer.concat([Buffer.from('iCCPICC profile\0\0', 'latin1'), deflateSync(icc)]));
}

/** EXIF in a PNG file (PNG Third Edition, section 11.3.4.5). */
export function withExif(png: Uint8Array, exif: Uint8Array): Uint8Array {
  return withChunk(png, Buffer.concat([Buffer.from('eXIf', 'latin1'), exif]));
}

/**
 * An XMP packet in a PNG file (XMP specification part 3, section 1.1.5). libvips would write it as Latin-1.
 */
export function withXmp(png: Uint8Array, packet: string): Uint8Array {
  return withChunk(png, Buffer.concat([Buffer.from('iTXtXML:com.adobe.xmp\0\0\0\0\0', 'latin1'), Buffer.from(packet, 'utf8')]));
}

/** @param body type and content of the chunk */
function withChunk(png: Uint8Array, body: Buffer): Uint8Array {
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return Buffer.concat([png.subarray(0, END_OF_IHDR), chunk, png.subarray(END_OF_IHDR)]);
}

/**
 * What a layer shows as a PNG file, with the photo's profile.
 *
 * @param bitmap in the photo's own colours, on the canvas
 */
export async function encodeBitmap(photo: ExportPhoto, bitmap: Bitmap, options: CutOutOptions = {}): Promise<Uint8Array> {
  if (options.fullCanvas === true) {
    const { width, height } = photo.pixels;
    const canvas: Bitmap = { x: 0, y: 0, width, height, data: new Uint8Array(width * height * 4) };
    paintLayer(canvas, bitmap, 1, 'normal');
    return encodePng(canvas.data, width, height, 4, photo.icc);
  }
  if (bitmap.data.length === 0) return encodePng(new Uint8Array(4), 1, 1, 4, photo.icc);
  return encodePng(bitmap.data, bitmap.width, bitmap.height, 4, photo.icc);
}

/** The photo under the mask; a pixel that cannot be seen carries no colour, so that nothing leaks from it. */
function cutOutPixels(photo: ExportPhoto, tile: AlphaTile): Uint8Array {
  const rgba = copyRgba(photo, tile);
  for (let pixel = 0; pixel < tile.data.length; pixel++) {
    const at = pixel * 4;
    const alpha = Math.round((rgba[at + 3] * tile.data[pixel]) / 255);
    if (alpha === 0) rgba.fill(0, at, at + 4);
    else rgba[at + 3] = alpha;
  }
  return rgba;
}

function placeOnCanvas(rgba: Uint8Array, rect: PixelRect, width: number, height: number): Uint8Array {
  const canvas = new Uint8Array(width * height * 4);
  const rowBytes = rect.width * 4;
  for (let y = 0; y < rect.height; y++) {
    canvas.set(rgba.subarray(y * rowBytes, (y + 1) * rowBytes), ((rect.y + y) * width + rect.x) * 4);
  }
  return canvas;
}
