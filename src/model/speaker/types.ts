import type { AlphaTile } from '../../mask/types.ts';
import type { PhotoEncoding, Verdict } from '../types.ts';

/** What a phrase selects, as the model decides it. */
export interface Heard {
  readonly verdict: Verdict;
  /** Indices of the regions that are selected; empty if the verdict is `none`. */
  readonly targets: readonly number[];
  /** Object score of each region, 0..1. */
  readonly scores: Float32Array;
  /** Calibrated probability that there is a target, 0..1. */
  readonly probability: number;
  readonly unknownWords: readonly string[];
}

/** The engine as the one who is spoken to: which regions of a photo a phrase selects. */
export type Listener = (phrase: string, encoding: PhotoEncoding) => Heard | Promise<Heard>;

/** A selection on a photo: what is spoken of, and among what. */
export interface Situation {
  /** The photo's regions, and after them one for each selected mask that none of them matches. */
  readonly encoding: PhotoEncoding;
  /** How many of the regions are the photo's own proposals. */
  readonly proposals: number;
  /** Region of each selected object, in the order in which they were given; undefined for an empty mask. */
  readonly regionOf: readonly (number | undefined)[];
  /** The selected regions, without repetitions. */
  readonly targets: readonly number[];
  /** Masks on the photo scaled down to the working size: of every region, by its index. */
  readonly masks: readonly AlphaTile[];
  /** Masks that were selected, by the region that they match; the region's own where it was selected by number. */
  readonly selected: ReadonlyMap<number, AlphaTile>;
  /** Selected regions that nothing says the class of. */
  readonly unnamed: readonly number[];
  /** Selected regions that are no object but all that the photo shows. */
  readonly everything: readonly number[];
  /** Proposals that a region made of a selected mask takes the place of; they are not heard. */
  readonly replaced: ReadonlySet<number>;
}

/** What an expression selects again, held against what it was made for. Indices are those of the situation's regions. */
export interface RoundTrip {
  /** Of the united masks, 0..1. */
  readonly iou: number;
  /** Over objects, paired off at mask IoU of at least 0.5; 0..1. */
  readonly f1: number;
  readonly selects: readonly number[];
  readonly missed: readonly number[];
  readonly extra: readonly number[];
}

export interface Expression {
  readonly text: string;
  readonly roundTrip: RoundTrip;
}
