import type { Modifier, NounPhrase } from '../syntax.ts';

/** What speaks for and against there being a target at all; the natural logarithms of fits are at most 0. */
export interface EvidenceTerms {
  readonly head: number;
  readonly color: number;
  readonly garment: number;
  readonly relation: number;
  /** Landmarks that were looked for; like `unproven`, the logarithm of one more than their number. */
  readonly landmarks: number;
  /** Properties of the phrase that no region can prove. */
  readonly unproven: number;
  /** Share of an asked-for number that was not found, 0..1. */
  readonly shortage: number;
  readonly ordinal: number;
  readonly position: number;
  /** 1 where no noun says what is meant. */
  readonly headless: number;
  readonly plural: number;
  readonly negated: number;
}

export type EvidenceWeights = EvidenceTerms & { readonly bias: number };

/** Logistic regression on the tuning part of the natural training phrases (scripts/calibrate.ts). */
export const EVIDENCE_WEIGHTS: EvidenceWeights = {
  bias: 2.5,
  head: 0.8,
  color: 0.6,
  garment: 0.4,
  relation: 0.3,
  landmarks: -0.2,
  unproven: -0.2,
  shortage: -1,
  ordinal: -0.3,
  position: 0.2,
  headless: -0.3,
  plural: 0.3,
  negated: 0,
};

const logCount = (count: number): number => Math.log(1 + count);
const log = (fit: number): number => Math.log(Math.max(fit, 0.01));

/** Terms of one noun phrase; `fitsOf` gives the best fit of a modifier among the chosen regions. */
export function evidenceTerms(
  phrase: NounPhrase, chosen: number, headFit: number, fitsOf: (modifier: Modifier) => number | undefined,
): EvidenceTerms {
  const worst = (wanted: (modifier: Modifier) => boolean): number => phrase.modifiers.filter(wanted)
    .reduce((least, modifier) => Math.min(least, log(fitsOf(modifier) ?? 1)), 0);
  const { quantity, head, modifiers } = phrase;
  return {
    head: log(headFit),
    color: worst((modifier) => modifier.kind === 'color' && modifier.part === ''),
    garment: worst((modifier) => modifier.kind === 'color' && modifier.part !== ''),
    relation: worst((modifier) => modifier.kind === 'relation' && modifier.certain),
    landmarks: logCount(modifiers.filter((modifier) => modifier.kind === 'relation' && modifier.certain).length),
    unproven: logCount(modifiers.filter((modifier) => modifier.kind === 'attribute').length),
    shortage: quantity.kind === 'exactly' ? Math.max(0, 1 - chosen / quantity.count) : 0,
    ordinal: modifiers.some(({ kind }) => kind === 'ordinal') ? 1 : 0,
    position: modifiers.some(({ kind }) => kind === 'direction') ? 1 : 0,
    headless: head.kind === 'classes' ? 0 : 1,
    plural: quantity.kind === 'one' ? 0 : 1,
    negated: modifiers.some(({ negated }) => negated) ? 1 : 0,
  };
}

/** Evidence of a target, 0..1; not calibrated (scripts/calibrate.ts does that). */
export function evidence(terms: EvidenceTerms, weights: EvidenceWeights = EVIDENCE_WEIGHTS): number {
  let logit = weights.bias;
  for (const name of Object.keys(terms) as Array<keyof EvidenceTerms>) logit += weights[name] * terms[name];
  return 1 / (1 + Math.exp(-logit));
}
