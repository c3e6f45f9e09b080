import type { COLOR_BANDS, COLOR_NAMES } from '../types.ts';

export type ColorName = (typeof COLOR_NAMES)[number];
export type BandName = (typeof COLOR_BANDS)[number]['name'];

/**
 * Where in the photo; `ends` is the outermost on both sides. Depth words (front, back) are judged by size and height.
 */
export type Direction = 'left' | 'right' | 'top' | 'bottom' | 'middle' | 'front' | 'back' | 'ends';

/** How the thing meant stands to its landmark: "left-of" reads "the thing is left of the landmark". */
export type Relation =
  | 'left-of'
  | 'right-of'
  | 'above'
  | 'below'
  | 'in-front-of'
  | 'behind'
  | 'near'
  | 'nearest'
  | 'farthest'
  | 'on'
  | 'supporting'
  | 'riding'
  | 'in'
  | 'containing'
  | 'with'
  | 'held-by'
  | 'between'
  | 'of';

export type Size = 'large' | 'small' | 'tall' | 'long';

/** Classes that a noun may mean; weight 1 for its proper meaning, less for what it may also be. */
export interface ClassWeight {
  readonly index: number;
  readonly weight: number;
}

/** What the phrase names, before any modifier. */
export type Head =
  | {
      readonly kind: 'classes';
      readonly word: string;
      readonly classes: readonly ClassWeight[];
      /** Classes that such a person has with them (a cyclist's bicycle). */
      readonly companions: readonly number[];
      /** The word says that it is a young one, smaller than others of its class. */
      readonly young: boolean;
    }
  /** "thing", "object", or a phrase without any noun ("behind the catcher"). */
  | { readonly kind: 'anything'; readonly person: boolean | undefined }
  /** "one", "ones": the head of the phrase before it, or of the set that something is taken from. */
  | {
      readonly kind: 'anaphor';
      /** What is worn says that it is a person, where nothing was named before. */
      readonly person: boolean;
    }
  /** "it", "his": what the part of the list before this one chose; a person where there is none and `person` is set. */
  | { readonly kind: 'previous'; readonly person: boolean }
  /** A noun that is no class of the detector, known to be none (`listed`) or not known at all. */
  | { readonly kind: 'absent'; readonly word: string; readonly listed: boolean };

export type Quantity =
  | { readonly kind: 'one' }
  /** A plural without a number. */
  | { readonly kind: 'some' }
  | { readonly kind: 'all' }
  | { readonly kind: 'exactly'; readonly count: number }
  /** "neither", "none of". */
  | { readonly kind: 'none' };

export type Modifier =
  | {
      readonly kind: 'color';
      /** Any of these will do, the first being the plainest reading. */
      readonly colors: readonly ColorName[];
      readonly band: BandName;
      /** The garment or part that has the colour; empty for the thing itself. */
      readonly part: string;
      readonly negated: boolean;
    }
  | { readonly kind: 'direction'; readonly direction: Direction; readonly extreme: boolean; readonly negated: boolean }
  | {
      readonly kind: 'ordinal';
      readonly index: number;
      /** What is counted along: from a side, or from the one that has most of a size. */
      readonly from: Direction | Size | undefined;
      readonly negated: boolean;
    }
  | { readonly kind: 'size'; readonly size: Size; readonly superlative: boolean; readonly negated: boolean }
  | {
      readonly kind: 'relation';
      readonly relation: Relation;
      readonly anchor: Selection;
      readonly negated: boolean;
      /** False where the clause was not understood and only names something nearby. */
      readonly certain: boolean;
    }
  /** A word that is understood but that no evidence can show: action, material, age, garment without colour. */
  | { readonly kind: 'attribute'; readonly word: string; readonly negated: boolean };

export interface NounPhrase {
  readonly kind: 'noun';
  readonly head: Head;
  readonly quantity: Quantity;
  readonly modifiers: readonly Modifier[];
}

/** The meaning of a phrase, independent of any photo. */
export type Selection =
  | NounPhrase
  | { readonly kind: 'union'; readonly parts: readonly Selection[] }
  | { readonly kind: 'except'; readonly from: Selection; readonly minus: Selection };

/** What {@link parse} returns. */
export interface ParsedPhrase {
  /** Absent where nothing of the phrase means anything. */
  readonly selection: Selection | undefined;
  /** Words of the phrase, as written, that carry meaning which the lexicon does not know. */
  readonly unknownWords: readonly string[];
}
