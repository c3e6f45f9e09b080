import * as lexicon from '../lexicon.ts';
import type { PhraseTable } from '../lexicon.ts';
import type { Token } from './tokenize.ts';

export interface ExclusionSplit {
  readonly from: readonly Token[];
  readonly minus: readonly Token[];
  /** Words that mark the exclusion. */
  readonly marker: readonly Token[];
}

/** Markers that, unlike "except", are as often plain negation of a property. */
const AMBIGUOUS_MARKERS = new Set(['not', 'without', 'no', 'none of', 'nor', 'never', 'w/o', 'just not']);
const SIMPLE_BUT = 'but';

/** Finds the first marker of a set difference and the two sides of it. */
export function splitExclusion(tokens: readonly Token[]): ExclusionSplit | undefined {
  const framed = leadingExclusion(tokens) ?? closedExclusion(tokens);
  if (framed !== undefined) return framed;
  for (let at = 1; at < tokens.length - 1; at += 1) {
    const marker = lexicon.EXCLUSIONS.match(tokens, at) ?? contractedNot(tokens, at);
    if (marker === undefined || at + marker.length >= tokens.length) continue;
    const words = tokens
      .slice(at, at + marker.length)
      .map(({ text }) => text)
      .join(' ');
    const after = tokens.slice(at + marker.length);
    if (!isExclusion(words, tokens.slice(0, at), after)) continue;
    return { from: trimmed(tokens.slice(0, at)), minus: after, marker: tokens.slice(at, at + marker.length) };
  }
  return undefined;
}

const CONTRACTED = new Set(["isn't", "aren't", 'isnt', 'arent', "wasn't", "weren't"]);

/** "the pet that isn't a dog" */
function contractedNot(tokens: readonly Token[], at: number): { readonly length: number } | undefined {
  const after = tokens.slice(at + 1);
  return CONTRACTED.has(tokens[at].text) && (startsDefinite(after) || startsWithClass(after)) ? { length: 1 } : undefined;
}

/** "not the cat, the dog", "no, not the cat, i want the dog": what is meant comes second. */
function leadingExclusion(tokens: readonly Token[]): ExclusionSplit | undefined {
  const no = tokens[0].text === 'no' ? 1 + Number(tokens[1]?.kind === 'comma') : 0;
  const marker = tokens[no]?.text === 'not' ? no + 1 : 1;
  if (tokens[marker - 1].text !== 'not') return undefined;
  const comma = tokens.findIndex((token, index) => index > marker && (token.kind === 'comma' || token.text === 'but'));
  if (comma < 0 || comma >= tokens.length - 1) return undefined;
  return { from: afterCommands(tokens.slice(comma + 1)), minus: tokens.slice(marker, comma), marker: tokens.slice(0, marker) };
}

/** "sink excluded, the cup", "the cups, sink excluded": what is left out stands before the word that says so. */
function closedExclusion(tokens: readonly Token[]): ExclusionSplit | undefined {
  const at = tokens.findIndex((token, index) => (
    index > 0 && lexicon.CLOSING_EXCLUSIONS.get(token.text) !== undefined && (index === tokens.length - 1 || tokens[index + 1].kind === 'comma')
  ));
  if (at < 0) return undefined;
  const comma = tokens.findLastIndex(({ kind }, index) => index < at && kind === 'comma');
  const before = tokens.slice(0, Math.max(comma, 0));
  const after = tokens.slice(at + 2);
  // With a side before and one after, the comma between them makes them a list.
  const from = before.length > 0 && after.length > 0 ? [...before, tokens[comma], ...after] : afterCommands([...before, ...after]);
  const minus = tokens.slice(comma + 1, at);
  return from.length === 0 || minus.length === 0 ? undefined : { from, minus, marker: tokens.slice(at, at + 1) };
}

/** What follows "please select", "i want": at least one token. */
export function afterCommands(tokens: readonly Token[]): readonly Token[] {
  const length = lexicon.COMMANDS.match(tokens, 0)?.length ?? 0;
  return length > 0 && length < tokens.length ? afterCommands(tokens.slice(length)) : tokens;
}

function trimmed(tokens: readonly Token[]): readonly Token[] {
  const last = tokens.at(-1);
  return last !== undefined && (last.kind === 'comma' || last.text === 'and') ? trimmed(tokens.slice(0, -1)) : tokens;
}

function isExclusion(marker: string, before: readonly Token[], after: readonly Token[]): boolean {
  const previous = before.at(-1)!;
  if (marker === SIMPLE_BUT && lexicon.NEGATIONS.match(after, 0) !== undefined) return startsNounPhrase(after, 1);
  // "all knives but far left"
  if (marker === SIMPLE_BUT && after.length <= 2 && lexicon.DIRECTIONS.match(after, after.length - 1) !== undefined)
    return true;
  if (marker === SIMPLE_BUT) return startsNounPhrase(after, 0) || lexicon.DETERMINERS.get(after[0].text) !== undefined;
  if (marker === 'leave' || marker === 'ignore') return previous.kind === 'comma' && startsDefinite(after);
  if (marker === 'besides') return isPluralSide(before) || startsWithStandIn(after);
  if (marker === 'minus' || !AMBIGUOUS_MARKERS.has(marker)) return true;
  if (lexicon.COPULAS.get(previous.text) !== undefined)
    return previous.text !== 'does' && (startsDefinite(after) || startsWithClass(after));
  if (marker === 'without' || marker === 'no' || marker === 'none of' || marker === 'w/o') {
    return marker.startsWith('no') ? previous.kind === 'comma' && startsNounPhrase(after, 0) : startsDefinite(after);
  }
  return startsNounPhrase(after, 0);
}

function isPluralSide(tokens: readonly Token[]): boolean {
  return (
    tokens.some((_, at) => {
      const noun = lexicon.NOUNS.match(tokens, at);
      return noun !== undefined && noun.value.number !== 'singular';
    }) || lexicon.QUANTIFIERS.match(tokens, 0) !== undefined
  );
}

const STAND_INS: ReadonlyArray<PhraseTable<true>> = [
  lexicon.ANAPHORS_SINGULAR,
  lexicon.ANAPHORS_PLURAL,
  lexicon.ANYTHING_SINGULAR,
  lexicon.ANYTHING_PLURAL,
];

function startsWithStandIn(tokens: readonly Token[]): boolean {
  return nounPlace(tokens, 0) === 'stand-in';
}

/** "the man", "his hat", "that one": a particular thing, not a property. */
function startsDefinite(tokens: readonly Token[]): boolean {
  const first = tokens[0]?.text ?? '';
  const definite =
    ['the', 'that', 'those', 'these', 'this'].includes(first) || lexicon.POSSESSIVES.get(first) !== undefined;
  return definite && startsNounPhrase(tokens, 0);
}

/** "fruits that are not bananas", "the one that is not a toy": a noun follows, alone or after an article. */
function startsWithClass(tokens: readonly Token[]): boolean {
  const at = ['a', 'an'].includes(tokens[0]?.text ?? '') ? 1 : 0;
  return lexicon.NOUNS.match(tokens, at) !== undefined && lexicon.COLORS.match(tokens, at) === undefined;
}

/** What stands first in a noun phrase, after its determiners and adjectives. */
type NounPlace = 'class' | 'absent' | 'stand-in';

/** Words that also name a direction but open no noun phrase. */
const PREPOSITIONS_OF_PLACE = new Set(['behind', 'above', 'below', 'near']);

/** Where the noun of a noun phrase that starts at `at` stands, if one starts there. */
function nounPlace(tokens: readonly Token[], at: number, worn = false): NounPlace | undefined {
  if (PREPOSITIONS_OF_PLACE.has(tokens[at]?.text ?? '')) return undefined;
  if (['what', 'whatever', 'whoever'].includes(tokens[at]?.text ?? '')) return 'stand-in';
  for (let index = at; index < Math.min(tokens.length, at + 7);) {
    const noun = lexicon.NOUNS.match(tokens, index);
    const garment = lexicon.GARMENTS.match(tokens, index);
    const isWorn = garment !== undefined && (worn || garment.length > (noun?.length ?? 0));
    if (noun !== undefined && !isWorn) return 'class';
    const absent = noun === undefined ? lexicon.ABSENT.match(tokens, index) : undefined;
    if (absent !== undefined && garment === undefined && lexicon.NOUNS.match(tokens, index + absent.length) !== undefined) {
      // "peanut butter jar": the last noun of a row is the one.
      index += absent.length;
      continue;
    }
    if (noun !== undefined || lexicon.ABSENT.match(tokens, index) !== undefined) {
      return garment === undefined ? 'absent' : undefined;
    }
    if (STAND_INS.some((table) => table.match(tokens, index) !== undefined) && !isDeterminerHere(tokens, index)) {
      return 'stand-in';
    }
    const step = [
      lexicon.QUANTIFIERS,
      lexicon.NUMBERS,
      lexicon.ORDINALS,
      lexicon.SIZES,
      lexicon.COLORS,
      lexicon.COLOR_SHIFTS,
      lexicon.DIRECTIONS,
      lexicon.DETERMINERS,
      lexicon.POSSESSIVES,
      lexicon.NEUTRAL,
      lexicon.PORTIONS,
    ].map((table: PhraseTable<unknown>) => table.match(tokens, index)?.length ?? 0);
    const joinsColors = tokens[index].text === 'and' && lexicon.COLORS.match(tokens, index + 1) !== undefined;
    const its = tokens[index].text === 'its' || (joinsColors && index > at) ? 1 : 0;
    const length = Math.max(
      ...step,
      its,
      tokens[index].text === 'of' && lexicon.PORTIONS.get(tokens[index - 1]?.text ?? '') !== undefined ? 1 : 0,
    );
    const unknown = tokens[index].kind === 'word' && !lexicon.isVocabulary(tokens[index].text);
    if (length === 0 && !unknown) return undefined;
    index += Math.max(1, length);
  }
  return undefined;
}

/** "other", "these", "one" before a noun only determine it. */
function isDeterminerHere(tokens: readonly Token[], index: number): boolean {
  return lexicon.NOUNS.match(tokens, index + 1) !== undefined;
}

function startsNounPhrase(tokens: readonly Token[], at: number): boolean {
  return nounPlace(tokens, at) !== undefined;
}

/** Parts of a list: "the cat, both dogs and a bird". */
export function splitUnion(tokens: readonly Token[]): ReadonlyArray<readonly Token[]> {
  const parts: Array<readonly Token[]> = [];
  let start = 0;
  let noun = nextNoun(tokens, start);
  for (let at = 1; at < tokens.length - 1; at += 1) {
    const length = separatorLength(tokens, at);
    if (length === 0 || noun >= at || !joinsWholePhrases(tokens, start, at, length)) continue;
    parts.push(tokens.slice(start, at));
    start = at + length;
    noun = nextNoun(tokens, start);
    at = start;
  }
  parts.push(tokens.slice(start));
  return parts;
}

/** Tokens of a comma, of a conjunction, or of both in a row. */
function separatorLength(tokens: readonly Token[], at: number): number {
  const comma = tokens[at].kind === 'comma' ? 1 : 0;
  return comma + (lexicon.CONJUNCTIONS.match(tokens, at + comma)?.length ?? 0);
}

function joinsWholePhrases(tokens: readonly Token[], start: number, at: number, length: number): boolean {
  const left = tokens.slice(start, at);
  const right = tokens.slice(at + length);
  if (joinsColors(left, right)) return false;
  const place = nounPlace(right, 0, speaksOfClothes(left));
  if (place === undefined || (place === 'absent' && !isDetermined(right))) return false;
  if (opensBetween(left)) return false;
  // After a mere comma, a word that is no class is a remark on what came before ("man at the back, hands raised").
  if (tokens[at].kind === 'comma' && length === 1)
    return place !== 'absent' && (!startsIndefinite(right) || startsIndefinite(left));
  return (
    !(landmarkIsIndefinite(left) && startsIndefinite(right) && !startsIndefinite(left)) &&
    !continuesLandmark(left, right)
  );
}

/** Place of the first word at or after `start` that names something. */
function nextNoun(tokens: readonly Token[], start: number): number {
  for (let at = start; at < tokens.length; at += 1) {
    const names =
      lexicon.NOUNS.match(tokens, at) !== undefined ||
      lexicon.ABSENT.match(tokens, at) !== undefined ||
      (at === start && lexicon.SUBJECT_PRONOUNS.match(tokens, at) !== undefined) ||
      STAND_INS.some((table) => table.match(tokens, at) !== undefined);
    if (names) return at;
  }
  return tokens.length;
}

/** "orange and black backpack": two colours of one thing. */
function joinsColors(left: readonly Token[], right: readonly Token[]): boolean {
  if (lexicon.COLORS.get(left.at(-1)!.text) === undefined || lexicon.COLORS.match(right, 0) === undefined) return false;
  const opening = left.findLastIndex(
    (token, at) => lexicon.DETERMINERS.get(token.text) !== undefined || lexicon.RELATIONS.match(left, at) !== undefined,
  );
  const own = left.slice(opening + 1, -1);
  return !own.some((_, at) => lexicon.NOUNS.match(own, at) !== undefined);
}

/** After "with a hat", "and glasses" are worn too. */
function speaksOfClothes(left: readonly Token[]): boolean {
  return left.some(
    (token, at) =>
      ['with', 'wearing', 'in', 'w'].includes(token.text) &&
      left
        .slice(at)
        .some((_, after) => lexicon.GARMENTS.match(left.slice(at), after) !== undefined || token.text === 'wearing'),
  );
}

/** "between the cup ..." still waits for its "and". */
function opensBetween(tokens: readonly Token[]): boolean {
  const at = tokens.findLastIndex(({ text }) => text === 'between' || text === 'inbetween');
  return at >= 0 && !tokens.slice(at).some(({ text }) => text === 'and') && tokens[at + 1]?.text !== 'them';
}

const INDEFINITE = new Set(['a', 'an', 'some']);

function isDetermined(tokens: readonly Token[]): boolean {
  const first = tokens[0]?.text ?? '';
  return lexicon.DETERMINERS.get(first) !== undefined || lexicon.QUANTIFIERS.get(first) !== undefined;
}

function startsIndefinite(tokens: readonly Token[]): boolean {
  return INDEFINITE.has(tokens[0]?.text ?? '');
}

/** "the man with a hat and a bag": both belong to the man. */
function landmarkIsIndefinite(left: readonly Token[]): boolean {
  return left.some(
    (_, at) =>
      at > 0 &&
      lexicon.RELATIONS.match(left, at) !== undefined &&
      INDEFINITE.has(left[at + (lexicon.RELATIONS.match(left, at)?.length ?? 1)]?.text ?? ''),
  );
}

/** "holding knife and fork": bare nouns on both sides of the conjunction after a relation. */
function continuesLandmark(left: readonly Token[], right: readonly Token[]): boolean {
  const last = left.at(-2);
  if (last === undefined || !['holding', 'with', 'carrying', 'wearing', 'using', 'between'].includes(last.text))
    return false;
  return lexicon.DETERMINERS.get(right[0]?.text ?? '') === undefined && right.length === 1;
}

