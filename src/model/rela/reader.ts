import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { resizeLikePillow } from '../../image/bilinear.ts';
import type { PixelImage } from '../../image/types.ts';
import { encodeRle } from '../../mask/rle.ts';
import { calibrate, CANDIDATE_FLOOR, labelOf, verdictOf } from '../decide.ts';
import type { DeviceReport } from '../devices.ts';
import type { RelaPack } from '../pack.ts';
import type { MaskGrid, PhraseReader, ReadablePhoto, Reading } from '../reader.ts';
import type { Device } from '../deviceNames.ts';
import type { ModelRef } from '../types.ts';
import type { RelaGraphs, RelaOutput } from './graphs.ts';
import { RecentMap } from './recent.ts';
import { probeRela } from './selfTest.ts';
import { binaryMask, objectsOf, proposalScores, type TargetMap } from './objects.ts';
import { enlarge, minimapStrengths, targetEvidence, targetLogits } from './output.ts';
import { WordPieceTokenizer, type Encoded } from './tokenizer.ts';

/** Words' features of a phrase take 61 KB. */
const MAX_PHRASES = 200;
/** A photo as the image graph takes it takes 2.8 MB. */
const MAX_PHOTOS = 8;
/** What the graphs say of a phrase on a photo takes 116 KB. */
const MAX_OUTPUTS = 200;

/** What the reader asks of `RelaGraphs`. */
export type ReaderGraphs = Pick<RelaGraphs, 'words' | 'masks' | 'release'>;

/**
 * The paper's model. Language is fused inside the backbone, so every phrase costs a pass over the photo; only the
 * photo's pixels, the phrase's words and the answers are kept. The lite pack's regions split its merged mask.
 */
export class RelaReader implements PhraseReader {
  readonly #pack: RelaPack;
  readonly #graphs: ReaderGraphs;
  readonly #tokenizer: WordPieceTokenizer;
  readonly #classNames: readonly string[];
  readonly device: Device;
  readonly #words = new RecentMap<string, Float32Array>(MAX_PHRASES);
  readonly #images = new RecentMap<string, Float32Array>(MAX_PHOTOS);
  readonly #outputs = new RecentMap<string, RelaOutput>(MAX_OUTPUTS);

  private constructor(
    pack: RelaPack, graphs: ReaderGraphs, device: Device, tokenizer: WordPieceTokenizer, classNames: readonly string[],
  ) {
    this.#pack = pack;
    this.#graphs = graphs;
    this.device = device;
    this.#tokenizer = tokenizer;
    this.#classNames = classNames;
  }

  /**
   * @param classNames names of the classes of the regions that it will be given
   * @throws UserError `model-damaged` if the pack's vocabulary is none
   */
  static async open(pack: RelaPack, graphs: ReaderGraphs, device: Device, classNames: readonly string[]): Promise<RelaReader> {
    const path = join(pack.folder, pack.manifest.input.vocabulary);
    try {
      const words = (await readFile(path, 'utf8')).replace(/\n$/u, '').split('\n');
      return new RelaReader(pack, graphs, device, new WordPieceTokenizer(words), classNames);
    } catch (error) {
      throw new UserError('model-damaged', `${path}: ${error instanceof Error ? error.message : 'cannot be read'}; import this model again`);
    }
  }

  get ref(): ModelRef {
    return this.#pack.ref;
  }

  async read(phrase: string, photo: ReadablePhoto, threshold?: number): Promise<Reading> {
    const { thresholds, outputs, input } = this.#pack.manifest;
    const tokens = this.#tokenizer.encode(phrase, input.tokens);
    const output = await this.#run(tokens, photo);
    const merged = this.#merge(output);
    const objectThreshold = threshold ?? thresholds.object;
    const above = objectsOf(merged, photo.encoding, this.#classNames).filter(({ score }) => score >= objectThreshold);
    const evidence = targetEvidence(output.noTarget, outputs.noTarget.noTargetClass);
    const targetProbability = calibrate(evidence, thresholds.calibration);
    const verdict = verdictOf(targetProbability, above.length, thresholds);
    // The public code leaves the mask as it is; what is not there is not selected here.
    const targets = verdict === 'none' ? [] : above;
    const taken = new Set(targets.map(({ region }) => region));
    const scores = proposalScores(merged, photo.encoding);
    return {
      verdict,
      targetProbability,
      threshold: objectThreshold,
      targets,
      others: photo.encoding.regions
        .map((region, index) => ({ region: index, label: labelOf(region, this.#classNames), score: scores[index], box: region.box }))
        .filter(({ region, score }) => score >= CANDIDATE_FLOOR && !taken.has(region))
        .sort((a, b) => b.score - a.score),
      regionMap: minimapStrengths(output.minimap, outputs.minimap.side, outputs.minimap.targetClass),
      unknownWords: tokens.unread,
      merged: { mask: encodeRle(binaryMask(merged)), saysNothing: evidence < 0.5 },
    };
  }

  draw(targets: Reading['targets']): Promise<readonly MaskGrid[]> {
    return Promise.resolve(targets.map(({ grid }) => grid));
  }

  probeDevices(threads: number): Promise<DeviceReport[]> {
    return probeRela(this.#pack, threads);
  }

  async release(): Promise<void> {
    await this.#graphs.release();
  }

  #merge({ mask }: RelaOutput): TargetMap {
    const { input: { size: side }, outputs } = this.#pack.manifest;
    const logits = targetLogits(mask, outputs.mask.targetChannel);
    return { logits: enlarge(logits, Math.round(Math.sqrt(logits.length)), side), side };
  }

  async #run(tokens: Encoded, { contentHash, full }: ReadablePhoto): Promise<RelaOutput> {
    const phrase = tokens.ids.join(' ');
    return this.#outputs.get(`${contentHash} ${phrase}`, async () => {
      const image = await this.#images.get(contentHash, async () => normalise(await full(), this.#pack.manifest.input));
      const words = await this.#words.get(phrase, () => this.#graphs.words(tokens));
      return this.#graphs.masks(image, words, tokens);
    });
  }
}

/**
 * A photo as the image graph takes it: squashed to a square, each channel shifted and scaled, in float32 throughout.
 * @returns 3 x size x size
 */
export function normalise(
  photo: PixelImage,
  { size, mean, std }: { readonly size: number; readonly mean: readonly number[]; readonly std: readonly number[] },
): Float32Array {
  const { data, channels } = resizeLikePillow(photo, size, size);
  const cells = size * size;
  const image = new Float32Array(3 * cells);
  for (let channel = 0; channel < 3; channel++) {
    const [shift, scale] = [Math.fround(mean[channel]), Math.fround(std[channel])];
    for (let i = 0; i < cells; i++) {
      image[channel * cells + i] = Math.fround(data[i * channels + channel] - shift) / scale;
    }
  }
  return image;
}
