import { stat } from 'node:fs/promises';
import { openPhoto, type Photo } from '../image/photo.ts';
import type { PixelImage } from '../image/types.ts';
import type { PhotoEncoding } from '../model/types.ts';

/** A photo that the host has open, with what was computed of it so far. */
export interface OpenPhoto {
  readonly photo: Photo;
  /** Shrunk to the model's `photoSide`. */
  readonly small: PixelImage;
  /** Full resolution RGB; decoded when first needed. */
  readonly full: () => Promise<PixelImage>;
  encoding?: PhotoEncoding;
}

/** Three 24 MP photos with their full pixels. */
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

interface Entry {
  readonly value: OpenPhoto;
  bytes: number;
}

/** Photos by file and state of the file, least recently used first out. */
export class PhotoCache {
  readonly #entries = new Map<string, Entry>();
  readonly #limits: { readonly maxPixels: number };
  readonly #photoSide: number;
  readonly #maxBytes: number;

  constructor(photoSide: number, limits: { readonly maxPixels: number }, maxBytes = DEFAULT_MAX_BYTES) {
    this.#photoSide = photoSide;
    this.#limits = limits;
    this.#maxBytes = maxBytes;
  }

  /**
   * @param onDecode called if the file has to be read
   * @throws UserError as `openPhoto` does
   */
  async open(path: string, onDecode: () => void): Promise<OpenPhoto> {
    const key = await stateOf(path);
    const known = key === undefined ? undefined : this.#entries.get(key);
    if (key !== undefined && known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.value;
    }
    onDecode();
    const photo = await openPhoto(path, this.#limits);
    const small = await photo.pixels({ maxSide: this.#photoSide });
    let full: Promise<PixelImage> | undefined;
    const entry: Entry = {
      bytes: small.data.length,
      value: {
        photo,
        small,
        full: () => {
          full ??= photo.pixels().then((pixels) => {
            entry.bytes += pixels.data.length;
            this.#trim(key);
            return pixels;
          });
          return full;
        },
      },
    };
    if (key !== undefined) this.#entries.set(key, entry);
    this.#trim(key);
    return entry.value;
  }

  /** Drops the oldest photos over the cap, but never the one in use. */
  #trim(inUse: string | undefined): void {
    let total = [...this.#entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [key, { bytes }] of this.#entries) {
      if (total <= this.#maxBytes) return;
      if (key === inUse) continue;
      this.#entries.delete(key);
      total -= bytes;
    }
  }
}

/** A text that changes whenever the file does; undefined where it cannot be told, which `openPhoto` then explains. */
async function stateOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return [path, dev, ino, size, mtimeNs].join('|');
  } catch {
    return undefined;
  }
}
