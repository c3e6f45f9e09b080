/**
 * Constants of the grounding. Found by coordinate search (halving, doubling) on the tuning photos' phrases of all
 * manners, partly before trained masks existed, then rounded by hand; not a joint optimum. Log scores are natural
 * logarithms.
 */
export interface GroundingParameters {
  /** Weight of the ratio between the named class and the region's likeliest class. */
  readonly classRatioWeight: number;
  /** Below this ratio a region is something else, however well its colour or place fits. */
  readonly classRatioFloor: number;
  /** Class confidence below which a region is no candidate at all. */
  readonly candidateFloor: number;
  /** Mask overlap from which two candidates are the same thing. */
  readonly duplicateOverlap: number;
  /** Share of a candidate's mask inside a stronger one's from which it is a part, if it is also `partRatio` weaker. */
  readonly partInside: number;
  readonly partRatio: number;
  /** Weights of the logarithms of the fits. */
  readonly classWeight: number;
  readonly colorWeight: number;
  readonly garmentWeight: number;
  readonly relationWeight: number;
  readonly uncertainRelationWeight: number;
  /** Smallest fits: what does not fit at all is this unlikely. */
  readonly colorFloor: number;
  readonly relationFloor: number;
  /** Log score for every photo width or height towards the direction. */
  readonly directionWeight: number;
  readonly extremeWeight: number;
  readonly depthWeight: number;
  /** Log score for a doubling of the size. */
  readonly sizeWeight: number;
  readonly superlativeWeight: number;
  readonly youngWeight: number;
  /** Mild preference of the larger where a singular phrase leaves several. */
  readonly prominence: number;
  /** A preference of place or size chooses among regions of at least this share of the best one's score. */
  readonly choiceRatio: number;
  /** Plurals: least score relative to the best, and least class confidence. */
  readonly pluralRatio: number;
  readonly pluralFloor: number;
  /** Ordinals count candidates of at least this confidence relative to the best. */
  readonly ordinalRatio: number;
  /** Counted phrases ("three dogs") take weaker candidates, down to this share of the best. */
  readonly countRatio: number;
}

export const PARAMETERS: GroundingParameters = {
  classRatioWeight: 0.3,
  classRatioFloor: 0.4,
  candidateFloor: 0.06,
  duplicateOverlap: 0.13,
  partInside: 0.2,
  partRatio: 0.4,
  classWeight: 2,
  colorWeight: 1.8,
  garmentWeight: 0.9,
  relationWeight: 0.8,
  uncertainRelationWeight: 0.4,
  colorFloor: 0.12,
  relationFloor: 0.13,
  directionWeight: 6.5,
  extremeWeight: 14,
  depthWeight: 1.9,
  sizeWeight: 0.5,
  superlativeWeight: 1.5,
  youngWeight: 0.1,
  prominence: 0.3,
  choiceRatio: 0.11,
  pluralRatio: 0.2,
  pluralFloor: 0.16,
  ordinalRatio: 0.33,
  countRatio: 0.05,
};
