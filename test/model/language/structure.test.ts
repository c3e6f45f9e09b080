import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classIndex } from '../../../src/model/language/classes.ts';
import { tokenize } from '../../../src/model/language/parse/tokenize.ts';
import { structureOf } from '../../../src/model/language/structure.ts';

/** "word/role/part", with "-" before what is taken away. */
const shown = (phrase: string): string =>
  structureOf(phrase)
    .map(({ text, role, part, excluded }) => `${excluded ? '-' : ''}${text}/${role}/${part}`)
    .join(' ');

describe('structureOf', () => {
  it.each([
    ['the red car', 'the/filler/0 red/modifier/0 car/head/0'],
    ['two dogs', 'two/quantifier/0 dogs/head/0'],
    ['teh secnod zebar', 'teh/filler/0 second/ordinal/0 zebra/head/0'],
    [
      'please show the cat and a bird',
      'please/filler/-1 show/filler/-1 the/filler/0 cat/head/0 and/conjunction/-1 a/filler/1 bird/head/1',
    ],
    [
      'all cups except the red one',
      'all/quantifier/0 cups/head/0 except/exclusion/-1 -the/filler/1 -red/modifier/1 -one/head/1',
    ],
    [
      'man in a red shirt on the brown horse',
      'man/head/0 in/relation/0 a/filler/0 red/modifier/0 shirt/modifier/0 on/relation/0 the/filler/0 ' +
        'brown/landmark-modifier/0 horse/landmark-head/0',
    ],
    ['man not wearing a hat', 'man/head/0 not/negation/0 wearing/relation/0 a/filler/0 hat/modifier/0'],
    ['flurbish dog', 'flurbish/unknown/0 dog/head/0'],
  ])('gives the words of "%s" their roles', (phrase, expected) => {
    expect(shown(phrase)).toBe(expected);
  });

  it('says where a word stands, how it was written and what it may mean', () => {
    const [, , zebra] = structureOf('the Whte zebars');
    expect(zebra).toMatchObject({ original: 'zebars', text: 'zebras', start: 9 });
    expect(zebra.classes).toEqual([{ index: classIndex('zebra'), weight: 1 }]);
    expect(structureOf('light blue cup').flatMap(({ colors }) => colors)).toContain('blue');
  });

  it('has one entry a word, two for words written together, for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (phrase) => {
        const structure = structureOf(phrase);
        for (const { original, start } of structure)
          expect(phrase.slice(start, start + original.length)).toBe(original);
        expect(structure.map(({ original }) => original).join('')).toBe(
          tokenize(phrase)
            .map(({ original }) => original)
            .join(''),
        );
      }),
    );
  });
});
