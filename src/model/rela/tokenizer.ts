/**
 * BERT's uncased WordPiece tokenizer (Devlin et al. 2019), as the slow `BertTokenizer` of `transformers`, which the
 * public ReLA code uses. Our own because the ready-made one differs on hostile text (docs/adr/0031).
 */

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;
const PADDING = '[PAD]';
const UNKNOWN = '[UNK]';
const FIRST = '[CLS]';
const LAST = '[SEP]';
/** A longer word is unknown. */
const LONGEST_WORD = 100;

/** CJK ideographs, which stand alone: as in the original, other blocks than Unicode's script property. */
const IDEOGRAPH =
  /[\u{4E00}-\u{9FFF}\u{3400}-\u{4DBF}\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B820}-\u{2CEAF}\u{F900}-\u{FAFF}\u{2F800}-\u{2FA1F}]/gu;
const SPACE = /[\t\n\r\p{Zs}\u2028\u2029]+/u;
/** Every ASCII sign counts, also those that Unicode calls symbols. */
const PUNCTUATION = /[!-/:-@[-`{-~]|\p{P}/gu;

/** A phrase as the text encoder takes it. */
export interface Encoded {
  /** Ids between [CLS] and [SEP], cut to the model's length (which may take [SEP]), padded with [PAD]. */
  readonly ids: readonly number[];
  /** 1 for a token, 0 for padding. */
  readonly mask: readonly number[];
  /** Words, as written, that the vocabulary does not have or that lie beyond the cut. */
  readonly unread: readonly string[];
}

/** Turns phrases into token ids. */
export class WordPieceTokenizer {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #special: RegExp;

  /**
   * @param vocabulary tokens in the order of their ids
   * @throws RangeError if a special token that is always needed is missing
   */
  constructor(vocabulary: readonly string[]) {
    this.#ids = new Map(vocabulary.map((token, id) => [token, id]));
    const missing = [PADDING, UNKNOWN, FIRST, LAST].filter((token) => !this.#ids.has(token));
    if (missing.length > 0) throw new RangeError(`the vocabulary lacks ${missing.join(', ')}`);
    const known = SPECIAL.filter((token) => this.#ids.has(token));
    this.#special = new RegExp(`(${known.map((token) => `\\[${token.slice(1, -1)}\\]`).join('|')})`, 'u');
  }

  /** @param length tokens that the model takes */
  encode(phrase: string, length: number): Encoded {
    const tokens: { readonly token: string; readonly word: string }[] = [{ token: FIRST, word: '' }];
    // With a group in the pattern, every second part is a special token.
    phrase.split(this.#special).forEach((part, index) => {
      if (index % 2 === 1) tokens.push({ token: part, word: '' });
      else tokens.push(...part.split(SPACE).flatMap((word) => this.#tokens(word)));
    });
    tokens.push({ token: LAST, word: '' });
    const kept = tokens.slice(0, length);
    const lost = [...kept.filter(({ token }) => token === UNKNOWN), ...tokens.slice(length)]
      .map(({ word }) => word.replace(/^\p{P}+|\p{P}+$/gu, ''));
    const ids = kept.map(({ token }) => this.#ids.get(token) ?? 0);
    const padding = new Array<number>(length - ids.length).fill(this.#ids.get(PADDING) ?? 0);
    return {
      ids: [...ids, ...padding],
      mask: [...ids.map(() => 1), ...padding.map(() => 0)],
      unread: [...new Set(lost)].filter((word) => /[\p{L}\p{N}\p{S}]/u.test(word)),
    };
  }

  /** Tokens of what stands between spaces, each with the word as written. */
  #tokens(word: string): { token: string; word: string }[] {
    return splitWords(word).flatMap((part) => this.#pieces(part)).map((token) => ({ token, word }));
  }

  /** Greedy longest-match-first pieces of one word; all but the first begin with ##. */
  #pieces(word: string): string[] {
    const characters = Array.from(word);
    if (characters.length > LONGEST_WORD) return [UNKNOWN];
    const pieces: string[] = [];
    for (let start = 0; start < characters.length;) {
      let end = characters.length;
      const prefix = start === 0 ? '' : '##';
      const piece = () => prefix + characters.slice(start, end).join('');
      while (end > start && !this.#ids.has(piece())) end--;
      if (end === start) return [UNKNOWN];
      pieces.push(piece());
      start = end;
    }
    return pieces;
  }
}

/** Lower-cased parts without accents; punctuation and ideographs stand alone. @param text without spaces */
function splitWords(text: string): string[] {
  // Letter by letter, as the reference does: a whole word would end in the final form of sigma.
  const lower = Array.from(text, (character) => character.toLowerCase()).join('');
  const cleaned = lower
    .replace(/[\p{C}\ufffd]/gu, '')
    .replace(IDEOGRAPH, ' $& ')
    .normalize('NFC');
  return cleaned.split(' ').flatMap((word) =>
    word.normalize('NFD').replace(/\p{Mn}/gu, '').replace(PUNCTUATION, ' $& ').split(' '),
  ).filter((word) => word !== '');
}
