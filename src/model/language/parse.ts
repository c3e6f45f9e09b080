import * as lexicon from './lexicon.ts';
import type { ParseContext } from './parse/draft.ts';
import { readNounPhrase } from './parse/noun-phrase.ts';
import { Reader } from './parse/reader.ts';
import { RoleLog } from './parse/roles.ts';
import { corrected, isWord } from './parse/spelling.ts';
import { afterCommands, splitExclusion, splitUnion } from './parse/split.ts';
import type { ExclusionSplit } from './parse/split.ts';
import { tokenize } from './parse/tokenize.ts';
import type { Token } from './parse/tokenize.ts';
import type { Head, Modifier, NounPhrase, ParsedPhrase, Relation, Selection } from './syntax.ts';

/** Exclusions and landmarks nested deeper than this are not taken apart. */
const MAX_DEPTH = 8;
/** Nobody describes a landmark in more words: the rest of what is longer is not searched for landmarks again. */
const LONGEST_LANDMARK = 30;

/** A phrase with its meaning and the part that each of its words plays. */
export interface ReadPhrase extends ParsedPhrase {
  readonly tokens: readonly Token[];
  readonly roles: RoleLog;
  /** The sides of the outermost exclusion, where the whole phrase is one. */
  readonly exclusion: ExclusionSplit | undefined;
}

/**
 * Reads a phrase into its meaning, independently of any photo. Takes any string, never throws, and needs time about
 * linear in its length.
 */
export function parse(phrase: string): ParsedPhrase {
  const { selection, unknownWords } = readPhrase(phrase);
  return { selection, unknownWords };
}

/** Like {@link parse}, with the words and their roles. */
export function readPhrase(phrase: string): ReadPhrase {
  const written = tokenize(phrase);
  const repaired = corrected(written);
  const foreign = isForeign(written, repaired);
  const tokens = foreign ? written : repaired;
  const unknown: Token[] = [];
  const roles = new RoleLog();
  let depth = 0;
  const context: ParseContext = {
    unknown,
    roles,
    barren: new Set(),
    anchor: (reader, relation, passOn) => {
      if (depth >= MAX_DEPTH) return undefined;
      depth += 1;
      const anchor = parseAnchor(reader, relation, context, passOn);
      depth -= 1;
      return anchor;
    },
  };
  const bare = withoutWrapper(tokens);
  const selection = parseSelection(bare, context, 0);
  const unknownWords = spelled(
    foreign ? tokens.filter(({ text, kind }) => kind !== 'comma' && !lexicon.isVocabulary(text)) : unknown,
  );
  const exclusion = !foreign && selection?.kind === 'except' ? splitExclusion(bare) : undefined;
  return { selection: foreign ? undefined : selection, unknownWords, tokens, roles, exclusion };
}

/**
 * Two words or more, and most of the phrase, are unknown, and not all of them for being misspelt: another language, of
 * which a known word is no reading.
 */
function isForeign(written: readonly Token[], repaired: readonly Token[]): boolean {
  const words = written.filter(({ kind }) => kind === 'word');
  const unknown = words.filter(({ text }) => !isWord(text)).length;
  return unknown > 1 && unknown > words.length / 2 && repaired.some(({ kind, text }) => kind === 'word' && !isWord(text));
}

function spelled(unknown: readonly Token[]): string[] {
  const inOrder = [...new Set(unknown)].sort((a, b) => a.start - b.start);
  return [...new Set(inOrder.map(({ original }) => original))];
}

/** Strips "please select ... for me", as long as something is left. */
function withoutWrapper(tokens: readonly Token[]): readonly Token[] {
  const start = tokens.length - afterCommands(tokens).length;
  let end = tokens.length;
  for (let length = trailerLength(tokens, start, end); length > 0; length = trailerLength(tokens, start, end))
    end -= length;
  return tokens.slice(start, end);
}

/** Tokens of the longest trailer that ends at `end`, leaving at least one token. */
function trailerLength(tokens: readonly Token[], start: number, end: number): number {
  if (end - start > 1 && tokens[end - 1].kind === 'comma') return 1;
  for (let length = Math.min(5, end - start - 1); length > 0; length -= 1) {
    const match = lexicon.TRAILERS.match(tokens.slice(0, end), end - length);
    if (match?.length === length) return length;
  }
  return 0;
}

function parseSelection(tokens: readonly Token[], context: ParseContext, depth: number): Selection | undefined {
  if (tokens.length === 0) return undefined;
  if (depth < MAX_DEPTH) {
    const exclusion = splitExclusion(tokens);
    if (exclusion !== undefined) {
      const result = parseExclusion(exclusion, context, depth);
      if (result !== undefined) return result;
    }
    const parts = splitUnion(tokens);
    if (parts.length > 1) {
      context.roles.markOutside(tokens.filter((token) => !parts.some((part) => part.includes(token))), 'conjunction');
      return parseUnion(parts, context, depth);
    }
  }
  context.roles.openPart();
  return readNounPhrase(new Reader(tokens), context, false);
}

function parseExclusion(split: ExclusionSplit, context: ParseContext, depth: number): Selection | undefined {
  context.roles.markOutside(split.marker, 'exclusion');
  context.roles.exclude(split.minus);
  const from = parseSelection(split.from, context, depth + 1);
  const minus = parseSelection(split.minus, context, depth + 1);
  if (minus === undefined) return from;
  if (from === undefined) return undefined;
  // "A but not B and not C": everything after the first marker is taken away.
  const taken = minus.kind === 'except' ? ({ kind: 'union', parts: [minus.from, minus.minus] } as const) : minus;
  return { kind: 'except', from, minus: taken };
}

function parseUnion(
  parts: ReadonlyArray<readonly Token[]>,
  context: ParseContext,
  depth: number,
): Selection | undefined {
  const selections = parts.map((part) => parseSelection(part, context, depth + 1)).filter((part) => part !== undefined);
  if (selections.length < 2) return selections[0];
  return { kind: 'union', parts: selections };
}

function parseAnchor(
  reader: Reader,
  relation: Relation,
  context: ParseContext,
  passOn?: (modifiers: readonly Modifier[]) => void,
): Selection | undefined {
  const start = reader.at;
  const opening = reader.tokens[start];
  if (context.barren.has(opening)) return undefined;
  const first = readNounPhrase(reader, context, true);
  if (first === undefined) {
    const read = reader.tokens.slice(start, reader.at);
    context.roles.forget(read);
    reader.at = start;
    context.barren.add(opening);
    if (read.length > LONGEST_LANDMARK) for (const token of read) context.barren.add(token);
  }
  if (relation === 'between' && reader.text() === 'and') {
    reader.at += 1;
    const second = readNounPhrase(reader, context, true);
    if (first !== undefined && second !== undefined && isVisible(first.head) && isVisible(second.head)) {
      return { kind: 'union', parts: [withAntecedent(first, second), second] };
    }
  }
  if (first === undefined || isVisible(first.head)) return first;
  const owner = ownerOf(first);
  if (owner === undefined) passOn?.(first.modifiers);
  return owner;
}

/** "in the dog's mouth": the dog is the landmark. */
function ownerOf({ modifiers }: NounPhrase): Selection | undefined {
  const owned = modifiers[0];
  return owned?.kind === 'relation' && owned.relation === 'held-by' && owned.certain ? owned.anchor : undefined;
}

/** "between the red and the blue car": the first takes the noun of the second. */
function withAntecedent(first: NounPhrase, second: NounPhrase): NounPhrase {
  return first.head.kind === 'anaphor' ? { ...first, head: second.head } : first;
}

function isVisible(head: Head): boolean {
  return head.kind !== 'absent';
}
