import * as lexicon from '../lexicon.ts';
import type { Token } from './tokenize.ts';

/** What a word does in its phrase. */
export type TokenRole =
  | 'head'
  | 'modifier'
  | 'relation'
  | 'landmark-head'
  | 'landmark-modifier'
  | 'negation'
  | 'exclusion'
  | 'conjunction'
  | 'quantifier'
  | 'ordinal'
  | 'filler'
  | 'unknown';

/** Place of a word in the structure of its phrase. */
export interface TokenPlace {
  readonly role: TokenRole;
  /** Which of the phrase's noun phrases the word belongs to, from 0 in reading order; -1 outside all. */
  readonly part: number;
}

const OUTSIDE: TokenPlace = { role: 'filler', part: -1 };

/** Notes the part that each word played while a phrase is read. The first note about a word stands. */
export class RoleLog {
  private readonly places = new Map<Token, TokenPlace>();
  private readonly excludedTokens = new Set<Token>();
  private part = -1;

  /** A noun phrase of its own begins. */
  openPart(): void {
    this.part += 1;
  }

  mark(tokens: readonly Token[], roleOf: (token: Token, index: number) => TokenRole): void {
    tokens.forEach((token, index) => {
      if (!this.places.has(token)) this.places.set(token, { role: roleOf(token, index), part: this.part });
    });
  }

  /** Words between the noun phrases. */
  markOutside(tokens: readonly Token[], role: TokenRole): void {
    for (const token of tokens) this.places.set(token, { role, part: -1 });
  }

  /** A reading was given up: its words will be read again. */
  forget(tokens: readonly Token[]): void {
    for (const token of tokens) this.places.delete(token);
  }

  /** Words on the far side of "except". */
  exclude(tokens: readonly Token[]): void {
    for (const token of tokens) this.excludedTokens.add(token);
  }

  placeOf(token: Token): TokenPlace {
    return this.places.get(token) ?? OUTSIDE;
  }

  isExcluded(token: Token): boolean {
    return this.excludedTokens.has(token);
  }
}

/** Roles of the words of a relation and of what is worn or shown after it: "in a red shirt". */
export function roleAfterRelation(tokens: readonly Token[]): (token: Token, index: number) => TokenRole {
  const length = lexicon.RELATIONS.match(tokens, 0)?.length ?? 1;
  return (token, index) => {
    if (index < length) return 'relation';
    return lexicon.DETERMINERS.get(token.text) === undefined ? 'modifier' : 'filler';
  };
}
