import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, PHRASE_LIMIT, tokenize } from '../../../src/model/language/parse/tokenize.ts';

const texts = (phrase: string): string[] => tokenize(phrase).map(({ text }) => text);

describe('tokenize', () => {
  it.each([
    ['The red-hot CAT', ['the', 'red', 'hot', 'cat']],
    ['man’s hat', ['man', "'s", 'hat']],
    ["isn't it", ["isn't", 'it']],
    ['cat & dog + bird', ['cat', 'and', 'dog', 'and', 'bird']],
    ['cat, dog;; bird!', ['cat', ',', 'dog', ',', 'bird']],
    ['man w/ hat w/o tie', ['man', 'w/', 'hat', 'w/o', 'tie']],
    ['ﬁrst ｃａｔ', ['first', 'cat']],
    ['café', ['cafe']],
    ['2x dogs', ['2', 'dogs']],
    ['🐶 dog', ['🐶', 'dog']],
    ['\u0000cat\u200Bdog\u202E', ['cat', 'dog']],
    ['الكلب الأحمر', ['الكلب', 'الأحمر']],
    ['"the" [red] {car}', ['the', 'red', 'car']],
  ])('splits %j', (phrase, expected) => {
    expect(texts(phrase)).toEqual(expected);
  });

  it('keeps where each word stands and how it was written', () => {
    expect(tokenize('a  Red-Ish cat')).toMatchObject([
      { original: 'a', start: 0, hyphenated: false },
      { original: 'Red', start: 3, hyphenated: false },
      { original: 'Ish', start: 7, hyphenated: true },
      { original: 'cat', start: 11, hyphenated: false },
    ]);
  });

  it('gives offsets that lead back to the word, for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (phrase) => {
        for (const { original, start } of tokenize(phrase))
          expect(phrase.slice(start, start + original.length)).toBe(original);
      }),
    );
  });

  it('reads no more than the limit', () => {
    expect(tokenize('cat '.repeat(PHRASE_LIMIT)).at(-1)!.start).toBeLessThan(PHRASE_LIMIT);
  });

  it('folds marks of Latin letters only', () => {
    expect(fold('Crème')).toBe('creme');
    expect(fold('й')).toBe('й');
  });
});
