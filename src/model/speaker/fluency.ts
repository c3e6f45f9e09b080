import { COLORS, NOUNS, NUMBERS } from '../language/lexicon.ts';
import { tokenize } from '../language/parse/tokenize.ts';
import table from './fluency.json' with { type: 'json' };

/** Weights of the trigram, bigram and unigram estimates; the rest goes to words that were never seen. */
const WEIGHTS = { trigram: 0.5, bigram: 0.35, unigram: 0.14, unseen: 0.01 };
/** Words that the unseen share is spread over. */
const VOCABULARY_SIZE = 5000;
const EDGE = '|';

/** A phrase's words, with nouns, colours and numbers replaced by their kind, so that few phrases teach much. */
export function wordKinds(phrase: string): string[] {
  const tokens = tokenize(phrase);
  const kinds: string[] = [];
  for (let at = 0; at < tokens.length;) {
    const noun = NOUNS.match(tokens, at);
    const color = COLORS.match(tokens, at);
    if (noun !== undefined) kinds.push(noun.value.number === 'plural' ? 'NOUNS' : 'NOUN');
    else if (color !== undefined) kinds.push('COLOR');
    else kinds.push(NUMBERS.match(tokens, at) === undefined ? tokens[at].text : 'NUMBER');
    at += noun?.length ?? color?.length ?? 1;
  }
  return kinds;
}

/** N-grams of a phrase with its edges. */
export function ngrams(phrase: string): { readonly word: string; readonly bigram: string; readonly trigram: string }[] {
  const words = [EDGE, EDGE, ...wordKinds(phrase), EDGE];
  return words.slice(2).map((word, index) => ({
    word,
    bigram: `${words[index + 1]} ${word}`,
    trigram: `${words[index]} ${words[index + 1]} ${word}`,
  }));
}

/** Counts of n-grams by their words with spaces between; maps, because a record has words of its own. */
const counts = {
  unigrams: new Map(Object.entries<number>(table.unigrams)),
  bigrams: new Map(Object.entries<number>(table.bigrams)),
  trigrams: new Map(Object.entries<number>(table.trigrams)),
};
const totalWords = [...counts.unigrams.values()].reduce((sum, count) => sum + count, 0);
const contexts = contextTotals();

function contextTotals(): Map<string, number> {
  const totals = new Map<string, number>();
  for (const [ngram, count] of [...counts.bigrams, ...counts.trigrams]) {
    const context = ngram.slice(0, ngram.lastIndexOf(' '));
    totals.set(context, (totals.get(context) ?? 0) + count);
  }
  return totals;
}

/**
 * How usual a phrase's words are in their order: the mean natural logarithm of each word's probability after the two
 * before it, by an interpolated trigram model of our own phrases (scripts/describe/fluency.ts).
 */
export function fluency(phrase: string): number {
  const all = ngrams(phrase);
  const share = (count: number | undefined, ngram: string): number => {
    const total = contexts.get(ngram.slice(0, ngram.lastIndexOf(' ')));
    return total === undefined ? 0 : (count ?? 0) / total;
  };
  const logs = all.map(({ word, bigram, trigram }) => Math.log(
    WEIGHTS.trigram * share(counts.trigrams.get(trigram), trigram)
    + WEIGHTS.bigram * share(counts.bigrams.get(bigram), bigram)
    + WEIGHTS.unigram * ((counts.unigrams.get(word) ?? 0) / totalWords)
    + WEIGHTS.unseen / VOCABULARY_SIZE,
  ));
  return logs.reduce((sum, log) => sum + log, 0) / logs.length;
}
