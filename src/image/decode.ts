import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { sharp } from './sharp.ts';
import { decodeHeic } from './heic.ts';
import { decodeLab } from './lab.ts';
import { orient } from './orient.ts';
import type { PixelImage } from './types.ts';

/** An image file in memory and how to read it. */
export interface EncodedImage {
  readonly bytes: Uint8Array;
  /** Upright size according to the file's headers. */
  readonly width: number;
  readonly height: number;
  readonly codec: 'jpeg' | 'heic' | 'lab-tiff' | 'other';
  /** As in ColorPlan. */
  readonly convertByProfile: boolean;
  readonly is16Bit: boolean;
  readonly isGrey: boolean;
  /** Orientation to apply, 1..8, in place of the one that the file's own EXIF or TIFF tags hold. */
  readonly orientation?: number;
}

export interface DecodeRequest {
  /** Upright size to reduce to while decoding; absent: the full size. */
  readonly size?: { readonly width: number; readonly height: number };
  /** RGBA, or RGB over neutral grey. */
  readonly alpha: boolean;
}

/**
 * What shows through transparent parts in RGB. Mid grey is no colour at all and as far from black objects as from
 * white ones, so neither kind melts into the background of a cut-out.
 */
const BACKDROP = { r: 128, g: 128, b: 128 };

/**
 * libjpeg's warnings that leave the pixels whole (jerror.h of libjpeg-turbo). All others mean lost data, which it
 * would fill with grey.
 */
const HARMLESS_JPEG_WARNING =
  /extraneous bytes before marker|unknown JFIF revision|Unknown Adobe color transform|Invalid SOS parameters|bad ICC/;

/** Sizes are judged by their header when a file is opened, with messages of our own. */
const NO_LIMITS = { limitInputPixels: false, limitInputChannels: false } as const;

/** @throws Error with libvips' reason. */
export async function readMetadata(bytes: Uint8Array): Promise<Metadata> {
  return sharp(bytes, NO_LIMITS).metadata();
}

/**
 * Decodes to upright 8-bit pixels. Data that ends early or cannot be read is an error, never grey pixels.
 *
 * @throws Error with the decoder's reason.
 */
export async function decode(image: EncodedImage, request: DecodeRequest): Promise<PixelImage> {
  const { orientation } = image;
  if (orientation === undefined || orientation === 1) return decodeStored(image, request);
  const { size, alpha } = request;
  const storedSize = size && orientation >= 5 ? { width: size.height, height: size.width } : size;
  return orient(await decodeStored(image, { alpha, ...(storedSize && { size: storedSize }) }), orientation);
}

async function decodeStored(image: EncodedImage, request: DecodeRequest): Promise<PixelImage> {
  if (image.codec === 'heic') {
    const decoded = decodeHeic(image.bytes);
    requireSize(decoded, image);
    return render(fromPixels(decoded), request);
  }
  if (image.codec === 'lab-tiff') return render(fromPixels(await decodeLab(image.bytes, image.is16Bit)), request);
  // libvips skips the profile of 16-bit grey.
  const bytes = image.isGrey && image.is16Bit && image.convertByProfile ? await reduceGrey16(image.bytes) : image.bytes;
  const options: SharpOptions = {
    autoOrient: image.orientation === undefined,
    ignoreIcc: !image.convertByProfile,
    // The size was checked when the file was opened.
    limitInputPixels: false,
  };
  if (image.codec !== 'jpeg') return render(sharp(bytes, { ...options, failOn: 'error' }), request);
  try {
    return await render(sharp(bytes, { ...options, failOn: 'warning' }), request);
  } catch (error) {
    if (!isHarmlessJpegWarning(error)) throw error;
    return render(sharp(bytes, { ...options, failOn: 'error' }), request);
  }
}

/** The coded picture of a HEIC file has a size of its own, which in a damaged file is not the header's. */
function requireSize(decoded: PixelImage, { width, height }: EncodedImage): void {
  if (decoded.width === width && decoded.height === height) return;
  throw new Error(`${width} x ${height} pixels announced, ${decoded.width} x ${decoded.height} found`);
}

function fromPixels({ width, height, channels, data }: PixelImage): Sharp {
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
}

async function render(input: Sharp, { size, alpha }: DecodeRequest): Promise<PixelImage> {
  const colored = input.toColourspace('srgb');
  const layered = alpha ? colored.ensureAlpha() : colored.flatten({ background: BACKDROP }).removeAlpha();
  // With `fill` the size is met exactly, and libvips still reduces JPEG and WebP while it decodes them.
  const sized = size === undefined ? layered : layered.resize(size.width, size.height, { fit: 'fill' });
  const { data, info } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: alpha ? 4 : 3, data };
}

/** 8-bit copy of a 16-bit grey file that keeps its profile. */
async function reduceGrey16(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes, { failOn: 'error', limitInputPixels: false, autoOrient: true })
    .toColourspace('b-w').keepIccProfile().png({ compressionLevel: 0 }).toBuffer();
}

function isHarmlessJpegWarning(error: unknown): boolean {
  return error instanceof Error && error.message.split('\n').every((line) => HARMLESS_JPEG_WARNING.test(line));
}
