import { sharp } from './sharp.ts';
import type { PixelImage } from './types.ts';

/** A square picture with the photo in its middle. A photo's point p lies at p * scale + (dx, dy). */
export interface Letterboxed {
  /** size x size, RGB, black beside the photo. */
  readonly image: PixelImage;
  readonly scale: number;
  readonly dx: number;
  readonly dy: number;
}

/** Size of a photo fitted to `side` pixels on its long side: ratio kept, at least 1 x 1. */
export function fitWithin(width: number, height: number, side: number): { width: number; height: number } {
  const scale = side / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Resamples RGB pixels (Lanczos 3) to exactly `width` x `height`. */
export async function resizeImage(image: PixelImage, width: number, height: number): Promise<PixelImage> {
  if (image.width === width && image.height === height) return image;
  const { data, info } = await sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: image.channels },
    // The pixels are already in memory; the limit is for files.
    limitInputPixels: false,
  }).resize(width, height, { fit: 'fill' }).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: image.channels, data };
}

/**
 * Fits a picture into a square for a model: ratio kept, centred, black border, small pictures enlarged.
 *
 * The picture takes a whole number of pixels, so its short side is off by up to half a pixel of the square;
 * `dx` and `dy` are set such that the centres coincide, which leaves at most a quarter of a pixel at the edges.
 *
 * @param image RGB pixels.
 * @param size side of the square in pixels.
 * @param photo size to which `scale`, `dx` and `dy` refer, when `image` is a reduced copy of the photo.
 */
export async function letterbox(
  image: PixelImage,
  size: number,
  photo: { readonly width: number; readonly height: number } = image,
): Promise<Letterboxed> {
  const fitted = fitWithin(photo.width, photo.height, size);
  const content = await resizeImage(image, fitted.width, fitted.height);
  const left = Math.floor((size - content.width) / 2);
  const top = Math.floor((size - content.height) / 2);
  const data = new Uint8Array(size * size * image.channels);
  const rowBytes = content.width * image.channels;
  for (let row = 0; row < content.height; row += 1) {
    const target = ((top + row) * size + left) * image.channels;
    data.set(content.data.subarray(row * rowBytes, (row + 1) * rowBytes), target);
  }
  const scale = size / Math.max(photo.width, photo.height);
  return {
    image: { width: size, height: size, channels: image.channels, data },
    scale,
    dx: left + (content.width - photo.width * scale) / 2,
    dy: top + (content.height - photo.height * scale) / 2,
  };
}
