import { chooseDevice } from '../host/chooseDevice.ts';
import { openPhoto, type Photo } from '../image/photo.ts';
import type { Device } from '../model/deviceNames.ts';
import { LiteModel } from '../model/lite/model.ts';
import { testableLite } from '../model/lite/selfTest.ts';
import { openLitePack } from '../model/pack.ts';
import type { PhotoEncoding } from '../model/types.ts';
import { asStored, type PackedEncoding } from '../store/encodingFormat.ts';

export interface EncoderOptions {
  readonly model: string;
  readonly device: Device | 'auto';
  /** CPU threads of this encoder alone. */
  readonly threads: number;
  readonly modelFolders: readonly string[];
  readonly cacheFolder: string;
  readonly maxPixels: number;
}

/** Looks at photos that nobody has looked at: image decoders and the model's graphs, which readers of the store do without. */
export class PhotoEncoder {
  readonly #model: LiteModel;
  readonly #maxPixels: number;

  private constructor(model: LiteModel, maxPixels: number) {
    this.#model = model;
    this.#maxPixels = maxPixels;
  }

  /** @throws UserError as `openLitePack` and `chooseDevice` do */
  static async open({ model, modelFolders, device: wish, cacheFolder, threads, maxPixels }: EncoderOptions): Promise<PhotoEncoder> {
    const pack = await openLitePack(model, modelFolders);
    const { device, graphs } = await chooseDevice(testableLite(pack), wish, cacheFolder, { threads });
    return new PhotoEncoder(new LiteModel(pack, device, graphs), maxPixels);
  }

  get device(): Device {
    return this.#model.device;
  }

  /** @throws UserError as `openPhoto` does */
  open(path: string): Promise<Photo> {
    return openPhoto(path, { maxPixels: this.#maxPixels });
  }

  /** @returns the encoding as it will come out of the store, and its bytes. @throws UserError `image-damaged` */
  async encode(photo: Photo): Promise<{ readonly stored: PhotoEncoding; readonly packed: PackedEncoding }> {
    const { width, height } = photo.info;
    const small = await photo.pixels({ maxSide: this.#model.pack.manifest.input.photoSide });
    return asStored(await this.#model.encode(small, width, height));
  }
}
