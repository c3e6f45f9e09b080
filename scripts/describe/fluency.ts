/**
 * Counts the word n-grams of our own phrases for the training photos, for src/model/speaker/fluency.json.
 *
 *   fluency.ts --phrases PHRASES.json [--out FILE]
 *
 * Only manners in which people write whole phrases are counted; rare trigrams are left out.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../../src/export/write.ts';
import { ngrams } from '../../src/model/speaker/fluency.ts';

const MANNERS: ReadonlySet<string> = new Set(['natural', 'hard', 'describe']);
const LEAST = { unigram: 2, bigram: 2, trigram: 3 };

const { values } = parseArgs({
  options: {
    phrases: { type: 'string' },
    out: { type: 'string', default: join(import.meta.dirname, '../../src/model/speaker/fluency.json') },
  },
});
if (values.phrases === undefined) throw new Error('--phrases is missing');

type Counts = Map<string, number>;
const count = (counts: Counts, key: string): void => { counts.set(key, (counts.get(key) ?? 0) + 1); };
const kept = (counts: Counts, least: number): Record<string, number> =>
  Object.fromEntries([...counts].filter(([, times]) => times >= least).sort(([a], [b]) => (a < b ? -1 : 1)));

const all = JSON.parse(await readFile(values.phrases, 'utf8')) as { readonly phrase: string; readonly manner: string }[];
const phrases = all.filter(({ manner }) => MANNERS.has(manner));
const unigrams: Counts = new Map();
const bigrams: Counts = new Map();
const trigrams: Counts = new Map();
for (const { phrase } of phrases) {
  for (const { word, bigram, trigram } of ngrams(phrase)) {
    count(unigrams, word);
    count(bigrams, bigram);
    count(trigrams, trigram);
  }
}
const table = {
  trainedOn: `${phrases.length} phrases of our own for COCO train2017 photos (none of the development bench)`,
  unigrams: kept(unigrams, LEAST.unigram),
  bigrams: kept(bigrams, LEAST.bigram),
  trigrams: kept(trigrams, LEAST.trigram),
};
await writeFileAtomic(values.out, Buffer.from(`${JSON.stringify(table)}\n`), { force: true });
console.log(table.trainedOn);
