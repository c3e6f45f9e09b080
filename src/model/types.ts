import type { AlphaTile, Box, Rle } from '../mask/types.ts';

/** Number of object classes that the embedded detector names (COCO's 80). */
export const CLASS_COUNT = 80;

/** Side of a proposal's mask grid; it covers `Region.maskBox`. */
export const MASK_SIDE = 56;

/** Mask logits are kept in steps of 1/16 between -8 and +8: a byte each in the store, and the same fresh or cached. */
export const LOGIT_STEP = 1 / 16;

/** Named colours of `Region.colors`, in this order within each band. */
export const COLOR_NAMES = [
  'black', 'white', 'gray', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'brown',
] as const;

/** Bands of a region for which colour shares are kept: fractions of the box's height, counted inside the mask. */
export const COLOR_BANDS = [
  { name: 'whole', from: 0, to: 1 },
  { name: 'upper', from: 0, to: 0.5 },
  { name: 'lower', from: 0.5, to: 1 },
  { name: 'torso', from: 0.2, to: 0.5 },
  { name: 'legs', from: 0.5, to: 0.9 },
] as const;

/** One object proposal of a photo: everything that a phrase can be held against. Does not depend on the phrase. */
export interface Region {
  /** Upright photo pixels, fractional. */
  readonly box: Box;
  /** Detector's probability of the most likely class, 0..1. */
  readonly score: number;
  /** Probability of each class, 0..1, independent of each other; length CLASS_COUNT. */
  readonly classes: Float32Array;
  /** Mask logits, MASK_SIDE x MASK_SIDE, row-major, over `maskBox`. */
  readonly maskLogits: Float32Array;
  /** The box, enlarged, that the mask grid covers; upright photo pixels, may reach outside the photo. */
  readonly maskBox: Box;
  /** Mask's share of the photo's area, 0..1. */
  readonly area: number;
  /** Mean probability of the mask's own pixels, 0.5..1 (0 for an empty mask). */
  readonly maskScore: number;
  /** Share of each named colour in each band, 0..1: COLOR_BANDS.length x COLOR_NAMES.length, row-major. */
  readonly colors: Float32Array;
  /** Pooled backbone features; the length is the pack's. */
  readonly features: Float32Array;
}

/** The phrase-independent part of an answer, computed once a photo. */
export interface PhotoEncoding {
  readonly model: ModelRef;
  /** Upright size of the photo in pixels. */
  readonly width: number;
  readonly height: number;
  /** By falling score. */
  readonly regions: readonly Region[];
}

export interface ModelRef {
  readonly id: string;
  readonly version: string;
}

/** What the language part says of a phrase on a photo (x_r and the count of the paper, before any mask is made). */
export interface Grounding {
  /** One a region, 0..1: how well it fits; at or above the object threshold (0.5 unless set) it is a target. */
  readonly objectScores: Float32Array;
  /** Uncalibrated evidence that there is a target at all, 0..1. */
  readonly targetEvidence: number;
  /** Words of the phrase, as written, that carry meaning which the model does not know. */
  readonly unknownWords: readonly string[];
}

export type Verdict = 'found' | 'none' | 'unsure';

export interface Instance {
  /** Position in the answer, from 0. */
  readonly id: number;
  readonly label: string;
  readonly score: number;
  /** Tight box of the mask. */
  readonly box: Box;
  readonly mask: Rle;
  /** Edge-refined soft mask at the photo's resolution. */
  readonly alpha: AlphaTile;
}

export interface Candidate {
  readonly label: string;
  readonly score: number;
  readonly box: Box;
}

/** Milliseconds; a step that did not run (cached, or absent in the model) is left out. */
export interface Timings {
  total: number;
  decode?: number;
  encode?: number;
  relate?: number;
  masks?: number;
  describe?: number;
}

/** Coarse picture of where the model looked: strength 0..1 of each cell of a grid over the photo, row-major. */
export interface RegionMap {
  readonly size: readonly [rows: number, columns: number];
  readonly values: readonly number[];
}

/** The answer to one phrase on one photo. */
export interface Selection {
  readonly image: { readonly path: string; readonly width: number; readonly height: number };
  readonly phrase: string;
  readonly verdict: Verdict;
  /** Calibrated probability, 0..1, that the photo holds a target. */
  readonly targetProbability: number;
  readonly count: number;
  readonly instances: readonly Instance[];
  readonly candidates: readonly Candidate[];
  readonly unknownWords: readonly string[];
  readonly regionMap: RegionMap;
  /** Only of models that draw one mask for all objects (the paper's): what evaluation compares. */
  readonly merged?: MergedMask;
  readonly model: ModelRef;
  readonly device: string;
  readonly timings: Timings;
}

/** A model's one mask, before a refusal clears it, squashed to the model's own square input. */
export interface MergedMask {
  readonly mask: Rle;
  /** What the no-target classifier says. */
  readonly saysNothing: boolean;
}
