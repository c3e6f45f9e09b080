import { join } from 'node:path';
import { chooseDevice } from '../host/chooseDevice.ts';
import { openPhoto } from '../image/photo.ts';
import { LiteModel } from '../model/lite/model.ts';
import { testableLite } from '../model/lite/selfTest.ts';
import { openLitePack } from '../model/pack.ts';
import type { Device } from '../model/session.ts';
import type { PhotoEncoding } from '../model/types.ts';
import { asStored } from '../store/encodingFormat.ts';
import { EncodingStore } from '../store/encodings.ts';
import type { PhotoAnswer } from './types.ts';
import { answerOf } from './verdict.ts';

export interface ReaderOptions {
  readonly model: string;
  readonly device: Device | 'auto';
  /** CPU threads of this reader alone. */
  readonly threads: number;
  readonly modelFolders: readonly string[];
  readonly cacheFolder: string;
  readonly maxPixels: number;
}

export interface LookRequest {
  readonly path: string;
  /** Of the file's content, where it is known: then the file is not read if the store has its encoding. */
  readonly hash?: string | undefined;
  readonly phrases: readonly string[];
}

/** What the phrases mean on one photo. */
export interface Look {
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  /** Whether the model has looked at the pixels; otherwise the encoding was in the store. */
  readonly encoded: boolean;
  /** One a phrase. */
  readonly answers: readonly PhotoAnswer[];
  /** One list a phrase. */
  readonly unknownWords: readonly (readonly string[])[];
}

/** Holds phrases against photos: one model, one photo at a time. Several of them share the store. */
export class PhotoReader {
  readonly #model: LiteModel;
  readonly #store: EncodingStore;
  readonly #maxPixels: number;

  private constructor(model: LiteModel, store: EncodingStore, maxPixels: number) {
    this.#model = model;
    this.#store = store;
    this.#maxPixels = maxPixels;
  }

  /** @throws UserError as `openPack`, `chooseDevice` and the store do */
  static async open(options: ReaderOptions): Promise<PhotoReader> {
    const pack = await openLitePack(options.model, options.modelFolders);
    const { device, graphs } = await chooseDevice(testableLite(pack), options.device, options.cacheFolder, { threads: options.threads });
    const store = EncodingStore.open(join(options.cacheFolder, 'encodings'));
    // Without the relation head: it takes many times as long a photo, and folders are calibrated for the parser alone.
    return new PhotoReader(new LiteModel(pack, device, graphs), store, options.maxPixels);
  }

  get device(): Device {
    return this.#model.device;
  }

  /** @throws UserError as `openPhoto` does, or `disk-full` */
  async look({ path, hash, phrases }: LookRequest): Promise<Look> {
    const stored = hash === undefined ? undefined : this.#store.get(hash, this.#model.pack.fingerprint);
    if (hash !== undefined && stored !== undefined) return this.#answer(hash, stored, false, phrases);
    const photo = await openPhoto(path, { maxPixels: this.#maxPixels });
    const { contentHash, width, height } = photo.info;
    const known = this.#store.get(contentHash, this.#model.pack.fingerprint);
    if (known !== undefined) return this.#answer(contentHash, known, false, phrases);
    const small = await photo.pixels({ maxSide: this.#model.pack.manifest.input.photoSide });
    const { stored: encoding, packed } = asStored(await this.#model.encode(small, width, height));
    this.#store.put(contentHash, this.#model.pack.fingerprint, packed);
    return this.#answer(contentHash, encoding, true, phrases);
  }

  /** Notes that the encodings of these photos are in use, so that they are not the first to be dropped from the store. */
  touch(hashes: readonly string[]): void {
    this.#store.touch(hashes, this.#model.pack.fingerprint);
  }

  async #answer(hash: string, encoding: PhotoEncoding, encoded: boolean, phrases: readonly string[]): Promise<Look> {
    const { thresholds } = this.#model.pack.manifest;
    const groundings = await Promise.all(phrases.map((phrase) => this.#model.relate(phrase, encoding)));
    return {
      hash,
      width: encoding.width,
      height: encoding.height,
      encoded,
      answers: groundings.map((grounding) => answerOf(grounding, encoding, thresholds)),
      unknownWords: groundings.map(({ unknownWords }) => unknownWords),
    };
  }
}
