import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mistyped } from '../../../scripts/language/perturbations.ts';
import { VOCABULARY } from '../../../src/model/language/lexicon.ts';
import { frequencyTier } from '../../../src/model/language/lexicon/english.ts';
import { editCost } from '../../../src/model/language/parse/edits.ts';
import { corrected, correctedSpelling, isWord } from '../../../src/model/language/parse/spelling.ts';
import { tokenize } from '../../../src/model/language/parse/tokenize.ts';
import { randomFrom } from '../../../src/random.ts';

const read = (phrase: string): string =>
  corrected(tokenize(phrase))
    .map(({ text }) => text)
    .join(' ');
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), minLength: 1, maxLength: 12 });

describe('editCost', () => {
  it.each([
    ['dog', 'dog', 0],
    ['zebar', 'zebra', 0.7],
    ['leftt', 'left', 0.7],
    ['grren', 'green', 0.85],
    ['cbt', 'cat', 1],
    ['xumbrella', 'umbrella', 1.4],
    ['cat', 'dog', Infinity],
  ])('%s -> %s: %d', (written, meant, cost) => {
    expect(editCost(written, meant, 2.1)).toBeCloseTo(cost, 5);
  });

  it('is zero for a word itself, positive for any other, and stops at the limit', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const cost = editCost(a, b, 2.1);
        expect(cost === 0).toBe(a === b);
        expect(cost <= 2.1 || cost === Infinity).toBe(true);
      }),
    );
  });
});

describe('corrected', () => {
  it.each([
    ['the zebar', 'the zebra'],
    ['teh womna wiht a frisbe', 'teh woman with a frisbee'],
    ['redcar on theleft', 'red car on the left'],
    ['a growing plant', 'a growing plant'],
    ['the neatly made bed', 'the neatly made bed'],
    ['the violin', 'the violin'],
  ])('"%s" -> "%s"', (phrase, expected) => {
    expect(read(phrase)).toBe(expected);
  });

  it('leaves every word alone that is one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VOCABULARY), (word) => {
        expect(read(word)).toBe(read(word.toUpperCase()));
        if (/^[a-z]+$/u.test(word)) expect(read(word)).toBe(word);
      }),
    );
  });

  it('only ever puts in words of the lexicon', () => {
    fc.assert(
      fc.property(letters, (word) => {
        const correction = correctedSpelling(word);
        if (correction !== undefined) {
          expect(isWord(word)).toBe(false);
          expect(VOCABULARY.has(correction)).toBe(true);
        }
      }),
    );
  });

  it('finds most common names again after one slip', () => {
    const names = 'umbrella elephant bicycle giraffe person woman zebra laptop keyboard banana scissors skateboard'.split(' ');
    let found = 0;
    let asked = 0;
    for (const name of names) {
      for (let seed = 0; seed < 25; seed += 1) {
        const written = mistyped(name, randomFrom(seed));
        if (written === name || frequencyTier(written) !== undefined) continue;
        asked += 1;
        if (read(written) === name) found += 1;
      }
    }
    expect(asked).toBeGreaterThan(200);
    expect(found / asked).toBeGreaterThan(0.9);
  });
});
