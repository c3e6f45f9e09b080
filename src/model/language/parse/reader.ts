import type { Match, PhraseTable } from '../lexicon.ts';
import type { Token } from './tokenize.ts';

/** A place in a row of tokens. */
export class Reader {
  readonly tokens: readonly Token[];
  at: number;

  constructor(tokens: readonly Token[], at = 0) {
    this.tokens = tokens;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  /** Text of the token `ahead` places further on; empty beyond the end. */
  text(ahead = 0): string {
    return this.tokens[this.at + ahead]?.text ?? '';
  }

  peek<T>(table: PhraseTable<T>, ahead = 0): Match<T> | undefined {
    return table.match(this.tokens, this.at + ahead);
  }

  /** Takes the longest entry of the table that starts here. */
  take<T>(table: PhraseTable<T>): T | undefined {
    const match = this.peek(table);
    if (match !== undefined) this.at += match.length;
    return match?.value;
  }

  /** The next words, joined by spaces. */
  words(length: number): string {
    return this.tokens
      .slice(this.at, this.at + length)
      .map(({ text }) => text)
      .join(' ');
  }
}
