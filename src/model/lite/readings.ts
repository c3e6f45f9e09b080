import type { Grounded } from '../language/ground/ground-noun-phrase.ts';
import { groundInDetail } from '../language/ground/ground.ts';
import type { Head, Modifier, NounPhrase, ParsedPhrase, Quantity, Selection } from '../language/syntax.ts';
import type { PhotoEncoding } from '../types.ts';

/** Values that the symbolic reading gives each region; see {@link readings}. */
export const VOTE_VALUES = 14;

const QUANTITIES: ReadonlyArray<Quantity['kind']> = ['one', 'some', 'all', 'exactly', 'none'];
const HEADS: ReadonlyArray<Head['kind']> = ['classes', 'anything', 'anaphor', 'previous', 'absent'];
const MODIFIERS: ReadonlyArray<Modifier['kind']> = ['color', 'direction', 'ordinal', 'size', 'relation', 'attribute'];
/** The evidence's terms, in the order in which the head takes them. */
const TERMS = [
  'head',
  'color',
  'garment',
  'relation',
  'presence',
  'dominance',
  'landmarks',
  'unproven',
  'unseen',
  'shortage',
  'misplaced',
  'faint',
  'makeshift',
  'rivals',
] as const;

/** Values that the symbolic reading says of the phrase as a whole. */
export const PHRASE_VALUES = 7 + TERMS.length + QUANTITIES.length + HEADS.length + MODIFIERS.length;

/** What the parser makes of a phrase on a photo: the structure that the head then need not discover. */
export interface Readings {
  /** R x {@link VOTE_VALUES}. */
  readonly votes: Float32Array;
  /** {@link PHRASE_VALUES} values. */
  readonly phrase: Float32Array;
  /** The plain reading. */
  readonly whole: Grounded;
}

/** Noun phrases whose things are meant: all parts of a list, without what is taken away. */
function meant(selection: Selection): NounPhrase[] {
  switch (selection.kind) {
    case 'noun':
      return [selection];
    case 'union':
      return selection.parts.flatMap(meant);
    case 'except':
      return meant(selection.from);
  }
}

function takenAway(selection: Selection): Selection[] {
  switch (selection.kind) {
    case 'noun':
      return [];
    case 'union':
      return selection.parts.flatMap(takenAway);
    case 'except':
      return [selection.minus, ...takenAway(selection.from)];
  }
}

const isRelation = ({ kind }: Modifier): boolean => kind === 'relation';
const isPlace = ({ kind }: Modifier): boolean => kind === 'direction' || kind === 'ordinal' || kind === 'size';

function landmarks(phrases: readonly NounPhrase[]): Selection[] {
  return phrases.flatMap(({ modifiers }) =>
    modifiers.flatMap((modifier) => (modifier.kind === 'relation' ? [modifier.anchor] : [])),
  );
}

type Column = (grounded: Grounded, index: number) => number;
const isChosen: Column = ({ chosen }, index) => (chosen.includes(index) ? 1 : 0);
const fitOf: Column = ({ fits }, index) => fits[index];

/**
 * Holds the phrase and parts of it against the regions: the whole; its nouns alone; with looks, with relations, with
 * places only; all but the relations; what is taken away; the landmarks.
 */
export function readings({ selection, unknownWords }: ParsedPhrase, encoding: PhotoEncoding): Readings {
  const { regions, width, height } = encoding;
  const hold = (part: Selection | undefined): Grounded => groundInDetail(part, regions, width, height);
  const whole = hold(selection);
  const phrases = selection === undefined ? [] : meant(selection);
  const reduced = (keep: (modifier: Modifier) => boolean, quantity?: Quantity): Grounded[] =>
    phrases.map((phrase) =>
      hold({ ...phrase, quantity: quantity ?? phrase.quantity, modifiers: phrase.modifiers.filter(keep) }),
    );
  const all: Quantity = { kind: 'all' };
  const bare = reduced(() => false, all);
  const minus = (selection === undefined ? [] : takenAway(selection)).map(hold);
  const anchors = landmarks(phrases).map(hold);
  const place = reduced(isPlace);
  const columns: ReadonlyArray<readonly [readonly Grounded[], Column]> = [
    [[whole], isChosen],
    [[whole], fitOf],
    [[whole], ({ headFits }, index) => headFits[index]],
    [bare, isChosen],
    [bare, fitOf],
    [reduced((modifier) => !isPlace(modifier) && !isRelation(modifier), all), fitOf],
    [reduced(isRelation, all), fitOf],
    [place, isChosen],
    [place, fitOf],
    [reduced((modifier) => !isRelation(modifier)), isChosen],
    [minus, isChosen],
    [minus, fitOf],
    [anchors, isChosen],
    [anchors, fitOf],
  ];
  const votes = new Float32Array(regions.length * VOTE_VALUES);
  columns.forEach(([grounded, column], at) => {
    for (let index = 0; index < regions.length; index += 1) {
      for (const each of grounded) {
        const place = index * VOTE_VALUES + at;
        votes[place] = Math.max(votes[place], column(each, index));
      }
    }
  });
  return { votes, phrase: phraseValues(selection, phrases, whole, unknownWords.length), whole };
}

function phraseValues(
  selection: Selection | undefined,
  phrases: readonly NounPhrase[],
  whole: Grounded,
  unknownWords: number,
): Float32Array {
  const main = phrases[0];
  const count = main?.quantity.kind === 'exactly' ? main.quantity.count : 0;
  const has = (kind: Modifier['kind']): number =>
    phrases.some(({ modifiers }) => modifiers.some((modifier) => modifier.kind === kind)) ? 1 : 0;
  return Float32Array.from([
    whole.evidence,
    Math.min(whole.chosen.length, 8) / 4,
    Math.min(count, 8) / 4,
    Math.min(phrases.length, 4) / 2,
    selection?.kind === 'except' ? 1 : 0,
    Math.min(unknownWords, 3) / 2,
    selection === undefined ? 1 : 0,
    ...TERMS.map((name) => 0.5 * (whole.terms?.[name] ?? 0)),
    ...QUANTITIES.map((kind) => (main?.quantity.kind === kind ? 1 : 0)),
    ...HEADS.map((kind) => (main?.head.kind === kind ? 1 : 0)),
    ...MODIFIERS.map(has),
  ]);
}
