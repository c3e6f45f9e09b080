import { readTiffDirectories, TiffTag } from './tiff-directory.ts';

/** The JPEG that a camera put into its RAW file. */
export interface RawPreview {
  /** From the JPEG's first byte to the end of the file: decoders stop at the JPEG's own end. */
  readonly bytes: Uint8Array;
  /** EXIF orientation, 1..8, of the RAW file; undefined when only the preview itself can say. */
  readonly orientation: number | undefined;
}

/** PhotometricInterpretation of sensor data: colour filter array, and linear raw (DNG). */
const SENSOR_PHOTOMETRICS = new Set([32803, 34892]);

/** Canon CR2: TIFF, then the vendor's mark behind the offset of the first directory. */
const CANON_CR2 = /^II\*\0[^]{4}CR/;

/** A JPEG starts this way; a file has a handful of previews, so the bound only stops hostile ones. */
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);
const MAX_JPEG_STARTS = 10_000;

/** Headers of a JPEG (EXIF with a thumbnail, ICC) take at most so many segments. */
const MAX_SEGMENTS = 200;

/** Canon CR3 keeps the main directory of its EXIF in this box, near the beginning of the file. */
const CR3_EXIF_BOX = Buffer.from('CMT1', 'latin1');
const CR3_HEADER_WINDOW = 1 << 16;

/** Whether a file with a TIFF header holds sensor data rather than a finished picture. */
export function isRawTiff(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return CANON_CR2.test(file.toString('latin1', 0, 10)) || readTiffDirectories(bytes).some((directory) =>
    directory.has(TiffTag.dngVersion) || SENSOR_PHOTOMETRICS.has(directory.get(TiffTag.photometric)?.[0] ?? 0));
}

/**
 * Finds the largest JPEG preview of a RAW file.
 *
 * Vendors keep their previews in as many places (sub-directories, maker notes, boxes of their own), but all as whole
 * JPEG streams. So the streams themselves are looked for, and each must have the headers of a picture that people
 * look at: lossless JPEG (SOF3), in which sensor data is stored, does not count.
 *
 * @returns undefined when the file has none.
 */
export function findRawPreview(bytes: Uint8Array): RawPreview | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let best: { start: number; area: number } | undefined;
  let start = file.indexOf(JPEG_START);
  for (let tried = 0; start !== -1 && tried < MAX_JPEG_STARTS; tried += 1) {
    const area = displayableJpegArea(file, start);
    if (area > (best?.area ?? 0)) best = { start, area };
    start = file.indexOf(JPEG_START, start + 1);
  }
  return best === undefined ? undefined : { bytes: bytes.subarray(best.start), orientation: rawOrientation(file) };
}

/** Area in pixels that a JPEG's headers declare; 0 when they are not those of an 8-bit picture that can be shown. */
function displayableJpegArea(file: Buffer, start: number): number {
  let area = 0;
  let at = start + 2;
  for (let segment = 0; segment < MAX_SEGMENTS && at + 4 <= file.length && file[at] === 0xff; segment += 1) {
    const marker = file[at + 1];
    if (marker === 0xda) return area;
    const length = file.readUInt16BE(at + 2);
    if (length < 2 || at + 2 + length > file.length) return 0;
    if (isFrameHeader(marker)) {
      // Baseline, extended and progressive: the three that every decoder shows.
      if (marker > 0xc2 || length < 8 || file[at + 4] !== 8) return 0;
      area = file.readUInt16BE(at + 5) * file.readUInt16BE(at + 7);
    }
    at += 2 + length;
  }
  return 0;
}

/** SOF0..SOF15; 0xc4, 0xc8 and 0xcc in that range are other segments (ITU T.81 table B.1). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function rawOrientation(file: Buffer): number | undefined {
  const byteOrder = file.toString('latin1', 0, 2);
  let header: Buffer | undefined = byteOrder === 'II' || byteOrder === 'MM' ? file : undefined;
  if (header === undefined) {
    const box = file.subarray(0, CR3_HEADER_WINDOW).indexOf(CR3_EXIF_BOX);
    if (box !== -1) header = file.subarray(box + CR3_EXIF_BOX.length);
  }
  const orientation = header && readTiffDirectories(header)[0]?.get(TiffTag.orientation)?.[0];
  return orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : undefined;
}
