import { join } from 'node:path';
import type { Device } from '../model/deviceNames.ts';
import { ground } from '../model/language/ground/ground.ts';
import type { ParsedPhrase } from '../model/language/syntax.ts';
import { describeLitePack, type LitePack } from '../model/pack.ts';
import type { PhotoEncoding } from '../model/types.ts';
import { EncodingStore } from '../store/encodings.ts';
import type { EncoderOptions, PhotoEncoder } from './photoEncoder.ts';
import type { PhotoAnswer } from './types.ts';
import { answerOf } from './verdict.ts';

/** Uses are noted once a day: what is dropped first depends on no more, and the threads need not wait for each other to write. */
const USE_MS = 24 * 3600_000;

/** What the phrases mean on one photo. */
export interface Look {
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  /** Whether the model has looked at the pixels; otherwise the encoding was in the store. */
  readonly encoded: boolean;
  /** One a phrase. */
  readonly answers: readonly PhotoAnswer[];
}

/**
 * Holds phrases against photos, one at a time; several readers share the store. The model and the decoders are loaded when
 * the first photo has to be looked at: the first answers from the store do not wait for them.
 * Phrases are read by the parser alone: the relation head takes many times as long a photo, and folders are calibrated for
 * the parser (docs/adr/0053).
 */
export class PhotoReader {
  readonly #options: EncoderOptions;
  readonly #pack: LitePack;
  readonly #store: EncodingStore;
  #encoder: Promise<PhotoEncoder> | undefined;

  private constructor(options: EncoderOptions, pack: LitePack, store: EncodingStore) {
    this.#options = options;
    this.#pack = pack;
    this.#store = store;
  }

  /** @throws UserError as `describeLitePack` and the store do */
  static async open(options: EncoderOptions): Promise<PhotoReader> {
    const pack = await describeLitePack(options.model, options.modelFolders);
    return new PhotoReader(options, pack, EncodingStore.open(join(options.cacheFolder, 'encodings')));
  }

  /**
   * Answers from the store.
   * @param hash of the photo's content
   * @returns undefined if the encoding is not in the store, or is damaged
   */
  recall(hash: string, phrases: readonly ParsedPhrase[]): Look | undefined {
    const encoding = this.#store.get(hash, this.#pack.fingerprint);
    try {
      return encoding && this.#answer(hash, encoding, false, phrases);
    } catch {
      // Masks are unpacked when they are asked for. What is wrong with anything else shows again when the photo is looked at.
      return undefined;
    }
  }

  /**
   * Reads a photo, and looks at it unless the store knows its content.
   * @param device on which the model is loaded if it is not yet
   * @throws UserError as `load` and `openPhoto` do, or `disk-full`
   */
  async look(path: string, phrases: readonly ParsedPhrase[], device?: Device): Promise<Look> {
    const encoder = await this.#load(device);
    const photo = await encoder.open(path);
    const { contentHash } = photo.info;
    const known = this.recall(contentHash, phrases);
    if (known !== undefined) return known;
    const { stored, packed } = await encoder.encode(photo);
    this.#store.put(contentHash, this.#pack.fingerprint, packed);
    return this.#answer(contentHash, stored, true, phrases);
  }

  /**
   * Makes ready to look at photos.
   * @param device the one to use; by the options if left out
   * @returns the device that is used. @throws UserError as `PhotoEncoder.open` does; the next call tries again
   */
  async load(device?: Device): Promise<Device> {
    return (await this.#load(device)).device;
  }

  /** Notes that the encodings of these photos are in use, so that they are not the first to be dropped from the store. */
  touch(hashes: readonly string[]): void {
    this.#store.touch(hashes, this.#pack.fingerprint, USE_MS);
  }

  #load(device?: Device): Promise<PhotoEncoder> {
    const options = { ...this.#options, ...(device === undefined ? {} : { device }) };
    this.#encoder ??= import('./photoEncoder.ts').then((module) => module.PhotoEncoder.open(options));
    this.#encoder.catch(() => { this.#encoder = undefined; });
    return this.#encoder;
  }

  #answer(hash: string, encoding: PhotoEncoding, encoded: boolean, phrases: readonly ParsedPhrase[]): Look {
    const { thresholds } = this.#pack.manifest;
    const { width, height, regions } = encoding;
    const answers = phrases.map((phrase) => answerOf(ground(phrase, regions, width, height), encoding, thresholds));
    return { hash, width, height, encoded, answers };
  }
}
