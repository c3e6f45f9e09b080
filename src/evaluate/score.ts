import { uniteRle } from '../mask/rle.ts';
import { boxIou } from '../mask/boxes.ts';
import type { Rle } from '../mask/types.ts';
import { averagePrecision, type RankedSample } from './averagePrecision.ts';
import type { Sample } from './grefcoco.ts';
import { generalisedIou, OFFICIAL_SCORE, scoreBoxes, summariseGrec, type GrecRow, type GrecScores } from './grec.ts';
import { scoreAsShown, scoreOfficially, summariseGres, type GresRow, type GresScores } from './gres.ts';
import type { Prediction } from './predictions.ts';
import { emptyMask, resizeMask, squashedTruth, truthMask } from './truth.ts';

/** Side of the square in which the reference code compares masks. */
export const OFFICIAL_SIDE = 480;

/** All metrics of one split. */
export interface EvaluationScores {
  readonly gres: {
    /** As the official script computes them: squashed to 480 x 480, its treatment of refusals. */
    readonly official: GresScores;
    /** In the photo's own pixels, by what is shown. */
    readonly full: GresScores;
  };
  readonly grec: {
    /** As the official script computes them: boxes that score at least 0.7, GIoU. */
    readonly official: GrecScores;
    /** As the paper defines them: the boxes of the answer, IoU. */
    readonly paper: GrecScores;
    /** COCO AP, IoU 0.50:0.95, percent. */
    readonly ap: number | null;
  };
}

/** Takes predictions one by one, so that masks need not be kept. */
export class Scorer {
  readonly #officialMasks: GresRow[] = [];
  readonly #shownMasks: GresRow[] = [];
  readonly #officialBoxes: GrecRow[] = [];
  readonly #paperBoxes: GrecRow[] = [];
  readonly #ranked: RankedSample[] = [];

  /** @throws RangeError for masks of another size than the image */
  add(sample: Sample, prediction: Prediction): void {
    const { width, height } = sample.image;
    const shown = prediction.instances.map(({ mask }) => asRle(mask));
    const union = shown.length === 0 ? undefined : shown.reduce((all, mask) => uniteRle(all, mask));
    const raw = prediction.merged === undefined ? union : asRle(prediction.merged.mask);
    const saysNothing = prediction.merged?.saysNothing ?? prediction.verdict === 'none';
    const squashed = raw === undefined ? emptyMask(OFFICIAL_SIDE, OFFICIAL_SIDE) : resizeMask(raw, OFFICIAL_SIDE, OFFICIAL_SIDE);
    this.#officialMasks.push(scoreOfficially(squashedTruth(sample, OFFICIAL_SIDE), squashed, saysNothing));
    if (union !== undefined && (union.size[0] !== height || union.size[1] !== width)) {
      throw new RangeError(`sentence ${sample.sentId}: masks of ${union.size[1]} x ${union.size[0]}, image of ${width} x ${height}`);
    }
    this.#shownMasks.push(scoreAsShown(truthMask(sample), union));

    const boxes = prediction.instances.map(({ box }) => box);
    const confident = prediction.instances.filter(({ score }) => score >= OFFICIAL_SCORE).map(({ box }) => box);
    this.#officialBoxes.push(scoreBoxes(confident, sample.boxes, generalisedIou));
    this.#paperBoxes.push(scoreBoxes(boxes, sample.boxes, boxIou));
    this.#ranked.push({ boxes: [...prediction.instances, ...prediction.candidates], targets: sample.boxes });
  }

  scores(): EvaluationScores {
    return {
      gres: { official: summariseGres(this.#officialMasks), full: summariseGres(this.#shownMasks) },
      grec: {
        official: summariseGrec(this.#officialBoxes),
        paper: summariseGrec(this.#paperBoxes),
        ap: averagePrecision(this.#ranked),
      },
    };
  }
}

function asRle({ size, counts }: Prediction['instances'][number]['mask']): Rle {
  return { size, counts };
}
