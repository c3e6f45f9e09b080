import { PERSON } from '../classes.ts';
import type { Head } from '../syntax.ts';
import type { GroundingParameters } from './parameters.ts';
import { relationFit } from './relations.ts';
import type { Scene } from './scene.ts';

type ClassHead = Extract<Head, { kind: 'classes' }>;

/** A person without the thing that the word speaks of (a cyclist without a bicycle) is this likely. */
const COMPANION_FLOOR = 0.25;
/** Probability from which the thing is plainly there. */
const COMPANION_FULL = 0.3;
/** "thing", "object": how well a person fits the word. */
const PERSON_AS_THING = 0.15;

/** Confidence that a region shows one of the classes: its probability, less where another class is likelier. */
function classConfidence(scene: Scene, index: number, head: ClassHead, parameters: GroundingParameters): number {
  const { classes, score } = scene.regions[index];
  const named = head.classes.reduce((best, { index: name, weight }) => Math.max(best, weight * classes[name]), 0);
  const ratio = Math.min(1, named / Math.max(score, 1e-6));
  return ratio < parameters.classRatioFloor ? 0 : named * ratio ** parameters.classRatioWeight;
}

function companionFit(scene: Scene, index: number, companions: readonly number[]): number {
  let best = 0;
  for (let other = 0; other < scene.size; other += 1) {
    if (other === index) continue;
    const there = Math.max(...companions.map((name) => scene.regions[other].classes[name])) / COMPANION_FULL;
    if (there < 0.1) continue;
    const touch = Math.max(relationFit(scene, 'with', index, other), relationFit(scene, 'riding', index, other));
    best = Math.max(best, Math.min(1, there) * touch);
  }
  return COMPANION_FLOOR + (1 - COMPANION_FLOOR) * best;
}

/** Confidence of each region that it is what the head names, 0..1. */
export function headFits(scene: Scene, head: ClassHead, parameters: GroundingParameters): number[] {
  return scene.regions.map((_, index) => {
    const confidence = classConfidence(scene, index, head, parameters);
    const needsCompanion = head.companions.length > 0 && confidence >= parameters.candidateFloor;
    return needsCompanion ? confidence * companionFit(scene, index, head.companions) : confidence;
  });
}

/** Any object; `person` tells whether the phrase excludes or demands people. */
export function anythingFits(scene: Scene, person: boolean | undefined): number[] {
  return scene.regions.map(({ score, classes }) => {
    const human = classes[PERSON] >= score;
    if (person === undefined) return human ? score * PERSON_AS_THING : score;
    return person === human ? score : score * PERSON_AS_THING;
  });
}

/** Regions of every kind alike. */
export function objectFits(scene: Scene): number[] {
  return scene.regions.map(({ score }) => score);
}

/**
 * Which regions stand for one and the same thing as a stronger one: true for the weaker. Parts count (a head inside
 * the whole person) where they are much weaker than the whole.
 */
export function duplicates(scene: Scene, fits: readonly number[], parameters: GroundingParameters): boolean[] {
  const order = fits
    .map((_, index) => index)
    .filter((index) => fits[index] >= parameters.candidateFloor)
    .sort((a, b) => fits[b] - fits[a]);
  const result = fits.map(() => false);
  const stands = (index: number, stronger: number): boolean => {
    const { regions } = scene;
    const mayBePart = fits[index] < parameters.partRatio * fits[stronger];
    // Two masks overlap by the ratio of their areas at most: most pairs need no look at them.
    const mayBeSame = regions[index].area > parameters.duplicateOverlap * regions[stronger].area;
    return (
      (mayBeSame && scene.maskOverlap(index, stronger) > parameters.duplicateOverlap) ||
      (mayBePart && scene.maskInside(index, stronger) > parameters.partInside)
    );
  };
  order.forEach((index, rank) => {
    result[index] = order.slice(0, rank).some((stronger) => !result[stronger] && stands(index, stronger));
  });
  return result;
}
