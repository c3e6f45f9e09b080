import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { EmbeddedMetadata } from '../image/metadata.ts';
import type { PixelImage } from '../image/types.ts';
import { encodePng, withExif, withProfile, withXmp } from './png.ts';
import { withDescription } from './xmp.ts';

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

/** All of the photo's metadata, nothing but its copyright and author, or none. */
export type MetadataChoice = 'keep' | 'copyright' | 'strip';

export interface PictureOptions {
  /** 1..100, without meaning for PNG; JPEG is written without chroma subsampling. */
  readonly quality: number;
  readonly icc?: Uint8Array;
  readonly metadata?: MetadataChoice;
  readonly embedded?: EmbeddedMetadata;
  /** Written as the file's description, whatever else of the metadata it carries. */
  readonly description?: string;
}

/** A flat picture as a file, its colour values kept and the profile embedded as it is. */
export async function encodePicture(image: PixelImage, format: PictureFormat, options: PictureOptions): Promise<Uint8Array> {
  const { icc, quality, metadata = 'strip', embedded = {}, description } = options;
  const { data, width, height, channels } = image;
  const exif = metadata === 'keep' ? embedded.exif : metadata === 'copyright' ? embedded.rights : undefined;
  const kept = metadata === 'keep' ? embedded.xmp : undefined;
  const xmp = description === undefined ? kept : withDescription(kept, description);
  if (format === 'png') return tagPng(await encodePng(data, width, height, channels, icc), exif, xmp);
  const tagged = await withInput(sharp(data, { raw: { width, height, channels }, limitInputPixels: false }), icc, exif);
  if (xmp !== undefined) tagged.withXmp(xmp);
  switch (format) {
    case 'jpeg':
      return tagged.flatten({ background: 'white' }).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'webp':
      return tagged.webp({ quality }).toBuffer();
    case 'avif':
      return tagged.avif({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
  }
}

function tagPng(png: Uint8Array, exif: Uint8Array | undefined, xmp: string | undefined): Uint8Array {
  const tagged = exif === undefined ? png : withExif(png, exif);
  return xmp === undefined ? tagged : withXmp(tagged, xmp);
}

/** sharp keeps a profile and EXIF only if the input carries them: an uncompressed PNG does. */
async function withInput(image: Sharp, icc: Uint8Array | undefined, exif: Uint8Array | undefined): Promise<Sharp> {
  if (icc === undefined && exif === undefined) return image;
  let png: Uint8Array = await image.png({ compressionLevel: 0 }).toBuffer();
  if (exif !== undefined) png = withExif(png, exif);
  if (icc !== undefined) png = withProfile(png, icc);
  const input = sharp(png, { limitInputPixels: false });
  if (icc !== undefined) input.keepIccProfile();
  return exif === undefined ? input : input.keepExif();
}
