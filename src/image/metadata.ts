import type { Metadata } from 'sharp';
import { readMainText, replaceMainTag, TiffTag, withoutThumbnail, writeMainTexts } from './tiff-directory.ts';

/** What a file tells beside its pixels. */
export interface EmbeddedMetadata {
  /** EXIF as a TIFF structure, said to be upright and without the thumbnail, which shows the unedited photo. */
  readonly exif?: Uint8Array;
  /** XMP packet. */
  readonly xmp?: string;
  /** EXIF that holds nothing but the copyright and the author. */
  readonly rights?: Uint8Array;
}

/** Marks EXIF in a JPEG file (CIPA DC-008, section 4.7.2). */
const EXIF_MARK = 'Exif\0\0';
const UPRIGHT = 1;

/** Takes out of a file's metadata what an edited copy of the photo may carry on. What is damaged is left out. */
export function readEmbedded({ exif, xmp }: Pick<Metadata, 'exif' | 'xmp'>): EmbeddedMetadata {
  const packet = xmp === undefined ? {} : { xmp: xmp.toString('utf8').replace(/\0+$/, '') };
  if (exif === undefined) return packet;
  try {
    return { ...readExif(exif), ...packet };
  } catch (error) {
    if (error instanceof RangeError) return packet;
    throw error;
  }
}

function readExif(exif: Buffer): EmbeddedMetadata {
  const isMarked = exif.toString('latin1', 0, EXIF_MARK.length) === EXIF_MARK;
  const tiff = new Uint8Array(exif.subarray(isMarked ? EXIF_MARK.length : 0));
  if (tiff.length < 8) return {};
  const upright = replaceMainTag(tiff, TiffTag.orientation, UPRIGHT) ?? tiff.slice();
  const texts = [TiffTag.artist, TiffTag.copyright].flatMap((tag) => {
    const text = readMainText(tiff, tag);
    return text === undefined ? [] : [[tag, text] as const];
  });
  return { exif: withoutThumbnail(upright), ...(texts.length === 0 ? {} : { rights: writeMainTexts(texts) }) };
}
