import type { Metadata } from 'sharp';
import { UserError } from '../errors.ts';
import { planColor } from './color.ts';
import { findContent } from './content.ts';
import type { Content } from './content.ts';
import { decode, readMetadata } from './decode.ts';
import type { DecodeRequest, EncodedImage } from './decode.ts';
import { displayPath, readFileBytes } from './file-bytes.ts';
import { fitWithin, letterbox } from './letterbox.ts';
import type { Letterboxed } from './letterbox.ts';
import { readEmbedded } from './metadata.ts';
import type { EmbeddedMetadata } from './metadata.ts';
import type { PhotoFormat, PhotoInfo, PixelImage } from './types.ts';

export interface PhotoLimits {
  /** Largest width x height that is decoded. Default 200 million. */
  readonly maxPixels?: number;
  /** Largest file that is read. Default 1 GiB. */
  readonly maxBytes?: number;
}

export const DEFAULT_PHOTO_LIMITS: Required<PhotoLimits> = { maxPixels: 200e6, maxBytes: 2 ** 30 };

/**
 * An opened image file. It holds the file's bytes, not its pixels: every call below decodes anew, and throws UserError
 * image-damaged where the data turns out to end early or to be unreadable.
 */
export interface Photo {
  readonly info: PhotoInfo;
  /** What the file tells beside its pixels, for copies of the photo. */
  readonly embedded: EmbeddedMetadata;
  /**
   * RGB pixels in the photo's own colour space (`info.icc`), transparent parts over mid grey (128).
   * With `maxSide` (at least 1) the picture is reduced to that long side while it is decoded; it is never enlarged.
   */
  pixels(options?: { readonly maxSide?: number }): Promise<PixelImage>;
  /** The photo in the middle of a black square of `size` pixels; small photos are enlarged. See `letterbox`. */
  letterboxed(size: number): Promise<Letterboxed>;
  /** RGBA pixels at full size; opaque where the file has no alpha. */
  rgba(): Promise<PixelImage>;
}

/**
 * Opens an image file: finds its format by content, reads its headers and checks its size. Pixels are decoded later.
 *
 * @param path JPEG, PNG, WebP, TIFF, AVIF, HEIC, GIF (first page or frame), or a RAW file with a JPEG preview.
 * @throws UserError file-missing, file-unreadable, not-an-image, image-damaged, image-unsupported, image-too-large,
 *   bad-argument.
 */
export async function openPhoto(path: string, limits: PhotoLimits = {}): Promise<Photo> {
  const { maxPixels, maxBytes } = { ...DEFAULT_PHOTO_LIMITS, ...limits };
  const { bytes, contentHash } = await readFileBytes(path, maxBytes);
  const content = findContent(path, bytes);
  const metadata = await orDamaged(path, readMetadata(content.bytes));
  const size = uprightSize(metadata, content.orientation);
  requirePixels(path, size, maxPixels);
  const format = photoFormat(path, content, metadata);
  const color = planColor(metadata, content.isLab);
  if ('unsupported' in color) {
    throw new UserError('image-unsupported',
      `${displayPath(path)}: not supported: ${color.unsupported}; export it as 8- or 16-bit RGB`);
  }
  const info: PhotoInfo = {
    path,
    ...size,
    format,
    ...(color.icc && { icc: color.icc }),
    hasAlpha: metadata.hasAlpha,
    contentHash,
    conversions: [...sourceNotes(content, metadata, size), ...color.conversions],
  };
  return createPhoto(info, readEmbedded(metadata), {
    bytes: content.bytes,
    ...size,
    codec: codecOf(format, content),
    convertByProfile: color.convertByProfile,
    is16Bit: metadata.depth === 'ushort',
    isGrey: metadata.space === 'b-w' || metadata.space === 'grey16',
    ...(content.orientation !== undefined && { orientation: content.orientation }),
  });
}

function createPhoto(info: PhotoInfo, embedded: EmbeddedMetadata, encoded: EncodedImage): Photo {
  const run = (request: DecodeRequest): Promise<PixelImage> => orDamaged(info.path, decode(encoded, request));
  const pixels: Photo['pixels'] = async ({ maxSide } = {}) => {
    if (maxSide !== undefined && !(maxSide >= 1)) throw new RangeError(`maxSide must be at least 1, got ${maxSide}`);
    if (maxSide === undefined || Math.max(info.width, info.height) <= maxSide) return run({ alpha: false });
    return run({ alpha: false, size: fitWithin(info.width, info.height, maxSide) });
  };
  return {
    info,
    embedded,
    pixels,
    letterboxed: async (size) => letterbox(await pixels({ maxSide: size }), size, info),
    rgba: () => run({ alpha: true }),
  };
}

function codecOf(format: PhotoFormat, { loader, isLab }: Content): EncodedImage['codec'] {
  if (format === 'heic') return 'heic';
  if (isLab) return 'lab-tiff';
  return loader === 'jpeg' ? 'jpeg' : 'other';
}

function uprightSize(metadata: Metadata, orientation: number | undefined): { width: number; height: number } {
  if (orientation === undefined) return { width: metadata.autoOrient.width, height: metadata.autoOrient.height };
  const { width, height } = metadata;
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

function requirePixels(path: string, { width, height }: { width: number; height: number }, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new UserError('image-too-large', `${displayPath(path)}: ${width} x ${height} pixels is over the limit of ` +
    `${maxPixels} pixels; raise the limit (--max-pixels) or save a smaller copy`);
}

function photoFormat(path: string, content: Content, metadata: Metadata): PhotoFormat {
  if (content.isRawPreview && metadata.format === 'jpeg') return 'raw-preview';
  if (content.loader === 'heif') {
    if (metadata.compression === 'av1') return 'avif';
    if (metadata.compression === 'hevc') return 'heic';
  } else if (metadata.format === content.loader) {
    return content.loader;
  }
  throw new UserError('image-unsupported', `${displayPath(path)}: not supported: ${content.loader} file with ` +
    `${metadata.compression ?? metadata.format} data; export it as JPEG, PNG or TIFF`);
}

function sourceNotes(content: Content, { pages = 1 }: Metadata, size: { width: number; height: number }): string[] {
  if (content.isRawPreview) return [`RAW file: its embedded JPEG preview (${size.width} x ${size.height}) is used`];
  if (pages === 1 || content.loader === 'heif') return [];
  return [`only the first of ${pages} ${content.loader === 'tiff' ? 'pages' : 'frames'} is used`];
}

async function orDamaged<Result>(path: string, decoding: Promise<Result>): Promise<Result> {
  try {
    return await decoding;
  } catch (error) {
    // Decoders throw plain errors; these kinds are bugs of ours or an exhausted memory.
    const isBug = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
    if (isBug || !(error instanceof Error)) throw error;
    const reason = error.message.split('\n', 1)[0];
    throw new UserError('image-damaged',
      `${displayPath(path)}: is damaged or incomplete (${displayPath(reason.trim())}); get an intact copy`,
      { cause: error });
  }
}
