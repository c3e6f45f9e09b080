import * as lexicon from '../lexicon.ts';
import type { PhraseTable } from '../lexicon.ts';
import { frequencyTier, wordsOfTier } from '../lexicon/english.ts';

/** English words up to this frequency class are what somebody may have meant though the lexicon lacks them. */
const COMMON_TIER = 2;
const SHORTEST_OTHER = 5;

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

export interface KnownWord {
  readonly word: string;
  readonly bonus: number;
  /** One bit a letter that occurs in it. */
  readonly letters: number;
}

export function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) % 32);
  return bits;
}

/** How many letters occur in only one of two words; every slip adds two at most. */
export function differingLetters(a: number, b: number): number {
  let count = 0;
  for (let bits = a ^ b; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

/** The highest bonus of each word that occurs in an entry of the tables. */
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

/** Words that a misspelt word is compared with. */
export interface Dictionary {
  readonly known: ReadonlyMap<number, readonly KnownWord[]>;
  /** Common English words that the lexicon lacks. */
  readonly others: ReadonlyMap<number, readonly KnownWord[]>;
}

const kinds = bonuses();

/** True for words that phrases are made of: names, colours, places, relations. */
export function isPhraseWord(word: string): boolean {
  return kinds.has(word);
}

/** How much likelier than any word this one is meant, in edits. */
export function bonusOf(word: string): number {
  return (kinds.get(word) ?? 0) + (TIER_BONUS[frequencyTier(word) ?? 4] ?? 0);
}

const entryOf = (word: string): KnownWord => ({ word, bonus: bonusOf(word), letters: lettersOf(word) });

let built: Dictionary | undefined;

/** Built when the first misspelt word is met: most runs meet none. */
export function dictionary(): Dictionary {
  built ??= {
    known: byLength([...lexicon.VOCABULARY].filter((word) => /^\p{L}+$/u.test(word)).map(entryOf)),
    others: byLength(
      wordsOfTier(COMMON_TIER)
        .filter((word) => word.length >= SHORTEST_OTHER && !lexicon.isVocabulary(word))
        .map(entryOf),
    ),
  };
  return built;
}
