import { isVocabulary, VOCABULARY } from '../lexicon.ts';
import type { Token } from './tokenize.ts';

/** Shorter words have too many neighbours one edit away. */
const SHORTEST_CORRECTED = 5;

function deletions(word: string): string[] {
  return Array.from(word, (_, index) => word.slice(0, index) + word.slice(index + 1));
}

/** Words of the vocabulary by themselves and by each of their forms with one letter less. */
const neighbours = new Map<string, string[]>();
for (const word of VOCABULARY) {
  if (word.length < SHORTEST_CORRECTED) continue;
  for (const form of [word, ...deletions(word)]) neighbours.set(form, [...(neighbours.get(form) ?? []), word]);
}

/** Optimal string alignment distance of at most one: one letter more, less or other, or two neighbours swapped. */
function withinOneEdit(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (middleA.length <= 1 && middleB.length <= 1) return true;
  return middleA.length === 2 && middleB.length === 2 && middleA[0] === middleB[1] && middleA[1] === middleB[0];
}

/** The word of the lexicon that is one edit away and starts with the same letter, if there is one. */
export function correctedSpelling(word: string): string | undefined {
  if (word.length < SHORTEST_CORRECTED) return undefined;
  for (const form of [word, ...deletions(word)]) {
    const found = neighbours.get(form)?.find((known) => known[0] === word[0] && withinOneEdit(word, known));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Replaces misspelt words by the words that they stand for; everything else is passed through. */
export function corrected(tokens: readonly Token[]): Token[] {
  return tokens.map((token) => {
    if (token.kind !== 'word' || isVocabulary(token.text)) return token;
    const text = correctedSpelling(token.text);
    return text === undefined ? token : { ...token, text };
  });
}
