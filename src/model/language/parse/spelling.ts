import * as lexicon from '../lexicon.ts';
import type { PhraseTable } from '../lexicon.ts';
import { frequencyTier, wordsOfTier } from '../lexicon/english.ts';
import { editCost } from './edits.ts';
import type { Token } from './tokenize.ts';

/** Words that are longer may have two slips. */
const LONGEST_WITH_ONE_SLIP = 7;
const ONE_SLIP = 1.4;
const TWO_SLIPS = 2.1;
/** Shorter words have too many neighbours: only swapped letters, or one slip after the first letter. */
const LONGEST_SHORT = 3;
const SHORTEST = 2;
/** Two words that were written together, in edits. */
const JOINED_COST = 0.9;
/** A phrase with more words that are none is in another language, or no phrase. */
const MOST_CORRECTED = 12;
/** Best and second-best reading of a short word must lie this far apart. */
const CLEAR_MARGIN = 0.1;
/** English words up to this frequency class are what somebody may have meant though the lexicon lacks them. */
const COMMON_TIER = 2;

/** How much likelier a word is meant for being of a kind that phrases are made of, in edits. */
const KINDS: ReadonlyArray<readonly [table: PhraseTable<unknown>, bonus: number]> = [
  [lexicon.NOUNS, 0.3],
  [lexicon.COLORS, 0.3],
  [lexicon.DIRECTIONS, 0.25],
  [lexicon.DETERMINERS, 0.25],
  [lexicon.RELATIONS, 0.25],
  [lexicon.EXCLUSIONS, 0.25],
  [lexicon.CONJUNCTIONS, 0.25],
  [lexicon.COMMANDS, 0.25],
  [lexicon.TRAILERS, 0.25],
  [lexicon.SIZES, 0.2],
  [lexicon.ORDINALS, 0.2],
  [lexicon.NUMBERS, 0.2],
  [lexicon.GARMENTS, 0.2],
  [lexicon.QUANTIFIERS, 0.2],
  [lexicon.ABSENT, 0.05],
];
const TIER_BONUS = [0.2, 0.12, 0.05, 0, 0];

interface KnownWord {
  readonly word: string;
  readonly bonus: number;
  /** One bit a letter that occurs in it. */
  readonly letters: number;
}

function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) % 32);
  return bits;
}

/** How many letters occur in only one of two words; every slip adds two at most. */
function differingLetters(a: number, b: number): number {
  let count = 0;
  for (let bits = a ^ b; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

const entryOf = (word: string): KnownWord => ({ word, bonus: bonusOf(word), letters: lettersOf(word) });

function bonuses(): Map<string, number> {
  const kinds = new Map<string, number>();
  for (const [table, bonus] of KINDS) {
    for (const word of [...table.keys()].flatMap((key) => key.split(' ')))
      kinds.set(word, Math.max(kinds.get(word) ?? 0, bonus));
  }
  return kinds;
}

/** Words by their length: the only ones worth comparing have about the same. */
function byLength(words: Iterable<KnownWord>): ReadonlyMap<number, readonly KnownWord[]> {
  return Map.groupBy(words, ({ word }) => word.length);
}

const kinds = bonuses();
const bonusOf = (word: string): number => (kinds.get(word) ?? 0) + (TIER_BONUS[frequencyTier(word) ?? 4] ?? 0);
const known = byLength([...lexicon.VOCABULARY].filter((word) => /^\p{L}+$/u.test(word)).map(entryOf));
const others = byLength(
  wordsOfTier(COMMON_TIER)
    .filter((word) => word.length > LONGEST_SHORT + 1 && !lexicon.isVocabulary(word))
    .map(entryOf),
);

interface Reading {
  readonly word: string;
  readonly cost: number;
  /** Edits less the word's bonus. */
  readonly rank: number;
}

function limitOf(word: string): number {
  return word.length > LONGEST_WITH_ONE_SLIP ? TWO_SLIPS : ONE_SLIP;
}

function readings(written: string, words: ReadonlyMap<number, readonly KnownWord[]>): Reading[] {
  const limit = limitOf(written);
  const reach = Math.floor(limit / TWO_SLIPS) + 1;
  const own = lettersOf(written);
  const found: Reading[] = [];
  for (let length = written.length - reach; length <= written.length + reach; length += 1) {
    for (const { word, bonus, letters } of words.get(length) ?? []) {
      if (differingLetters(own, letters) > 2 * reach) continue;
      const cost = editCost(written, word, limit);
      if (cost <= limit) found.push({ word, cost, rank: cost - bonus });
    }
  }
  return found.sort((a, b) => a.rank - b.rank);
}

/** One slip in a word of two or three letters: only what can hardly be anything else. */
function shortReading(written: string): string | undefined {
  const found = readings(written, known).filter(
    ({ word, rank, cost }) =>
      word.length >= SHORTEST &&
      (cost < JOINED_COST || word[0] === written[0]) &&
      rank < cost &&
      (frequencyTier(word) ?? COMMON_TIER + 1) <= COMMON_TIER,
  );
  const swapped = found.filter(({ word }) => word.length === written.length && isAnagram(word, written));
  if (written.length === SHORTEST || swapped.length > 0) return swapped[0]?.word;
  const [best, second] = found;
  if (best === undefined || (second !== undefined && second.rank - best.rank < CLEAR_MARGIN)) return undefined;
  return best.word;
}

function isAnagram(a: string, b: string): boolean {
  return Array.from(a).sort().join('') === Array.from(b).sort().join('');
}

/**
 * The word of the lexicon that a word is a misspelling of: one slip away, two in words of eight letters or more.
 * Undefined for English words, known or not, and where nothing (or an English word that the lexicon lacks) is nearest.
 */
export function correctedSpelling(word: string): string | undefined {
  if (word.length < SHORTEST || !/^\p{Script=Latin}+$/u.test(word) || isWord(word)) return undefined;
  if (word.length <= LONGEST_SHORT) return shortReading(word);
  const [best] = readings(word, known);
  if (best === undefined) return undefined;
  const [other] = readings(word, others);
  return other !== undefined && other.rank < best.rank ? undefined : best.word;
}

/** True for words of the lexicon and other English words. */
export function isWord(word: string): boolean {
  return lexicon.isVocabulary(word) || frequencyTier(word) !== undefined;
}

/** "redcar": two words of the lexicon without the space between them. */
function twoWords(word: string): readonly [string, string] | undefined {
  if (isWord(word) || word.length < 2 * SHORTEST + 1) return undefined;
  let best: readonly [string, string] | undefined;
  for (let at = SHORTEST; at <= word.length - SHORTEST; at += 1) {
    const pair = [word.slice(0, at), word.slice(at)] as const;
    const rank = (bonus: readonly [string, string]): number => Math.min(bonusOf(bonus[0]), bonusOf(bonus[1]));
    if (!pair.every(isPlainWord)) continue;
    if (best === undefined || rank(pair) > rank(best)) best = pair;
  }
  return best;
}

/** A word that phrases are made of, as opposed to a fragment that happens to be one. */
function isPlainWord(word: string): boolean {
  return lexicon.isVocabulary(word) && (kinds.has(word) || (word.length > SHORTEST && (frequencyTier(word) ?? 4) < 2));
}

function split(token: Token): Token[] | undefined {
  const pair = twoWords(token.text);
  if (pair === undefined) return undefined;
  const at = pair[0].length;
  const best = readings(token.text, known)[0];
  if (best !== undefined && best.cost <= 1) return undefined;
  return [
    { ...token, text: pair[0], original: token.original.slice(0, at) },
    { ...token, text: pair[1], original: token.original.slice(at), start: token.start + at, hyphenated: false },
  ];
}

/** Replaces misspelt words by the words that they stand for; everything else is passed through. */
export function corrected(tokens: readonly Token[]): Token[] {
  let left = MOST_CORRECTED;
  return tokens.flatMap((token) => {
    if (token.kind !== 'word' || isWord(token.text) || left === 0) return token;
    left -= 1;
    const parts = split(token);
    if (parts !== undefined) return parts;
    const text = correctedSpelling(token.text);
    return text === undefined ? token : { ...token, text };
  });
}
