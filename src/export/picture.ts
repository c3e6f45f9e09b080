import sharp from 'sharp';
import type { PixelImage } from '../image/types.ts';
import { encodePng, withProfile } from './png.ts';

export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'avif';

/** Media type and file name extension of each format. */
export const PICTURE_TYPES = {
  png: { type: 'image/png', extension: 'png' },
  jpeg: { type: 'image/jpeg', extension: 'jpg' },
  webp: { type: 'image/webp', extension: 'webp' },
  avif: { type: 'image/avif', extension: 'avif' },
} as const satisfies Record<PictureFormat, { readonly type: string; readonly extension: string }>;

/** Longest side by format, where it is one that photos reach: WebP's VP8 frame header, JPEG's frame header. */
export const MAX_PICTURE_SIDE: Readonly<Partial<Record<PictureFormat, number>>> = { webp: 16_383, jpeg: 65_535 };

/**
 * A flat picture as a file, its colour values kept and the profile embedded as it is.
 *
 * @param quality 1..100, without meaning for PNG; JPEG is written without chroma subsampling
 */
export async function encodePicture(
  { data, width, height, channels }: PixelImage,
  format: PictureFormat,
  quality: number,
  icc?: Uint8Array,
): Promise<Uint8Array> {
  if (format === 'png') return encodePng(data, width, height, channels, icc);
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  // sharp keeps a profile only if the input carries one: an uncompressed PNG does.
  const tagged = icc === undefined
    ? image
    : sharp(withProfile(await image.png({ compressionLevel: 0 }).toBuffer(), icc), { limitInputPixels: false }).keepIccProfile();
  switch (format) {
    case 'jpeg':
      return tagged.flatten({ background: 'white' }).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'webp':
      return tagged.webp({ quality }).toBuffer();
    case 'avif':
      return tagged.avif({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
  }
}
