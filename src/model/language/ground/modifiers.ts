import type { Modifier, Selection } from '../syntax.ts';
import { colorFits } from './color.ts';
import type { GroundingParameters } from './parameters.ts';
import { positions, sizes } from './position.ts';
import { betweenFit, relationFit } from './relations.ts';
import type { Scene } from './scene.ts';

/** Weight of each region as a landmark, 0..1; undefined where it stands for nothing ("it" without antecedent). */
export type LandmarkWeights = (anchor: Selection) => number[] | undefined;

export type RelationModifier = Extract<Modifier, { kind: 'relation' }>;

/** Landmarks weaker than this are not looked at. */
const LANDMARK_FLOOR = 0.03;
/** Landmarks with this overlap are the thing itself, proposed again. */
const SAME_REGION = 0.8;

const atLeast = (floor: number, fit: number): number => floor + (1 - floor) * fit;

interface RelationFits {
  /** How well each region stands in the relation to some landmark, 0..1. */
  readonly fits: number[];
  /** Weight of the best landmark, 0..1. */
  readonly presence: number;
}

/** Undefined where the landmark means nothing. */
function relationFits(scene: Scene, modifier: RelationModifier, landmarks: LandmarkWeights): RelationFits | undefined {
  const { relation, anchor } = modifier;
  if (relation === 'between') return betweenFits(scene, anchor, landmarks);
  const weights = landmarks(anchor);
  if (weights === undefined) return undefined;
  const fits = scene.regions.map((_, thing) =>
    weights.reduce(
      (best, weight, landmark) =>
        weight < LANDMARK_FLOOR || landmark === thing || scene.overlap(thing, landmark) > SAME_REGION
          ? best
          : Math.max(best, weight * relationFit(scene, relation, thing, landmark)),
      0,
    ),
  );
  return { fits, presence: Math.max(...weights) };
}

function betweenFits(scene: Scene, anchor: Selection, landmarks: LandmarkWeights): RelationFits | undefined {
  const [first, second] = anchor.kind === 'union' ? anchor.parts : [anchor];
  const a = landmarks(first);
  const b = second === undefined ? a : landmarks(second);
  if (a === undefined || b === undefined) return undefined;
  const strong = (weights: readonly number[]): number[] =>
    weights.map((_, index) => index).filter((index) => weights[index] >= 0.15);
  const [as, bs] = [strong(a), strong(b)];
  const fits = scene.regions.map((_, thing) =>
    Math.max(
      0,
      ...as.flatMap((p) =>
        bs
          .filter((q) => q !== p && p !== thing && q !== thing)
          .map((q) => Math.min(a[p], b[q]) * betweenFit(scene, thing, p, q)),
      ),
    ),
  );
  return { fits, presence: Math.min(Math.max(...a), Math.max(...b)) };
}

/** What one modifier says of the regions. */
export interface Judgement {
  /** Logarithm of the fit of each region, weighted; at most 0. */
  readonly logFits: readonly number[];
  /** Unweighted fits, for the evidence that there is a target. */
  readonly fits: readonly number[];
  /** Weight of the best landmark of a relation; 1 for other properties. */
  readonly presence: number;
}

function judged(fits: readonly number[], negated: boolean, floor: number, weight: number, presence = 1): Judgement {
  const meant = negated ? fits.map((fit) => 1 - fit) : fits;
  return { fits: meant, presence, logFits: meant.map((fit) => weight * Math.log(atLeast(floor, fit))) };
}

/** Colours, garments and relations: properties that a region has or has not. */
export function judgeProperty(
  scene: Scene,
  modifier: Modifier,
  landmarks: LandmarkWeights,
  parameters: GroundingParameters,
): Judgement | undefined {
  if (modifier.kind === 'color') {
    const weight = modifier.part === '' ? parameters.colorWeight : parameters.garmentWeight;
    return judged(colorFits(scene, modifier), modifier.negated, parameters.colorFloor, weight);
  }
  if (modifier.kind === 'relation') {
    const related = relationFits(scene, modifier, landmarks);
    const weight = modifier.certain ? parameters.relationWeight : parameters.uncertainRelationWeight;
    return related && judged(related.fits, modifier.negated, parameters.relationFloor, weight, related.presence);
  }
  return undefined;
}

/** Log preference of each region by place or size among the candidates; 0 for the one that has most of it. */
export function preference(
  scene: Scene,
  modifier: Modifier,
  candidates: readonly number[],
  parameters: GroundingParameters,
): number[] | undefined {
  if (modifier.kind !== 'direction' && modifier.kind !== 'size') return undefined;
  const values =
    modifier.kind === 'direction' ? positions(scene, modifier.direction, candidates) : sizes(scene, modifier.size);
  const sign = modifier.negated ? -1 : 1;
  const best = Math.max(...candidates.map((index) => sign * values[index]));
  const weight = preferenceWeight(modifier, parameters);
  return values.map((value) => Math.min(0, weight * (sign * value - best)));
}

function preferenceWeight(
  modifier: Extract<Modifier, { kind: 'direction' | 'size' }>,
  parameters: GroundingParameters,
): number {
  if (modifier.kind === 'size') return modifier.superlative ? parameters.superlativeWeight : parameters.sizeWeight;
  if (modifier.direction === 'front' || modifier.direction === 'back') {
    return parameters.depthWeight * (modifier.extreme ? 1.5 : 1);
  }
  return modifier.extreme ? parameters.extremeWeight : parameters.directionWeight;
}
