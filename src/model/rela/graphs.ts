import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { RelaPack } from '../pack.ts';
import type { Device } from '../deviceNames.ts';
import { floats, type Graph, type GraphLoader } from '../session.ts';
import type { Precision, RelaManifest, RelaVariant } from './manifest.ts';

/** How deformable attention samples its maps: by ONNX's DeformConv or GridSample, or by gathering four neighbours. */
export const FORMS = ['deform_conv', 'grid_sample', 'gather'] as const;
export type Form = (typeof FORMS)[number];

/** Forms that a device is given, the fastest first. DeformConv is the CPU's alone: elsewhere it would run there, too. */
export function formsOf({ image }: RelaVariant, device: Device): readonly Form[] {
  if (device !== 'cpu') return ['grid_sample', 'gather'];
  // Packs that were imported before there was this form do without it.
  return FORMS.filter((form) => image[form] !== undefined);
}

/** Token ids and their mask, one entry a token. */
export interface Tokens {
  readonly ids: readonly number[];
  readonly mask: readonly number[];
}

/** Raw outputs of the image graph for one phrase (shapes for 480 x 480). */
export interface RelaOutput {
  /** Logits of background and target, 2 x 120 x 120 */
  readonly mask: Float32Array;
  /** Logits of the regions' two classes, 100 x 2 (the paper's x_r) */
  readonly minimap: Float32Array;
  /** Logits of target and no target, 2 */
  readonly noTarget: Float32Array;
}

/** Float32 wins where both are there: both compute in float32, and its weights are not rounded. */
export function chosenVariant({ variants }: RelaManifest): { readonly precision: Precision; readonly variant: RelaVariant } {
  if (variants.float32 !== undefined) return { precision: 'float32', variant: variants.float32 };
  if (variants.float16 !== undefined) return { precision: 'float16', variant: variants.float16 };
  throw new Error('the manifest was read without any graphs');
}

/** The two ONNX graphs of a `rela` pack on one device: text encoder, and all that follows it. */
export class RelaGraphs {
  readonly #text: Graph;
  readonly #image: Graph;
  readonly #manifest: RelaManifest;

  private constructor(text: Graph, image: Graph, manifest: RelaManifest) {
    this.#text = text;
    this.#image = image;
    this.#manifest = manifest;
  }

  /** @throws Error in the provider's own words if it cannot be had or cannot run the graphs. */
  static async load(pack: RelaPack, form: Form, device: Device, threads: number, load: GraphLoader): Promise<RelaGraphs> {
    const { variant } = chosenVariant(pack.manifest);
    const image = variant.image[form];
    if (image === undefined) throw new Error(`the pack holds no graph of the form "${form}": import it again`);
    const text = await load(join(pack.folder, variant.text.file), device, threads);
    try {
      return new RelaGraphs(text, await load(join(pack.folder, image.file), device, threads), pack.manifest);
    } catch (error) {
      await text.release();
      throw error;
    }
  }

  /** @returns features of the words, tokens x 768; padding too, which the model attends to in one place */
  async words({ ids, mask }: Tokens): Promise<Float32Array> {
    const output = await this.#text.run({ input_ids: integers(ids), attention_mask: integers(mask) });
    return floats(output, 'words');
  }

  /**
   * @param image normalised, 3 x size x size
   * @param words as `words` gives them for the same tokens
   */
  async masks(image: Float32Array, words: Float32Array, { mask }: Tokens): Promise<RelaOutput> {
    const { input: { size }, outputs } = this.#manifest;
    const output = await this.#image.run({
      image: new ort.Tensor('float32', image, [1, 3, size, size]),
      words: new ort.Tensor('float32', words, [1, mask.length, words.length / mask.length]),
      attention_mask: integers(mask),
    });
    return {
      mask: floats(output, outputs.mask.tensor),
      minimap: floats(output, outputs.minimap.tensor),
      noTarget: floats(output, outputs.noTarget.tensor),
    };
  }

  async release(): Promise<void> {
    await this.#text.release();
    await this.#image.release();
  }
}

function integers(values: readonly number[]): ort.Tensor {
  return new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
}
