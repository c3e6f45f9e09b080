import type { Grounding, Region } from '../../types.ts';
import type { NounPhrase, ParsedPhrase, Selection } from '../syntax.ts';
import { groundNounPhrase, nothing } from './ground-noun-phrase.ts';
import type { Grounded, GroundingContext } from './ground-noun-phrase.ts';
import { PARAMETERS } from './parameters.ts';
import type { GroundingParameters } from './parameters.ts';
import { Scene } from './scene.ts';

/** Object score from which a region is a target. */
const OBJECT_THRESHOLD = 0.5;
/** Two parts of a list that overlap this much mean the same region. */
const SAME_REGION = 0.8;

function groundSelection(selection: Selection, context: GroundingContext): Grounded {
  switch (selection.kind) {
    case 'noun':
      return groundNounPhrase(selection, context);
    case 'union':
      return groundUnion(selection.parts, context);
    case 'except':
      return groundExcept(selection.from, selection.minus, context);
  }
}

/** Parts of a list one after another: "one" and "it" look back to the part before. */
function groundUnion(parts: readonly Selection[], context: GroundingContext): Grounded {
  const { scene } = context;
  const grounded: Grounded[] = [];
  for (const part of parts) {
    const before = grounded.at(-1);
    const antecedent = before?.headFits ?? context.antecedent;
    grounded.push(groundSelection(part, { ...context, antecedent, previous: before?.chosen ?? context.previous }));
  }
  const chosen: number[] = [];
  for (const index of grounded.flatMap((part) => part.chosen)) {
    if (!chosen.some((other) => other === index || scene.overlap(other, index) > SAME_REGION)) chosen.push(index);
  }
  const most = (pick: (part: Grounded) => readonly number[]): number[] =>
    scene.regions.map((_, index) => Math.max(...grounded.map((part) => pick(part)[index])));
  const strongest = grounded.reduce((best, part) => (part.evidence > best.evidence ? part : best));
  return {
    chosen,
    fits: most(({ fits }) => fits),
    headFits: most((part) => part.headFits),
    evidence: strongest.evidence,
    terms: strongest.terms,
  };
}

function groundExcept(from: Selection, minus: Selection, context: GroundingContext): Grounded {
  const { scene } = context;
  const kept = withHead(from, minus);
  const everything = groundSelection(kept, context);
  const taken = groundSelection(minus, {
    ...context,
    antecedent: everything.headFits,
    previous: everything.chosen,
    preferred: isOne(from) ? undefined : new Set(everything.chosen),
  });
  if (isOne(from) && (!isOne(minus) || keepsItsChoice(everything, taken, scene))) return everything;
  const removed = new Set(context.removed);
  scene.regions.forEach((_, index) => {
    if (taken.chosen.some((other) => isTaken(index, other, taken, scene))) removed.add(index);
  });
  if (from.kind === 'noun' && from.quantity.kind !== 'exactly') {
    const left = groundSelection(kept, { ...context, removed });
    // Where nothing else is seen, what is taken away was not what it was taken for.
    return left.chosen.length > 0 ? left : everything;
  }
  return { ...everything, chosen: everything.chosen.filter((index) => !removed.has(index)) };
}

function isOne(selection: Selection): boolean {
  return selection.kind === 'noun' && selection.quantity.kind === 'one';
}

/**
 * "the big player, not the pitcher": two things told apart. Where both words suit one region best, it goes to the one
 * that has the poorer alternative.
 */
function keepsItsChoice(kept: Grounded, taken: Grounded, scene: Scene): boolean {
  const [own] = kept.chosen;
  const [other] = taken.chosen;
  if (own === undefined || other === undefined) return own !== undefined;
  const same = (a: number, b: number): boolean => a === b || scene.overlap(a, b) > OBJECT_THRESHOLD;
  if (!same(own, other)) return true;
  const second = ({ fits }: Grounded): number =>
    fits.reduce((best, fit, index) => (same(index, own) ? best : Math.max(best, fit)), 0);
  return second(kept) <= second(taken);
}

function isTaken(index: number, other: number, taken: Grounded, scene: Scene): boolean {
  return (
    index === other ||
    (scene.overlap(index, other) > OBJECT_THRESHOLD && taken.headFits[index] > OBJECT_THRESHOLD * taken.headFits[other])
  );
}

/** "all but the right two": without a noun of its own, the set is of the kind that is taken away from it. */
function withHead(from: Selection, minus: Selection): Selection {
  if (from.kind !== 'noun' || from.head.kind !== 'anaphor' || minus.kind !== 'noun') return from;
  const plural: NounPhrase['quantity'] = from.quantity.kind === 'one' ? { kind: 'one' } : { kind: 'all' };
  return { ...from, head: minus.head.kind === 'classes' ? minus.head : from.head, quantity: plural };
}

/** Scenes of regions that are still in use: the next phrase on the same photo finds its masks compared already. */
const scenes = new WeakMap<readonly Region[], Scene>();

function sceneOf(regions: readonly Region[], width: number, height: number): Scene {
  const known = scenes.get(regions);
  if (known?.width === width && known.height === height) return known;
  const scene = new Scene(regions, width, height);
  scenes.set(regions, scene);
  return scene;
}

/** Like {@link ground}, with what tuning and calibration look at. */
export function groundInDetail(
  selection: Selection | undefined,
  regions: readonly Region[],
  width: number,
  height: number,
  parameters: GroundingParameters = PARAMETERS,
): Grounded {
  const scene = sceneOf(regions, width, height);
  if (selection === undefined || regions.length === 0) return nothing(scene);
  return groundSelection(selection, {
    scene,
    parameters,
    antecedent: undefined,
    previous: undefined,
    removed: new Set(),
    preferred: undefined,
    ground: groundSelection,
  });
}

/**
 * Object scores of a grounded phrase: a target has 0.5 to 1 and what is no target less than 0.5, falling with how
 * badly it fits, so that any threshold between cuts a sensible set.
 */
export function objectScores({ chosen, fits }: Grounded): Float32Array {
  const targets = new Set(chosen);
  return Float32Array.from(fits, (fit, index) =>
    targets.has(index)
      ? OBJECT_THRESHOLD + (1 - OBJECT_THRESHOLD) * fit
      : Math.min(OBJECT_THRESHOLD * fit, OBJECT_THRESHOLD - 0.01),
  );
}

/**
 * Holds the meaning of a phrase against the regions of a photo.
 * @param width of the upright photo in pixels
 * @param height of the upright photo in pixels
 */
export function ground(parsed: ParsedPhrase, regions: readonly Region[], width: number, height: number): Grounding {
  const grounded = groundInDetail(parsed.selection, regions, width, height);
  return { objectScores: objectScores(grounded), targetEvidence: grounded.evidence, unknownWords: parsed.unknownWords };
}
