/** A word or separator of the phrase. */
export interface Token {
  /** Folded form that the lexicon is asked for. */
  readonly text: string;
  /** As the user wrote it. */
  readonly original: string;
  /** UTF-16 offset in the phrase. */
  readonly start: number;
  readonly kind: 'word' | 'comma' | 'other';
  /** Joined to the word before by a hyphen ("three-masted"). */
  readonly hyphenated: boolean;
}

/** Longest phrase that is read, in UTF-16 units; anything beyond is ignored. */
export const PHRASE_LIMIT = 1000;

/** "w/" and "w/o". */
const ABBREVIATION = /(?<![\p{L}\p{N}])[wW]\/(?:[oO](?!\p{L}))?/u;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’ʼ`´][\p{L}\p{M}]+)*/u;
const SEPARATOR = /[,;:.()!?|/]|[&+]|\p{Extended_Pictographic}/u;
const PIECE = new RegExp([ABBREVIATION, WORD, SEPARATOR].map(({ source }) => source).join('|'), 'gu');
const HYPHENS = new Set(['-', '\u2010', '\u2011']);
const COMMA = /^[,;:.()!?|/]$/u;
const PICTOGRAPH = /^\p{Extended_Pictographic}/u;
const CURLY = /[’ʼ`´]/gu;
const POSSESSIVE = /^(.+)'s$/u;
const COUNTED = /^(\d+)x?$/u;

/**
 * Lower-case, compatibility-normalised form of a word, for comparing it with the lexicon.
 * Combining marks of Latin letters are dropped ("café" = "cafe"); other scripts keep theirs.
 */
export function fold(word: string): string {
  const plain = word.normalize('NFKC').toLowerCase().replace(CURLY, "'");
  return /^[\p{Script=Latin}\p{M}\p{N}']+$/u.test(plain) ? plain.normalize('NFD').replace(/\p{M}/gu, '') : plain;
}

function wordTokens(original: string, start: number, hyphenated: boolean): Token[] {
  const text = fold(original);
  const possessive = POSSESSIVE.exec(text);
  if (possessive === null)
    return [{ text: COUNTED.exec(text)?.[1] ?? text, original, start, kind: 'word', hyphenated }];
  const stem = original.slice(0, -2);
  return [
    { text: possessive[1], original: stem, start, kind: 'word', hyphenated },
    { text: "'s", original: original.slice(-2), start: start + stem.length, kind: 'word', hyphenated: false },
  ];
}

/**
 * Splits a phrase into words, clause separators and pictographs; hyphens, quotes and control characters only part
 * words. Works on any string in linear time and reads at most {@link PHRASE_LIMIT} units of it.
 */
export function tokenize(phrase: string): Token[] {
  const tokens: Token[] = [];
  const text = phrase.slice(0, PHRASE_LIMIT);
  for (const { 0: original, index: start } of text.matchAll(PIECE)) {
    const simple = (folded: string, kind: Token['kind']): Token => ({
      text: folded,
      original,
      start,
      kind,
      hyphenated: false,
    });
    if (COMMA.test(original)) tokens.push(simple(',', 'comma'));
    else if (original === '&' || original === '+') tokens.push(simple('and', 'word'));
    else if (PICTOGRAPH.test(original)) tokens.push(simple(original, 'other'));
    else tokens.push(...wordTokens(original, start, HYPHENS.has(text[start - 1] ?? '')));
  }
  return withoutStrayCommas(tokens);
}

/** Separators only mean something between words. */
function withoutStrayCommas(tokens: readonly Token[]): Token[] {
  const kept = tokens.filter(
    (token, index) => token.kind !== 'comma' || (index > 0 && tokens[index - 1].kind !== 'comma'),
  );
  while (kept.at(-1)?.kind === 'comma') kept.pop();
  return kept;
}
