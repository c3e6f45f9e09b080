import { ABSENT, GARMENTS, RELATIONS } from '../lexicon.ts';
import weights from './evidence-weights.json' with { type: 'json' };
import type { Modifier, NounPhrase, Relation } from '../syntax.ts';

/** What speaks for and against there being a target at all; the natural logarithms of fits are at most 0. */
export interface EvidenceTerms {
  readonly head: number;
  readonly color: number;
  readonly garment: number;
  /** How well the chosen stands to its landmarks, and how surely those are there. */
  readonly relation: number;
  readonly presence: number;
  /** How far the named class is from the region's likeliest one. */
  readonly dominance: number;
  /** 1 where landmarks were looked for. */
  readonly landmarks: number;
  /** 1 where no region can prove some property of the phrase. */
  readonly unproven: number;
  /** 1 where parts or places are named that are no classes ("with a handle", "on the grass"). */
  readonly unseen: number;
  /** Share of an asked-for number that was not found, 0..1. */
  readonly shortage: number;
  readonly ordinal: number;
  readonly position: number;
  readonly size: number;
  /** 1 where the phrase speaks of a colour, of clothes. */
  readonly colored: number;
  readonly dressed: number;
  /** 1 where a relation touches: had, held, ridden, lain on. */
  readonly contact: number;
  /** 1 where no noun says what is meant. */
  readonly headless: number;
  readonly plural: number;
  readonly negated: number;
  /** How far the chosen lies on the wrong side of the photo where nothing else could be meant, in fractions of it. */
  readonly misplaced: number;
  /** How far the head's fit is below one that is seldom wrong; logarithm. */
  readonly faint: number;
  /** 1 where the noun only may mean a class that the detector knows. */
  readonly makeshift: number;
  /** Logarithm of the number of candidates that a plain singular may mean. */
  readonly rivals: number;
}

export type EvidenceWeights = EvidenceTerms & { readonly bias: number };

/** Logistic regression on the tuning part of the training phrases; written by scripts/calibrate.ts. */
const EVIDENCE_WEIGHTS: EvidenceWeights = weights;

const CONTACT: ReadonlySet<Relation> = new Set([
  'with',
  'held-by',
  'riding',
  'on',
  'in',
  'supporting',
  'containing',
] as const);

const isAny = (count: number): number => Math.min(1, count);
const log = (fit: number): number => Math.log(Math.max(fit, 0.01));

/** What the chosen regions of a noun phrase are measured by. */
export interface ChosenMeasures {
  readonly count: number;
  readonly headFit: number;
  /** Ratio of the head's fit to the likeliest class, 0..1. */
  readonly dominance: number;
  /** Best fit of a modifier among the chosen. */
  readonly fitOf: (modifier: Modifier) => number | undefined;
  /** Weight of the best landmark of a relation. */
  readonly presenceOf: (modifier: Modifier) => number | undefined;
  /** How far the chosen lies beyond the middle, on the wrong side of the photo. */
  readonly misplaced: number;
  /** Number of candidates that have the properties about as well as the best. */
  readonly rivals: number;
}

const CHOOSING: ReadonlySet<Modifier['kind']> = new Set(['direction', 'size', 'ordinal'] as const);
/** Fit of a head that is seldom wrong. */
const SURE_HEAD = 0.25;

export function evidenceTerms({ quantity, head, modifiers }: NounPhrase, measures: ChosenMeasures): EvidenceTerms {
  const worst = (value: (modifier: Modifier) => number | undefined, wanted: (modifier: Modifier) => boolean): number =>
    modifiers.filter(wanted).reduce((least, modifier) => Math.min(least, log(value(modifier) ?? 1)), 0);
  const isRelation = (modifier: Modifier): boolean => modifier.kind === 'relation' && modifier.certain;
  const isUnseen = (modifier: Modifier): boolean => modifier.kind === 'attribute' && isPart(modifier.word);
  const isUnproven = (modifier: Modifier): boolean => modifier.kind === 'attribute' && !isPart(modifier.word);
  return {
    head: log(measures.headFit),
    dominance: log(measures.dominance),
    color: worst(measures.fitOf, (modifier) => modifier.kind === 'color' && modifier.part === ''),
    garment: worst(measures.fitOf, (modifier) => modifier.kind === 'color' && modifier.part !== ''),
    relation: worst(measures.fitOf, isRelation),
    presence: worst(measures.presenceOf, isRelation),
    landmarks: isAny(modifiers.filter(isRelation).length),
    unproven: isAny(modifiers.filter(isUnproven).length),
    unseen: isAny(modifiers.filter(isUnseen).length),
    shortage: quantity.kind === 'exactly' ? Math.max(0, 1 - measures.count / quantity.count) : 0,
    ordinal: modifiers.some(({ kind }) => kind === 'ordinal') ? 1 : 0,
    position: modifiers.some(({ kind }) => kind === 'direction') ? 1 : 0,
    headless: head.kind === 'classes' ? 0 : 1,
    plural: quantity.kind === 'one' ? 0 : 1,
    negated: modifiers.some(({ negated }) => negated) ? 1 : 0,
    misplaced: measures.rivals <= 1 ? measures.misplaced : 0,
    faint: Math.min(0, log(measures.headFit) - log(SURE_HEAD)),
    makeshift: head.kind === 'classes' && head.classes.every(({ weight }) => weight < 1) ? 1 : 0,
    rivals: quantity.kind === 'one' && !modifiers.some(({ kind }) => CHOOSING.has(kind)) ? Math.log(measures.rivals) : 0,
    size: modifiers.some(({ kind }) => kind === 'size') ? 1 : 0,
    colored: modifiers.some((modifier) => modifier.kind === 'color' && modifier.part === '') ? 1 : 0,
    dressed: modifiers.some((modifier) => modifier.kind === 'color' && modifier.part !== '') ? 1 : 0,
    contact: isAny(
      modifiers.filter((modifier) => modifier.kind === 'relation' && CONTACT.has(modifier.relation)).length,
    ),
  };
}

/** Relations to what is no class, garments and parts, as opposed to actions and looks. */
function isPart(word: string): boolean {
  return RELATIONS.get(word) !== undefined || ABSENT.get(word) !== undefined || GARMENTS.get(word) !== undefined;
}

/** Evidence of a target, 0..1; not calibrated (scripts/calibrate.ts does that). */
export function evidence(terms: EvidenceTerms): number {
  let logit = EVIDENCE_WEIGHTS.bias;
  for (const name of Object.keys(terms) as Array<keyof EvidenceTerms>) logit += EVIDENCE_WEIGHTS[name] * terms[name];
  return 1 / (1 + Math.exp(-logit));
}
