import type { Head, Modifier, NounPhrase, Quantity, Selection } from '../syntax.ts';
import { choose } from './choose.ts';
import type { Pool } from './choose.ts';
import { evidence, evidenceTerms } from './evidence.ts';
import type { EvidenceTerms } from './evidence.ts';
import { anythingFits, duplicates, headFits, objectFits } from './heads.ts';
import { judgeProperty, preference } from './modifiers.ts';
import type { Judgement, LandmarkWeights } from './modifiers.ts';
import type { GroundingParameters } from './parameters.ts';
import { misplacement, sizes } from './position.ts';
import type { Scene } from './scene.ts';

/** What grounding a noun phrase needs beyond the phrase. */
export interface GroundingContext {
  readonly scene: Scene;
  readonly parameters: GroundingParameters;
  /** Fits that "one" and "ones" refer to. */
  readonly antecedent: readonly number[] | undefined;
  /** Regions that "it" and "his" refer to. */
  readonly previous: readonly number[] | undefined;
  /** Regions that an exclusion takes away. */
  readonly removed: ReadonlySet<number>;
  /** Regions that the phrase is about, as long as some of them fit (what an exclusion is made from). */
  readonly preferred: ReadonlySet<number> | undefined;
  readonly ground: (selection: Selection, context: GroundingContext) => Grounded;
}

/** A noun phrase, list or exclusion held against the regions. Arrays have one entry a region. */
export interface Grounded {
  /** Best first. */
  readonly chosen: readonly number[];
  /** How well each region fits, relative to the best chosen one, 0..1. */
  readonly fits: readonly number[];
  readonly headFits: readonly number[];
  /** Evidence of a target, 0..1. */
  readonly evidence: number;
  readonly terms: EvidenceTerms | undefined;
}

/** Landmark confidence from which a landmark is plainly there. */
const LANDMARK_FULL = 0.25;
/** Candidates of at least this share of the best one's properties could be meant as well. */
const RIVAL_RATIO = 0.3;
/** How well one of the preferred regions must fit, as a share of the best. */
const PREFERRED_RATIO = 0.4;
/** The larger is preferred less where properties tell things apart. */
const DESCRIBED_PROMINENCE = 0.1;
/** Weight of a possible landmark that the phrase would not have chosen. */
const UNCHOSEN_LANDMARK = 0.5;

export function nothing(scene: Scene): Grounded {
  const zeros = scene.regions.map(() => 0);
  return { chosen: [], fits: zeros, headFits: zeros, evidence: 0, terms: undefined };
}

function baseFits(head: Head, context: GroundingContext): readonly number[] | undefined {
  const { scene, parameters } = context;
  switch (head.kind) {
    case 'classes':
      return headFits(scene, head, parameters);
    case 'anything':
      return anythingFits(scene, head.person);
    case 'anaphor':
      return context.antecedent ?? (head.person ? anythingFits(scene, true) : objectFits(scene));
    case 'previous':
    case 'absent':
      return undefined;
  }
}

/** Landmark weights for relations: all instances of the landmark, those that its phrase picks first. */
function landmarksOf(context: GroundingContext, antecedent: readonly number[]): LandmarkWeights {
  const { scene } = context;
  return (anchor) => {
    const previous = previousWeights(anchor, context);
    if (previous !== 'none') return previous;
    const grounded = context.ground(anchor, { ...context, antecedent, removed: new Set(), preferred: undefined });
    return scene.regions.map((_, index) => {
      const present = Math.min(1, grounded.headFits[index] / LANDMARK_FULL);
      return present * (grounded.chosen.includes(index) ? 1 : UNCHOSEN_LANDMARK * grounded.fits[index]);
    });
  };
}

function previousWeights(anchor: Selection, context: GroundingContext): number[] | undefined | 'none' {
  if (anchor.kind !== 'noun' || anchor.head.kind !== 'previous') return 'none';
  const { scene, previous } = context;
  if (previous !== undefined && previous.length > 0)
    return scene.regions.map((_, index) => (previous.includes(index) ? 1 : 0));
  return anchor.head.person
    ? scene.regions.map((_, index) => Math.min(1, scene.person(index) / LANDMARK_FULL))
    : undefined;
}

function sum(arrays: ReadonlyArray<readonly number[]>, length: number): number[] {
  return Array.from({ length }, (_, index) => arrays.reduce((total, values) => total + values[index], 0));
}

function poolOf(
  phrase: NounPhrase,
  base: readonly number[],
  judgements: readonly Judgement[],
  context: GroundingContext,
): Pool {
  const { scene, parameters } = context;
  const logHeads = base.map((fit) => parameters.classWeight * Math.log(Math.max(fit, 1e-6)));
  const properties = sum([logHeads, ...judgements.map(({ logFits }) => logFits)], scene.size);
  const twin = duplicates(scene, base, parameters);
  const candidates = amongPreferred(
    base
      .map((_, index) => index)
      .filter((index) => base[index] >= parameters.candidateFloor && !twin[index] && !context.removed.has(index)),
    base,
    context,
  );
  const preferences = phrase.modifiers
    .map((modifier) => preference(scene, modifier, candidates, parameters))
    .filter((values) => values !== undefined);
  if (phrase.head.kind === 'classes' && phrase.head.young) {
    preferences.push(sizes(scene, 'small').map((size) => parameters.youngWeight * size));
  }
  const weight = parameters.prominence * (judgements.length > 0 ? DESCRIBED_PROMINENCE : 1);
  const prominence = sizes(scene, 'large').map((size) => weight * size);
  const scores = sum([properties, ...preferences, ...(preferences.length === 0 ? [prominence] : [])], scene.size);
  return { candidates, properties, scores, headFits: base };
}

/** "everyone except the tall one": one of those, unless none of them is what the words name. */
function amongPreferred(
  candidates: readonly number[],
  base: readonly number[],
  { preferred }: GroundingContext,
): readonly number[] {
  if (preferred === undefined) return candidates;
  const inside = candidates.filter((index) => preferred.has(index));
  const best = (indices: readonly number[]): number => Math.max(0, ...indices.map((index) => base[index]));
  return best(inside) >= PREFERRED_RATIO * best(candidates) ? inside : candidates;
}

function relativeFits(pool: Pool, chosen: readonly number[], quantity: Quantity): number[] {
  const values = quantity.kind === 'one' || quantity.kind === 'exactly' ? pool.scores : pool.properties;
  const reference = Math.max(...(chosen.length > 0 ? chosen : pool.candidates).map((index) => values[index]));
  return values.map((value, index) => (pool.candidates.includes(index) ? Math.min(1, Math.exp(value - reference)) : 0));
}

/** Candidates that are plainly as good as the best. */
function rivals({ candidates, properties }: Pool): number {
  const best = Math.max(...candidates.map((index) => properties[index]));
  return candidates.filter((index) => properties[index] >= best + Math.log(RIVAL_RATIO)).length;
}

export function groundNounPhrase(phrase: NounPhrase, context: GroundingContext): Grounded {
  const { scene, parameters } = context;
  const base = baseFits(phrase.head, context);
  if (base === undefined || scene.size === 0) return nothing(scene);
  const landmarks = landmarksOf(context, base);
  const judgementOf = new Map<Modifier, Judgement>();
  for (const modifier of phrase.modifiers) {
    const judgement = judgeProperty(scene, modifier, landmarks, parameters);
    if (judgement !== undefined) judgementOf.set(modifier, judgement);
  }
  const pool = poolOf(phrase, base, [...judgementOf.values()], context);
  const chosen = choose(scene, pool, phrase.quantity, phrase.modifiers, parameters);
  if (chosen.length === 0) return { ...nothing(scene), headFits: base, fits: relativeFits(pool, [], phrase.quantity) };
  const bestOf = (values: readonly number[]): number => Math.max(...chosen.map((index) => values[index]));
  const terms = evidenceTerms(phrase, {
    count: chosen.length,
    headFit: bestOf(base),
    dominance: bestOf(scene.regions.map(({ score }, index) => Math.min(1, base[index] / score))),
    fitOf: (modifier) => {
      const judgement = judgementOf.get(modifier);
      return judgement && bestOf(judgement.fits);
    },
    presenceOf: (modifier) => judgementOf.get(modifier)?.presence,
    misplaced: misplacement(scene, chosen, phrase.modifiers),
    rivals: rivals(pool),
  });
  return {
    chosen,
    fits: relativeFits(pool, chosen, phrase.quantity),
    headFits: base,
    evidence: evidence(terms),
    terms,
  };
}
