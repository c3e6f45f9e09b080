import { basename, extname } from 'node:path';
import { UserError } from '../errors.ts';
import type { EmbeddedMetadata } from '../image/metadata.ts';
import type { PhotoInfo, PixelImage } from '../image/types.ts';
import { isAsInPhoto, isTakenOut, renderLayer, shownMask } from './appearance.ts';
import { cocoDataset } from './coco.ts';
import type { DocumentContent } from './document.ts';
import { flatten } from './flatten.ts';
import { safeFileStem, uniqueFileStems } from './names.ts';
import { encodePicture, MAX_PICTURE_SIDE, PICTURE_TYPES } from './picture.ts';
import type { MetadataChoice, PictureFormat } from './picture.ts';
import { encodeBitmap, encodeCutOut } from './png.ts';
import type { PreparedDocument } from './prepare.ts';
import { encodeDocumentPsd } from './psd.ts';
import type { DocumentLayer, ExportPhoto } from './types.ts';

export type DocumentFormat = 'png-layers' | 'psd' | 'coco' | PictureFormat;

export interface OutputOptions {
  /** png-layers: the size of each file. */
  readonly canvas?: 'cropped' | 'full' | undefined;
  readonly background?: 'photo' | 'transparent' | undefined;
  /** 1..100 */
  readonly quality?: number | undefined;
  /** Flat pictures: what of the photo's metadata they carry; nothing unless set. */
  readonly metadata?: MetadataChoice | undefined;
  /** Flat pictures: what they show in words, for their XMP. */
  readonly description?: string | undefined;
}

export interface DocumentOutput {
  readonly name: string;
  readonly encode: () => Promise<Uint8Array>;
  /** Of a flat picture: its pixels, and how any such are encoded. */
  readonly picture?: {
    readonly format: PictureFormat;
    readonly pixels: PixelImage;
    readonly encode: (pixels: PixelImage) => Promise<Uint8Array>;
  };
}

/** A document and what it was made from. */
export interface OutputSource extends PreparedDocument {
  readonly info: PhotoInfo;
  readonly embedded: EmbeddedMetadata;
}

const DEFAULT_QUALITY = 90;
/** Bytes of a stem for the photo's name and for the layer's. */
const STEM_SHARE = 35;

/**
 * The files of a format, not yet encoded.
 * @param notes takes what differs from what somebody may expect
 * @throws UserError `bad-argument` if there is nothing to write, `too-large-for-format`
 */
export function listOutputs(source: OutputSource, content: DocumentContent, notes: string[]): DocumentOutput[] {
  const { photo, layers, info } = source;
  const stem = safeFileStem(content.stem ?? basename(info.path, extname(info.path)));
  switch (content.format) {
    case 'png-layers':
      return cutOuts(photo, layers, stem, content.canvas === 'full');
    case 'coco':
      return [{ name: `${stem}.coco.json`, encode: () => Promise.resolve(encodeCoco(source)) }];
    case 'psd':
      return [psd(source, stem, notes)];
    case 'png':
    case 'jpeg':
    case 'webp':
    case 'avif':
      return [picture(source, content, content.format, stem, notes)];
  }
}

function cutOuts(photo: ExportPhoto, layers: readonly DocumentLayer[], stem: string, fullCanvas: boolean): DocumentOutput[] {
  const visible = layers.filter((layer) => layer.visible && !isTakenOut(layer));
  if (visible.length === 0) throw new UserError('bad-argument', 'no visible layer to export: show one, or choose another format');
  const start = safeFileStem(stem, STEM_SHARE);
  const stems = uniqueFileStems(visible.map(({ name }) => `${start}-${safeFileStem(name, STEM_SHARE)}`));
  return visible.map((layer, index) => ({
    name: `${stems[index]}.png`,
    encode: () => isAsInPhoto(layer)
      ? encodeCutOut(photo, layer.alpha, { fullCanvas })
      : encodeBitmap(photo, renderLayer(photo, layer), { fullCanvas }),
  }));
}

function encodeCoco({ photo, layers, info }: OutputSource): Uint8Array {
  const phrases = [...new Set(layers.flatMap(({ phrase = '' }) => (phrase === '' ? [] : [phrase])))].join('; ');
  const objects = layers.map((layer) => ({ ...layer, phrase: layer.phrase ?? '', alpha: shownMask(photo, layer) }));
  return new TextEncoder().encode(`${JSON.stringify(cocoDataset(info, objects, phrases))}\n`);
}

function psd({ photo, layers, patches }: OutputSource, stem: string, notes: string[]): DocumentOutput {
  const { pixels } = flatten(photo, layers, { background: 'photo', patches: patches.map(({ bitmap }) => bitmap) });
  const baked = layers.filter(({ effects = [] }) => effects.some(({ kind }) => kind !== 'fill' && kind !== 'dropShadow')).length;
  if (baked > 0) notes.push(`${layersWord(baked)}: effects that PSD has nothing like are part of the pixels`);
  return { name: `${stem}.psd`, encode: () => encodeDocumentPsd(photo, layers, pixels, patches) };
}

function layersWord(count: number): string {
  return count === 1 ? '1 layer' : `${count} layers`;
}

function picture(
  { photo, layers, patches, embedded }: OutputSource, { quality = DEFAULT_QUALITY, background = 'photo', metadata = 'strip', description }: DocumentContent,
  format: PictureFormat, stem: string, notes: string[],
): DocumentOutput {
  const { width, height } = photo.pixels;
  const side = MAX_PICTURE_SIDE[format];
  if (side !== undefined && Math.max(width, height) > side) {
    throw new UserError(
      'too-large-for-format',
      `The photo is ${width}x${height} pixels and ${format.toUpperCase()} ends at ${side} a side: export it as PNG instead.`,
    );
  }
  const { pixels, replaced } = flatten(photo, layers, { background, patches: patches.map(({ bitmap }) => bitmap) });
  if (replaced.length > 0) notes.push(`blend modes shown as normal: ${replaced.join(', ')}`);
  if (format === 'jpeg' && background === 'transparent') notes.push('JPEG has no transparency: white is shown instead');
  const options = {
    quality, metadata, embedded, ...(photo.icc ? { icc: photo.icc } : {}), ...(description === undefined ? {} : { description }),
  };
  const encode = (image: PixelImage) => encodePicture(image, format, options);
  return {
    name: `${stem}-layers.${PICTURE_TYPES[format].extension}`, encode: () => encode(pixels), picture: { format, pixels, encode },
  };
}
