import sharp from 'sharp';
import type { PixelImage } from '../image/types.ts';
import { documentOutputs } from './document.ts';
import type { DocumentContent, DocumentSource } from './document.ts';
import type { DocumentOutput } from './documentOutputs.ts';
import { flatten } from './flatten.ts';
import { encodePicture, PICTURE_TYPES } from './picture.ts';
import { prepareDocument } from './prepare.ts';

/** What an export would give. */
export interface DocumentPreview {
  readonly files: number;
  /** Of all files together. */
  readonly bytes: number;
  /** Whether the bytes are a guess, from parts of the picture. */
  readonly isEstimate: boolean;
  /** A small picture, in the format's own quality where it has one. */
  readonly picture: { readonly bytes: Uint8Array; readonly type: (typeof PICTURE_TYPES)[keyof typeof PICTURE_TYPES]['type'] };
  readonly notes: readonly string[];
}

/** Long side of the picture, in pixels. */
const PICTURE_SIDE = 640;
/** Pixels above which a slow format is only tried on parts. */
const MOST_ENCODED = 3_000_000;
const PART_SIDE = 512;
/** Where the parts lie, as shares of the picture. */
const PARTS = [[0.5, 0.5], [0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]] as const;

/** @throws UserError as `writeDocument` does, but for what is about the folder */
export async function previewDocument(source: DocumentSource, content: DocumentContent): Promise<DocumentPreview> {
  const { outputs, notes } = await documentOutputs(source, content);
  const { bytes, isEstimate } = await sizeOf(outputs);
  return { files: outputs.length, bytes, isEstimate, picture: await smallPicture(source, content, outputs), notes };
}

async function sizeOf(outputs: readonly DocumentOutput[]): Promise<{ bytes: number; isEstimate: boolean }> {
  const [{ picture }] = outputs;
  const isSlow = picture?.format === 'avif' || picture?.format === 'webp';
  if (picture !== undefined && isSlow && picture.pixels.width * picture.pixels.height > MOST_ENCODED) {
    return { bytes: await estimate(picture), isEstimate: true };
  }
  let bytes = 0;
  for (const { encode } of outputs) bytes += (await encode()).length;
  return { bytes, isEstimate: false };
}

/** Bytes a pixel of some parts at full size, for all pixels. */
async function estimate({ pixels, encode }: NonNullable<DocumentOutput['picture']>): Promise<number> {
  let bytes = 0;
  let area = 0;
  for (const [shareX, shareY] of PARTS) {
    const part = await cut(pixels, shareX, shareY);
    bytes += (await encode(part)).length;
    area += part.width * part.height;
  }
  return Math.round((bytes / area) * pixels.width * pixels.height);
}

async function cut({ data, width, height, channels }: PixelImage, shareX: number, shareY: number): Promise<PixelImage> {
  const size = { width: Math.min(PART_SIDE, width), height: Math.min(PART_SIDE, height) };
  const place = { left: Math.floor((width - size.width) * shareX), top: Math.floor((height - size.height) * shareY) };
  const part = await sharp(data, { raw: { width, height, channels }, limitInputPixels: false }).extract({ ...place, ...size }).raw().toBuffer();
  return { ...size, channels, data: part };
}

async function smallPicture(
  source: DocumentSource, { format, layers }: DocumentContent, [{ picture }]: readonly DocumentOutput[],
): Promise<DocumentPreview['picture']> {
  if (picture !== undefined) {
    return { bytes: await picture.encode(await reduced(picture.pixels)), type: PICTURE_TYPES[picture.format].type };
  }
  const prepared = await prepareDocument(source, layers);
  const patches = prepared.patches.map(({ bitmap }) => bitmap);
  const background = format === 'png-layers' ? 'transparent' : 'photo';
  const { pixels } = flatten(prepared.photo, prepared.layers, { background, patches });
  const icc = source.info.icc === undefined ? {} : { icc: source.info.icc };
  return { bytes: await encodePicture(await reduced(pixels), 'png', { quality: 100, ...icc }), type: PICTURE_TYPES.png.type };
}

async function reduced({ data, width, height, channels }: PixelImage): Promise<PixelImage> {
  const { data: small, info } = await sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
    .resize(PICTURE_SIDE, PICTURE_SIDE, { fit: 'inside', withoutEnlargement: true }).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels, data: small };
}
