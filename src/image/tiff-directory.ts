/** Values of the numeric tags of one image file directory, by tag number. */
export type TiffDirectory = ReadonlyMap<number, readonly number[]>;

/** Tag numbers of TIFF 6.0, EXIF 2.32 and the DNG 1.7 specification. */
export const TiffTag = {
  photometric: 0x0106,
  orientation: 0x0112,
  artist: 0x013b,
  copyright: 0x8298,
  subDirectories: 0x014a,
  dngVersion: 0xc612,
} as const;

/** A real file has fewer than ten directories; the bound stops loops and hostile chains. */
const MAX_DIRECTORIES = 32;
/** Of a tag, only so many values are read: what is asked for here has at most a handful. */
const MAX_VALUES = 16;

const BIG_TIFF = 43;

const ASCII = 2;
const SHORT = 3;
/** Longest text that is read, in bytes. */
const MAX_TEXT = 2000;
/** Bytes of a value of the types that are read: byte, short, long and (TIFF Technical Note 1) directory offset. */
const VALUE_SIZES: ReadonlyMap<number, number> = new Map([[1, 1], [SHORT, 2], [4, 4], [13, 4]]);

/**
 * Reads the directories of a classic TIFF structure: the chain from the header and all sub-directories, the main
 * directory first. Offsets and counts are checked against the file; what points outside is left out.
 * Vendors' RAW files have magic numbers of their own in place of TIFF's 42 and are read all the same; BigTIFF (43),
 * whose directories are laid out differently, is not.
 *
 * @param bytes starts at the TIFF header ("II" or "MM").
 */
export function readTiffDirectories(bytes: Uint8Array): TiffDirectory[] {
  if (bytes.byteLength < 8) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getUint16(0) === 0x4949;
  if (view.getUint16(2, littleEndian) === BIG_TIFF) return [];
  const pending = [view.getUint32(4, littleEndian)];
  const seen = new Set<number>();
  const directories: TiffDirectory[] = [];
  for (let offset = pending.shift(); offset !== undefined; offset = pending.shift()) {
    if (seen.has(offset) || directories.length >= MAX_DIRECTORIES) continue;
    seen.add(offset);
    const read = readDirectory(view, offset, littleEndian);
    if (read === undefined) continue;
    directories.push(read.directory);
    pending.push(...(read.directory.get(TiffTag.subDirectories) ?? []));
    if (read.next !== 0) pending.push(read.next);
  }
  return directories;
}

/**
 * Copy of a classic TIFF file in which a one-value tag of its main directory has another value.
 *
 * @param value 0..65535.
 * @returns undefined when the directory does not hold the tag.
 */
export function replaceMainTag(bytes: Uint8Array, tag: number, value: number): Uint8Array | undefined {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const littleEndian = view.getUint16(0) === 0x4949;
  const offset = view.getUint32(4, littleEndian);
  for (let index = 0; index < view.getUint16(offset, littleEndian); index += 1) {
    const entry = offset + 2 + index * 12;
    if (view.getUint16(entry, littleEndian) !== tag) continue;
    view.setUint16(entry + 2, SHORT, littleEndian);
    view.setUint16(entry + 8, value, littleEndian);
    return copy;
  }
  return undefined;
}

/**
 * The text of an ASCII tag of the main directory; several strings are separated by a line break.
 *
 * @returns undefined when the directory does not hold it, or holds nothing visible
 * @throws RangeError if the structure points outside the bytes
 */
export function readMainText(bytes: Uint8Array, tag: number): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getUint16(0) === 0x4949;
  const offset = view.getUint32(4, littleEndian);
  for (let index = 0; index < view.getUint16(offset, littleEndian); index += 1) {
    const entry = offset + 2 + index * 12;
    if (view.getUint16(entry, littleEndian) !== tag || view.getUint16(entry + 2, littleEndian) !== ASCII) continue;
    const length = Math.min(view.getUint32(entry + 4, littleEndian), MAX_TEXT);
    const start = length <= 4 ? entry + 8 : view.getUint32(entry + 8, littleEndian);
    const text = new TextDecoder().decode(bytes.subarray(start, start + length));
    return text.split('\0').map((part) => part.trim()).filter((part) => part !== '').join('\n') || undefined;
  }
  return undefined;
}

/** Copy of a classic TIFF structure that ends with its main directory: EXIF keeps its thumbnail in the next one. */
export function withoutThumbnail(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const littleEndian = view.getUint16(0) === 0x4949;
  const offset = view.getUint32(4, littleEndian);
  view.setUint32(offset + 2 + view.getUint16(offset, littleEndian) * 12, 0);
  return copy;
}

/**
 * A TIFF structure whose one directory holds texts. Letters beyond ASCII are written as UTF-8, as cameras do.
 *
 * @param texts by tag, ascending
 */
export function writeMainTexts(texts: readonly (readonly [tag: number, text: string])[]): Uint8Array {
  const encoded = texts.map(([tag, text]) => ({ tag, bytes: new TextEncoder().encode(`${text}\0`) }));
  const start = 8 + 2 + encoded.length * 12 + 4;
  const result = new Uint8Array(start + encoded.reduce((sum, { bytes }) => sum + Math.max(4, bytes.length), 0));
  const view = new DataView(result.buffer);
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, encoded.length, true);
  let place = start;
  encoded.forEach(({ tag, bytes }, index) => {
    const entry = 10 + index * 12;
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, ASCII, true);
    view.setUint32(entry + 4, bytes.length, true);
    // Up to four bytes stand in the entry itself.
    if (bytes.length <= 4) result.set(bytes, entry + 8);
    else {
      view.setUint32(entry + 8, place, true);
      result.set(bytes, place);
      place += bytes.length;
    }
  });
  return result;
}

function readDirectory(
  view: DataView,
  offset: number,
  littleEndian: boolean,
): { directory: TiffDirectory; next: number } | undefined {
  if (offset + 2 > view.byteLength) return undefined;
  const count = view.getUint16(offset, littleEndian);
  const end = offset + 2 + count * 12;
  if (count === 0 || end > view.byteLength) return undefined;
  const directory = new Map<number, number[]>();
  for (let entry = offset + 2; entry < end; entry += 12) {
    directory.set(view.getUint16(entry, littleEndian), readValues(view, entry, littleEndian));
  }
  const next = end + 4 <= view.byteLength ? view.getUint32(end, littleEndian) : 0;
  return { directory, next };
}

function readValues(view: DataView, entry: number, littleEndian: boolean): number[] {
  const type = view.getUint16(entry + 2, littleEndian);
  const count = view.getUint32(entry + 4, littleEndian);
  const size = VALUE_SIZES.get(type);
  if (size === undefined) return [];
  const start = size * count <= 4 ? entry + 8 : view.getUint32(entry + 8, littleEndian);
  const values: number[] = [];
  for (let index = 0; index < Math.min(count, MAX_VALUES); index += 1) {
    const at = start + index * size;
    if (at + size > view.byteLength) break;
    if (size === 1) values.push(view.getUint8(at));
    else values.push(size === 2 ? view.getUint16(at, littleEndian) : view.getUint32(at, littleEndian));
  }
  return values;
}
