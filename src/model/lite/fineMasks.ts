import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { PixelImage } from '../../image/types.ts';
import type { LitePack } from '../pack.ts';
import type { MaskGrid } from '../reader.ts';
import { floats, type Graph, type GraphLoader } from '../session.ts';
import { CLASS_COUNT, MASK_SIDE, type Region } from '../types.ts';
import { imageTensor } from './graphs.ts';

/** Objects that are drawn at once: each takes about 40 MB while it is. */
const BATCH = 4;

/**
 * Draws regions anew, twice as fine, from larger crops of the photo, and averages them with their masks. Takes some 20 ms an
 * object, so only the objects of an answer get it.
 */
export class FineMasks {
  readonly #graph: Graph;
  readonly #drawn = new WeakMap<Region, MaskGrid>();

  private constructor(graph: Graph) {
    this.#graph = graph;
  }

  /**
   * Runs on the CPU always: no other device is tested for it.
   * @returns undefined if the pack has none
   */
  static async load(pack: LitePack, threads: number, load: GraphLoader): Promise<FineMasks | undefined> {
    const { fine } = pack.manifest.graphs;
    return fine === undefined ? undefined : new FineMasks(await load(join(pack.folder, fine.file), 'cpu', threads));
  }

  /**
   * @param photo RGB, as the regions were found on
   * @param width upright size of the photo in the file, in pixels: the unit of the regions' boxes
   * @returns grids of the regions, in their order; those of a region that was drawn before are not drawn again
   */
  async draw(photo: PixelImage, width: number, height: number, regions: readonly Region[]): Promise<MaskGrid[]> {
    const missing = regions.filter((region) => !this.#drawn.has(region));
    for (let start = 0; start < missing.length; start += BATCH) {
      const part = missing.slice(start, start + BATCH);
      const grids = await this.#run(photo, photo.width / width, photo.height / height, part);
      part.forEach((region, index) => { this.#drawn.set(region, grids[index]); });
    }
    return regions.map((region) => this.#drawn.get(region)!);
  }

  async release(): Promise<void> {
    await this.#graph.release();
  }

  async #run(photo: PixelImage, scaleX: number, scaleY: number, regions: readonly Region[]): Promise<MaskGrid[]> {
    const count = regions.length;
    const corners = regions.flatMap(({ maskBox: [x, y, w, h] }) => [x * scaleX, y * scaleY, (x + w) * scaleX, (y + h) * scaleY]);
    const joined = (parts: readonly Float32Array[], length: number): Float32Array => {
      const all = new Float32Array(count * length);
      parts.forEach((part, index) => { all.set(part, index * length); });
      return all;
    };
    const cells = MASK_SIDE * MASK_SIDE;
    const output = await this.#graph.run({
      photo: imageTensor(photo),
      regions: new ort.Tensor('float32', Float32Array.from(corners), [count, 4]),
      classes: new ort.Tensor('float32', joined(regions.map(({ classes }) => classes), CLASS_COUNT), [count, CLASS_COUNT]),
      coarse: new ort.Tensor('float32', joined(regions.map(({ maskLogits }) => maskLogits), cells), [count, MASK_SIDE, MASK_SIDE]),
    });
    const logits = floats(output, 'mask_logits');
    const fineCells = logits.length / count;
    return regions.map((region, index) => {
      const maskLogits = logits.slice(index * fineCells, (index + 1) * fineCells);
      // What the encoding calls an object stays one, however little of it is seen here.
      return maskLogits.some((logit) => logit > 0) ? { maskBox: region.maskBox, maskLogits } : region;
    });
  }
}
