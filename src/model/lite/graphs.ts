import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { PixelImage } from '../../image/types.ts';
import type { LitePack } from '../pack.ts';
import type { Device } from '../deviceNames.ts';
import { floats, type Graph, type GraphLoader, type Tensors } from '../session.ts';
import type { Corners, Look } from './proposals.ts';

/** letterboxed pixel = photo pixel * scale + (dx, dy) */
export interface Letterbox {
  readonly scale: number;
  readonly dx: number;
  readonly dy: number;
}

/** What the encoder says of a photo: detections, and the feature maps that the mask graph takes. */
export interface EncoderOutput {
  /** The frame as it is, and mirrored at a smaller scale. */
  readonly looks: readonly Look[];
  readonly features: Tensors;
}

export interface MaskOutput {
  /** K x maskSide x maskSide */
  readonly logits: Float32Array;
  /** K x maskSide x maskSide x 3, RGB 0..255 on the masks' grid */
  readonly crops: Float32Array;
  /** K x F pooled backbone features */
  readonly features: Float32Array;
}

const LOOKS = [['scores', 'boxes'], ['again_scores', 'again_boxes']] as const;
const FEATURE_MAPS = ['mask_features', 'p3', 'n4', 'n5'] as const;

/** The two ONNX graphs of a `lite` pack on one device. */
export class LiteGraphs {
  readonly #encoder: Graph;
  readonly #masks: Graph;

  private constructor(encoder: Graph, masks: Graph) {
    this.#encoder = encoder;
    this.#masks = masks;
  }

  /** @throws Error in the provider's own words if it cannot be had or cannot run the graphs. */
  static async load(pack: LitePack, device: Device, threads: number, load: GraphLoader): Promise<LiteGraphs> {
    const { encoder, masks } = pack.manifest.graphs;
    return new LiteGraphs(
      await load(join(pack.folder, encoder.file), device, threads),
      await load(join(pack.folder, masks.file), device, threads),
    );
  }

  /** @param letterboxed RGB, the pack's input size squared. */
  async encode(letterboxed: PixelImage): Promise<EncoderOutput> {
    const output = await this.#encoder.run({ image: imageTensor(letterboxed) });
    const features = Object.fromEntries(FEATURE_MAPS.map((name) => [name, output[name]]));
    const looks = LOOKS.map(([scores, boxes]) => ({ scores: floats(output, scores), boxes: floats(output, boxes) }));
    return { looks, features };
  }

  /**
   * @param photo the RGB photo that was letterboxed, before that
   * @param corners K >= 1 boxes in pixels of the encoder's input
   */
  async masks(photo: PixelImage, letterbox: Letterbox, corners: readonly Corners[], maps: Tensors): Promise<MaskOutput> {
    const output = await this.#masks.run({
      ...maps,
      photo: imageTensor(photo),
      boxes: new ort.Tensor('float32', Float32Array.from(corners.flat()), [corners.length, 4]),
      letterbox: new ort.Tensor('float32', Float32Array.of(letterbox.scale, letterbox.dx, letterbox.dy), [3]),
    });
    return {
      logits: floats(output, 'mask_logits'),
      crops: floats(output, 'crops'),
      features: floats(output, 'features'),
    };
  }

  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#masks.release();
  }
}

/** A photo as the graphs take it. @throws RangeError unless it is RGB */
export function imageTensor({ data, width, height, channels }: PixelImage): ort.Tensor {
  if (channels !== 3) throw new RangeError('the graphs take RGB pixels');
  return new ort.Tensor('uint8', data, [1, height, width, channels]);
}
