/** Interleaved 8-bit pixels of the upright image, row-major. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

/** What is known of an image file before its pixels are decoded. */
export interface PhotoInfo {
  readonly path: string;
  /** Upright size in pixels: EXIF or HEIC orientation applied. */
  readonly width: number;
  readonly height: number;
  readonly format: PhotoFormat;
  /** The embedded ICC profile that the decoded 8-bit RGB pixels are in; absent means sRGB. */
  readonly icc?: Uint8Array;
  readonly hasAlpha: boolean;
  /** SHA-256 of the file's bytes, hex. */
  readonly contentHash: string;
  /** What decoding changes, in plain words for export reports, e.g. "16 bits a channel reduced to 8". */
  readonly conversions: readonly string[];
}

export type PhotoFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif' | 'heic' | 'gif' | 'raw-preview';
