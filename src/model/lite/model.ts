import { letterbox } from '../../image/letterbox.ts';
import type { PixelImage } from '../../image/types.ts';
import { boxIou } from '../../mask/boxes.ts';
import type { Box } from '../../mask/types.ts';
import { colorShares } from '../colors.ts';
import { relate } from '../language/relate.ts';
import type { LitePack } from '../pack.ts';
import type { Device } from '../deviceNames.ts';
import type { MaskGrid } from '../reader.ts';
import { LOGIT_STEP, type Grounding, type ModelRef, type PhotoEncoding, type Region } from '../types.ts';
import type { FineMasks } from './fineMasks.ts';
import type { Letterbox, LiteGraphs, MaskOutput } from './graphs.ts';
import { meanOfLooks, mergeDetections, type Corners, type Proposal, type Row } from './proposals.ts';
import type { RelationHead } from './relationHead.ts';

/** Narrower boxes are widened to this before the mask grid is laid over them, as in training. */
const MIN_MASK_BOX_SIDE = 4;
/** Box IoU from which a raw detection speaks of a given place. */
const SAME_PLACE = 0.5;

/** The parts of a pack that it may lack. */
export interface LiteParts {
  readonly head?: RelationHead | undefined;
  readonly fine?: FineMasks | undefined;
}

/** The embedded model: an instance-based ReLA whose image side does not depend on the phrase. */
export class LiteModel {
  readonly pack: LitePack;
  readonly device: Device;
  readonly #graphs: LiteGraphs;
  readonly #head: RelationHead | undefined;
  readonly #fine: FineMasks | undefined;

  /** Without a head, phrases are read symbolically; without fine masks, all are as coarse as they were found. */
  constructor(pack: LitePack, device: Device, graphs: LiteGraphs, { head, fine }: LiteParts = {}) {
    this.pack = pack;
    this.device = device;
    this.#graphs = graphs;
    this.#head = head;
    this.#fine = fine;
  }

  get ref(): ModelRef {
    return this.pack.ref;
  }

  /**
   * Everything about a photo that phrases are held against.
   * @param photo RGB, long side at most the pack's `photoSide`
   * @param width upright size of the photo in the file, in pixels: the unit of the encoding's boxes
   */
  async encode(photo: PixelImage, width: number, height: number): Promise<PhotoEncoding> {
    const { input, proposals: options } = this.pack.manifest;
    const { image, ...placement } = await letterbox(photo, input.size);
    const encoded = await this.#graphs.encode(image);
    const frame: Corners = [
      placement.dx,
      placement.dy,
      placement.dx + photo.width * placement.scale,
      placement.dy + photo.height * placement.scale,
    ];
    const proposals = mergeDetections(encoded.looks, { ...options, frame });
    const masks = await this.#graphs.masks(photo, placement, proposals.map(({ corners }) => corners), encoded.features);
    const toPhoto = photoCoordinates(placement, width / photo.width, height / photo.height);
    const regions = proposals.map((proposal, index) => this.#region(proposal, masks, index, toPhoto, width * height));
    return { model: this.ref, width, height, regions };
  }

  /**
   * What the detector says of places where it proposes nothing.
   * @param photo as for `encode`
   * @returns for a box in pixels of the photo, the probability of each class as proposals have it, among all raw
   *   detections whose boxes fit it (IoU of at least 0.5), however weak
   */
  async look(photo: PixelImage, width: number, height: number): Promise<(box: Box) => Float32Array> {
    const { image, ...placement } = await letterbox(photo, this.pack.manifest.input.size);
    const { looks } = await this.#graphs.encode(image);
    const toPhoto = photoCoordinates(placement, width / photo.width, height / photo.height);
    return (box) => {
      const same: Row[] = [];
      looks.forEach(({ boxes }, look) => {
        for (let row = 0; row * 4 < boxes.length; row++) {
          const corners: Corners = [boxes[row * 4], boxes[row * 4 + 1], boxes[row * 4 + 2], boxes[row * 4 + 3]];
          if (boxIou(toPhoto(corners), box) >= SAME_PLACE) same.push({ look, row });
        }
      });
      return meanOfLooks(looks, same);
    };
  }

  /**
   * Masks of some of an encoding's regions, as finely as the pack can draw them.
   * @param photo as for `encode`
   */
  async draw(photo: PixelImage, { width, height }: PhotoEncoding, regions: readonly Region[]): Promise<readonly MaskGrid[]> {
    return this.#fine === undefined ? regions : this.#fine.draw(photo, width, height, regions);
  }

  /** Holds a phrase against an encoding (x_r of the paper, section 4.2). */
  async relate(phrase: string, encoding: PhotoEncoding): Promise<Grounding> {
    return this.#head === undefined ? relate(phrase, encoding) : this.#head.relate(phrase, encoding);
  }

  async release(): Promise<void> {
    await this.#graphs.release();
    await this.#head?.release();
    await this.#fine?.release();
  }

  #region(proposal: Proposal, masks: MaskOutput, index: number, toPhoto: ToPhoto, photoArea: number): Region {
    const { maskSide, maskBoxScale } = this.pack.manifest.proposals;
    const cells = maskSide * maskSide;
    const maskLogits = quantise(masks.logits.subarray(index * cells, (index + 1) * cells));
    const featureLength = masks.features.length / (masks.logits.length / cells);
    const box = toPhoto(proposal.corners);
    const maskBox = toPhoto(enlarge(proposal.corners, maskBoxScale));
    const { share, meanProbability } = foreground(maskLogits);
    return {
      box,
      score: proposal.score,
      classes: proposal.classes,
      maskLogits,
      maskBox,
      area: (share * maskBox[2] * maskBox[3]) / photoArea,
      maskScore: meanProbability,
      colors: colorShares(masks.crops.subarray(index * cells * 3, (index + 1) * cells * 3), maskLogits, box, maskBox),
      features: masks.features.slice(index * featureLength, (index + 1) * featureLength),
    };
  }
}

type ToPhoto = (corners: Corners) => Box;

function photoCoordinates({ scale, dx, dy }: Letterbox, scaleX: number, scaleY: number): ToPhoto {
  return ([x1, y1, x2, y2]) => [
    ((x1 - dx) / scale) * scaleX,
    ((y1 - dy) / scale) * scaleY,
    ((x2 - x1) / scale) * scaleX,
    ((y2 - y1) / scale) * scaleY,
  ];
}

function enlarge([x1, y1, x2, y2]: Corners, by: number): Corners {
  const halfWidth = (Math.max(x2 - x1, MIN_MASK_BOX_SIDE) * by) / 2;
  const halfHeight = (Math.max(y2 - y1, MIN_MASK_BOX_SIDE) * by) / 2;
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}

/** Plain loops: over 40 masks of 3,136 cells each, callbacks and iterators cost as much as a tenth of the graphs. */
function quantise(logits: Float32Array): Float32Array {
  const limit = 127 * LOGIT_STEP;
  const quantised = new Float32Array(logits.length);
  for (let i = 0; i < logits.length; i++) {
    const bounded = Math.min(Math.max(logits[i], -limit), limit);
    quantised[i] = Math.round(bounded / LOGIT_STEP) * LOGIT_STEP;
  }
  return quantised;
}

function foreground(logits: Float32Array): { share: number; meanProbability: number } {
  let count = 0;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const logit = logits[i];
    if (logit <= 0) continue;
    count++;
    sum += 1 / (1 + Math.exp(-logit));
  }
  return { share: count / logits.length, meanProbability: count === 0 ? 0 : sum / count };
}
