import { COLORS, NOUNS } from './lexicon.ts';
import { readPhrase } from './parse.ts';
import type { TokenPlace } from './parse/roles.ts';
import type { ClassWeight, ColorName } from './syntax.ts';

/** A word of a phrase with what it does there and what the lexicon knows of it. */
export interface StructuredToken extends TokenPlace {
  /** Lower-case, folded and, where it was misspelt, corrected. */
  readonly text: string;
  /** As the user wrote it. */
  readonly original: string;
  /** UTF-16 offset in the phrase. */
  readonly start: number;
  /** True on the side of an exclusion that is taken away ("except the red one"). */
  readonly excluded: boolean;
  /** Classes of the detector that the word, or the group of words that it belongs to, may mean. */
  readonly classes: readonly ClassWeight[];
  /** Named colours that the word, or the group of words that it belongs to, may mean. */
  readonly colors: readonly ColorName[];
}

/**
 * The words of a phrase with their roles, as the parser read them; for models that take the structure as an input.
 * Takes any string, never throws, and reads at most the first 1,000 UTF-16 units.
 */
export function structureOf(phrase: string): StructuredToken[] {
  const { tokens, roles } = readPhrase(phrase);
  const classes: Array<readonly ClassWeight[]> = tokens.map(() => []);
  const colors: Array<readonly ColorName[]> = tokens.map(() => []);
  for (let at = 0; at < tokens.length; ) {
    const noun = NOUNS.match(tokens, at);
    const color = COLORS.match(tokens, at);
    for (let index = at; index < at + (noun?.length ?? 0); index += 1) classes[index] = noun!.value.classes;
    for (let index = at; index < at + (color?.length ?? 0); index += 1) colors[index] = color!.value;
    at += Math.max(1, noun?.length ?? 0, color?.length ?? 0);
  }
  return tokens.map((token, index) => ({
    text: token.text,
    original: token.original,
    start: token.start,
    ...roles.placeOf(token),
    excluded: roles.isExcluded(token),
    classes: classes[index],
    colors: colors[index],
  }));
}
