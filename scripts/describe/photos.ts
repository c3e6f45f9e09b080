import { join } from 'node:path';
import { openPhoto } from '../../src/image/photo.ts';
import type { PixelImage } from '../../src/image/types.ts';
import { LiteGraphs } from '../../src/model/lite/graphs.ts';
import { LiteModel } from '../../src/model/lite/model.ts';
import { RelationHead } from '../../src/model/lite/relationHead.ts';
import { openLitePack } from '../../src/model/pack.ts';
import { loadGraph } from '../../src/model/session.ts';
import { listenerOf } from '../../src/model/speaker/listener.ts';
import type { ClassesAt } from '../../src/model/speaker/situation.ts';
import type { Listener } from '../../src/model/speaker/types.ts';
import type { PhotoEncoding } from '../../src/model/types.ts';
import { asStored } from '../../src/store/encodingFormat.ts';
import { EncodingStore } from '../../src/store/encodings.ts';

const MODELS = join(import.meta.dirname, '../../assets/models');

export interface EncodedPhoto {
  readonly encoding: PhotoEncoding;
  readonly pixels: PixelImage;
  readonly look: () => Promise<ClassesAt>;
}

/** The embedded model on the CPU, with a store of its own for what it has seen. */
export class Describer {
  readonly listener: Listener;
  readonly #model: LiteModel;
  readonly #store: EncodingStore;

  private constructor(model: LiteModel, store: EncodingStore) {
    this.#model = model;
    this.#store = store;
    this.listener = listenerOf(model);
  }

  static async open(cacheFolder: string): Promise<Describer> {
    const pack = await openLitePack('lite', [MODELS]);
    const graphs = await LiteGraphs.load(pack, 'cpu', 1, loadGraph);
    const model = new LiteModel(pack, 'cpu', graphs, { head: await RelationHead.load(pack, loadGraph) });
    return new Describer(model, EncodingStore.open(cacheFolder));
  }

  async photo(path: string): Promise<EncodedPhoto> {
    const { photoSide } = this.#model.pack.manifest.input;
    const photo = await openPhoto(path);
    const pixels = await photo.pixels({ maxSide: photoSide });
    const { contentHash, width, height } = photo.info;
    let looked: Promise<ClassesAt> | undefined;
    const look = (): Promise<ClassesAt> => (looked ??= this.#model.look(pixels, width, height));
    const { fingerprint } = this.#model.pack;
    const known = this.#store.get(contentHash, fingerprint);
    if (known !== undefined) return { encoding: known, pixels, look };
    const { stored, packed } = asStored(await this.#model.encode(pixels, width, height));
    this.#store.put(contentHash, fingerprint, packed);
    return { encoding: stored, pixels, look };
  }

  close(): Promise<void> {
    return this.#model.release();
  }
}
