import * as lexicon from '../language/lexicon.ts';
import type { PhraseTable } from '../language/lexicon.ts';
import { corrected } from '../language/parse/spelling.ts';
import { tokenize } from '../language/parse/tokenize.ts';
import type { Token } from '../language/parse/tokenize.ts';
import { COLOR_BANDS, COLOR_NAMES } from '../types.ts';
import type { Region } from '../types.ts';

/** Longer phrases are cut for the head (the parser reads them whole). */
export const MAX_WORDS = 24;
/** Values of how a word fits a region: class and class ratio, and the share of the colour in each band. */
export const MATCH_VALUES = 2 + COLOR_BANDS.length;

/** Kinds of words, the first table that has a word decides. */
const KINDS: ReadonlyArray<PhraseTable<unknown>> = [
  lexicon.EXCLUSIONS,
  lexicon.NEGATIONS,
  lexicon.QUANTIFIERS,
  lexicon.ORDINALS,
  lexicon.NUMBERS,
  lexicon.DIRECTIONS,
  lexicon.SIZES,
  lexicon.COLORS,
  lexicon.RELATIONS,
  lexicon.NOUNS,
  lexicon.GARMENTS,
  lexicon.ABSENT,
  lexicon.CONJUNCTIONS,
  lexicon.ANAPHORS_SINGULAR,
  lexicon.ANAPHORS_PLURAL,
  lexicon.NEUTRAL,
];
const [EXCLUSIONS, RELATIONS] = [KINDS.indexOf(lexicon.EXCLUSIONS), KINDS.indexOf(lexicon.RELATIONS)];
/** Kind of a comma, of another known word, of an unknown one. */
const [COMMA, OTHER, UNKNOWN] = [KINDS.length, KINDS.length + 1, KINDS.length + 2];
/** One-hot kind, then: stands after an exclusion, stands after a relation. */
export const ROLE_VALUES = KINDS.length + 3 + 2;

/** Words of a phrase as the head takes them. */
export interface Words {
  /** Folded and spelled as the lexicon does; at most {@link MAX_WORDS}, at least one. */
  readonly texts: readonly string[];
  /** T x {@link ROLE_VALUES}. */
  readonly roles: Float32Array;
  /** Noun or colour that each word is part of. */
  readonly nouns: ReadonlyArray<lexicon.NounEntry | undefined>;
  readonly colors: ReadonlyArray<readonly string[] | undefined>;
}

function longest(tokens: readonly Token[], at: number): { kind: number; length: number } {
  let best = { kind: -1, length: 0 };
  KINDS.forEach((table, kind) => {
    const length = (table.match(tokens, at))?.length ?? 0;
    if (length > best.length) best = { kind, length };
  });
  if (best.length > 0) return best;
  const { kind, text } = tokens[at];
  return { kind: kind === 'comma' ? COMMA : lexicon.isVocabulary(text) ? OTHER : UNKNOWN, length: 1 };
}

/** Splits a phrase into the words that the head takes. Takes any string. */
export function wordsOf(phrase: string): Words {
  const tokens = corrected(tokenize(phrase));
  const nouns: Array<lexicon.NounEntry | undefined> = [];
  const colors: Array<readonly string[] | undefined> = [];
  const kinds: number[] = [];
  for (let at = 0; at < tokens.length && at < MAX_WORDS;) {
    const { kind, length } = longest(tokens, at);
    const noun = lexicon.NOUNS.match(tokens, at);
    const color = lexicon.COLORS.match(tokens, at)?.value;
    for (let step = 0; step < length; step += 1) {
      kinds.push(kind);
      nouns.push(noun !== undefined && step < noun.length ? noun.value : undefined);
      colors.push(color);
    }
    at += length;
  }
  const count = Math.max(1, Math.min(tokens.length, MAX_WORDS));
  const roles = new Float32Array(count * ROLE_VALUES);
  kinds.slice(0, count).forEach((kind, at) => {
    roles[at * ROLE_VALUES + kind] = 1;
    if (kinds.slice(0, at).includes(EXCLUSIONS)) roles[at * ROLE_VALUES + ROLE_VALUES - 2] = 1;
    if (kinds.slice(0, at).includes(RELATIONS)) roles[at * ROLE_VALUES + ROLE_VALUES - 1] = 1;
  });
  const texts = Array.from({ length: count }, (_, at) => tokens[at]?.text ?? '');
  return { texts, roles, nouns: nouns.slice(0, count), colors: colors.slice(0, count) };
}

const colorIndex = new Map<string, number>(COLOR_NAMES.map((name, index) => [name, index]));

/** How each word fits each region by the lexicon: R x T x {@link MATCH_VALUES}; zero where it names no class or colour. */
export function matches({ texts, nouns, colors }: Words, regions: readonly Region[]): Float32Array {
  const values = new Float32Array(regions.length * texts.length * MATCH_VALUES);
  regions.forEach((region, index) => {
    texts.forEach((_, word) => {
      const at = (index * texts.length + word) * MATCH_VALUES;
      const noun = nouns[word];
      if (noun !== undefined) {
        const named = noun.classes.reduce((best, each) => Math.max(best, each.weight * region.classes[each.index]), 0);
        values[at] = Math.sqrt(named);
        values[at + 1] = Math.min(1, named / Math.max(region.score, 1e-6));
      }
      for (const name of colors[word] ?? []) {
        COLOR_BANDS.forEach((_band, band) => {
          values[at + 2 + band] += region.colors[band * COLOR_NAMES.length + colorIndex.get(name)!];
        });
      }
    });
  });
  return values;
}
