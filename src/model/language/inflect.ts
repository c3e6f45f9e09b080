/** Nouns in -f and -fe whose plural keeps the f ("giraffes", "chefs"). */
const KEEPS_F = /(?:ff|ffe|chef|oof|ief|coif|reef|scarf)$/;
/** Nouns in -o that take -es. */
const TAKES_OES = /(?:buffalo|potato|tomato|mosquito|hero|echo|torpedo)$/;

/** Regular English plural of a (possibly many-worded) singular noun. */
export function pluralOf(noun: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(noun) || TAKES_OES.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  if (/(?:[^f]fe|lf|[eo]af)$/.test(noun) && !KEEPS_F.test(noun)) return `${noun.replace(/fe?$/, '')}ves`;
  return `${noun}s`;
}

/** True for word shapes of verbs and adverbs, which qualify the noun before them instead of replacing it. */
export function looksLikeQualifier(word: string): boolean {
  return /(?:ing|ed|ly|en|ling|less|ful|ish|est|ward|wards|in')$/.test(word);
}
