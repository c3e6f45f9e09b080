import { UserError } from '../errors.ts';
import { displayPath } from './file-bytes.ts';
import { relabelLabTiff } from './lab.ts';
import { findRawPreview, isRawTiff } from './raw.ts';
import { sniff } from './sniff.ts';

/** A file's image, found by content: the picture itself, or the preview in a RAW file. */
export interface Content {
  readonly bytes: Uint8Array;
  /** What libvips must recognise the bytes as; its own idea of a file could otherwise start other loaders. */
  readonly loader: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'heif';
  readonly isRawPreview: boolean;
  /** `bytes` come from `relabelLabTiff`. */
  readonly isLab: boolean;
  /** Of a RAW file, in place of its preview's. */
  readonly orientation?: number;
}

/**
 * Finds the picture in a file's bytes by their content.
 *
 * @param path names the file in errors.
 * @throws UserError not-an-image, image-unsupported.
 */
export function findContent(path: string, bytes: Uint8Array): Content {
  const found = sniff(bytes);
  const name = displayPath(path);
  switch (found.kind) {
    case 'unknown':
      throw new UserError('not-an-image',
        `${name}: is not an image file; give a JPEG, PNG, WebP, TIFF, AVIF, HEIC or GIF`);
    case 'refused':
      throw new UserError('image-unsupported', `${name}: not supported: ${found.name}; export it as JPEG, PNG or TIFF`);
    case 'raw':
      return rawContent(path, bytes, found.name);
    case 'tiff':
      return isRawTiff(bytes) ? rawContent(path, bytes, 'camera RAW') : tiffContent(bytes);
    case 'jpeg':
    case 'png':
    case 'webp':
    case 'gif':
    case 'heif':
      return { bytes, loader: found.kind, isRawPreview: false, isLab: false };
  }
}

function rawContent(path: string, bytes: Uint8Array, name: string): Content {
  const preview = findRawPreview(bytes);
  if (preview === undefined) {
    throw new UserError('image-unsupported',
      `${displayPath(path)}: not supported: ${name} without a JPEG preview; export it as JPEG or TIFF`);
  }
  const { orientation } = preview;
  return {
    bytes: preview.bytes,
    loader: 'jpeg',
    isRawPreview: true,
    isLab: false,
    ...(orientation !== undefined && { orientation }),
  };
}

function tiffContent(bytes: Uint8Array): Content {
  const relabelled = relabelLabTiff(bytes);
  return { bytes: relabelled ?? bytes, loader: 'tiff', isRawPreview: false, isLab: relabelled !== undefined };
}
