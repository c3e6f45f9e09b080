import { NOUNS } from './lexicon.ts';
import { readPhrase } from './parse.ts';
import { splitExclusion } from './parse/split.ts';
import type { Token } from './parse/tokenize.ts';
import type { NounPhrase, Selection } from './syntax.ts';

/** A phrase that takes something away, as two phrases that can be asked by themselves. */
export interface ExclusionParts {
  /** "all dogs" */
  readonly from: string;
  /** "the black dog" */
  readonly minus: string;
}

/**
 * Takes "all dogs except the black one" apart; "one" gets the noun that it stands for.
 * Takes any string, never throws, and reads at most the first 1,000 UTF-16 units.
 * @returns undefined for a phrase that is no exclusion, and where a side would mean something else by itself
 */
export function exclusionParts(phrase: string): ExclusionParts | undefined {
  const { selection, exclusion } = readPhrase(phrase);
  if (selection?.kind !== 'except' || exclusion === undefined) return undefined;
  // "the cups, but not the left one and not the red one": both are taken away, of which the second side knows nothing.
  if (splitExclusion(exclusion.minus) !== undefined) return undefined;
  const from = asWritten(phrase, exclusion.from);
  const minus = hasAnaphor(selection.minus) ? named(selection, exclusion.minus) : asWritten(phrase, exclusion.minus);
  return minus !== undefined && [from, minus].every(isRead) ? { from, minus } : undefined;
}

/** The words with what joins them in the phrase ("boy's", "three-masted"). */
function asWritten(phrase: string, tokens: readonly Token[]): string {
  return tokens.reduce((text, { original, start }, index) => {
    const before = tokens[index - 1];
    const gap = before === undefined ? '' : phrase.slice(before.start + before.original.length, start);
    return `${text}${gap.length > 1 ? ' ' : gap}${original}`;
  }, '');
}

function isRead(phrase: string): boolean {
  return readPhrase(phrase).selection !== undefined;
}

function hasAnaphor(selection: Selection): boolean {
  return nounPhrases(selection).some(({ head }) => head.kind === 'anaphor');
}

function nounPhrases(selection: Selection): NounPhrase[] {
  if (selection.kind === 'noun') return [selection];
  return (selection.kind === 'union' ? selection.parts : [selection.from, selection.minus]).flatMap(nounPhrases);
}

/** "the tall one" as "the tall giraffe"; undefined for "one" alone, which may be any, and where it is unclear what it stands for. */
function named({ from, minus }: Extract<Selection, { kind: 'except' }>, tokens: readonly Token[]): string | undefined {
  if (from.kind !== 'noun' || from.head.kind !== 'classes' || minus.kind !== 'noun' || minus.modifiers.length === 0) return undefined;
  const { word } = from.head;
  const noun = minus.quantity.kind === 'one' ? (NOUNS.get(word)?.singular ?? word) : word;
  const words = tokens.map(({ text }) => text);
  const one = words.findIndex((each) => each === 'one' || each === 'ones');
  return (one < 0 ? [...words, noun] : words.with(one, noun)).join(' ');
}
