import { structureOf } from '../language/structure.ts';
import type { StructuredToken } from '../language/structure.ts';
import type { TokenRole } from '../language/parse/roles.ts';
import { COLOR_BANDS, COLOR_NAMES } from '../types.ts';
import type { Region } from '../types.ts';

/** Longer phrases are cut for the head (the parser reads them whole). */
export const MAX_WORDS = 24;
/** Values of how a word fits a region: class and class ratio, and the share of the colour in each band. */
export const MATCH_VALUES = 2 + COLOR_BANDS.length;

const ROLES: readonly TokenRole[] = [
  'head',
  'modifier',
  'relation',
  'landmark-head',
  'landmark-modifier',
  'negation',
  'exclusion',
  'conjunction',
  'quantifier',
  'ordinal',
  'filler',
  'unknown',
];
/** Noun phrases told apart; later ones count as the last. */
const PARTS = 4;
/** One-hot role, one-hot noun phrase, then: taken away by an exclusion, names a class, names a colour. */
export const ROLE_VALUES = ROLES.length + PARTS + 3;

/** Words of a phrase as the head takes them. */
export interface Words {
  /** At most {@link MAX_WORDS}; at least one, if need be an empty one. */
  readonly tokens: ReadonlyArray<Pick<StructuredToken, 'text' | 'classes' | 'colors'>>;
  /** T x {@link ROLE_VALUES}. */
  readonly roles: Float32Array;
}

/** Splits a phrase into the words that the head takes, with their roles as the parser read them. Takes any string. */
export function wordsOf(phrase: string): Words {
  const tokens = structureOf(phrase).slice(0, MAX_WORDS);
  if (tokens.length === 0) {
    return { tokens: [{ text: '', classes: [], colors: [] }], roles: new Float32Array(ROLE_VALUES) };
  }
  const roles = new Float32Array(tokens.length * ROLE_VALUES);
  tokens.forEach(({ role, part, excluded, classes, colors }, word) => {
    const at = word * ROLE_VALUES;
    roles[at + ROLES.indexOf(role)] = 1;
    if (part >= 0) roles[at + ROLES.length + Math.min(part, PARTS - 1)] = 1;
    roles.set([excluded, classes.length > 0, colors.length > 0].map(Number), at + ROLES.length + PARTS);
  });
  return { tokens: tokens.map((token) => ({ ...token, text: definite(token.text) })), roles };
}

/**
 * "a" is read as "the". Of our 231 phrases that begin with "a" 228 were written as lies, so that a head would learn to
 * refuse the article, which says nothing of the photo.
 */
function definite(word: string): string {
  return word === 'a' || word === 'an' ? 'the' : word;
}

const colorIndex = new Map<string, number>(COLOR_NAMES.map((name, index) => [name, index]));

/** How each word fits each region by the lexicon: R x T x {@link MATCH_VALUES}; zero where it names no class or colour. */
export function matches({ tokens }: Words, regions: readonly Region[]): Float32Array {
  const values = new Float32Array(regions.length * tokens.length * MATCH_VALUES);
  regions.forEach((region, index) => {
    tokens.forEach(({ classes, colors }, word) => {
      const at = (index * tokens.length + word) * MATCH_VALUES;
      const named = classes.reduce((best, each) => Math.max(best, each.weight * region.classes[each.index]), 0);
      values[at] = Math.sqrt(named);
      values[at + 1] = Math.min(1, named / Math.max(region.score, 1e-6));
      for (const name of colors) {
        COLOR_BANDS.forEach((_band, band) => {
          values[at + 2 + band] += region.colors[band * COLOR_NAMES.length + colorIndex.get(name)!];
        });
      }
    });
  });
  return values;
}
