import { describe, expect, it } from 'vitest';
import { CLASS_NAMES } from '../../../src/model/language/classes.ts';
import { pluralOf } from '../../../src/model/language/inflect.ts';
import { NOUNS, VOCABULARY } from '../../../src/model/language/lexicon.ts';
import { correctedSpelling } from '../../../src/model/language/parse/spelling.ts';

const classesOf = (noun: string): string[] => (NOUNS.get(noun)?.classes ?? []).map(({ index }) => CLASS_NAMES[index]);

describe('lexicon', () => {
  it('names every class of the detector by its own name, in singular and plural', () => {
    for (const name of CLASS_NAMES) {
      expect(classesOf(name), name).toContain(name);
      if (!['skis', 'broccoli', 'scissors', 'person', 'mouse', 'knife', 'sheep'].includes(name)) {
        expect(classesOf(pluralOf(name)), pluralOf(name)).toContain(name);
      }
    }
  });

  it.each([
    ['toddler', 'person'],
    ['umpire', 'person'],
    ['goalie', 'person'],
    ['bride', 'person'],
    ['cyclist', 'person'],
    ['mug', 'cup'],
    ['teacups', 'cup'],
    ['sofa', 'couch'],
    ['fridge', 'refrigerator'],
    ['telly', 'tv'],
    ['geese', 'bird'],
    ['knives', 'knife'],
    ['mice', 'mouse'],
    ['women', 'person'],
    ['lorries', 'truck'],
    ['parasol', 'umbrella'],
    ['racquet', 'tennis racket'],
    ['washbasin', 'sink'],
    ['stoplight', 'traffic light'],
    ['oxen', 'cow'],
  ])('knows "%s" as %s', (noun, name) => {
    expect(classesOf(noun)).toContain(name);
  });

  it('ranks what a word may also mean below what it means', () => {
    const weights = new Map(NOUNS.get('glass')!.classes.map(({ index, weight }) => [CLASS_NAMES[index], weight]));
    expect(weights.get('cup')).toBe(1);
    expect(weights.get('vase')).toBeLessThan(1);
  });

  it('tells young ones and people by what they ride', () => {
    expect(NOUNS.get('calf')).toMatchObject({ young: true, number: 'singular' });
    expect(NOUNS.get('surfers')!.companions).toEqual([CLASS_NAMES.indexOf('surfboard')]);
    expect(NOUNS.get('cattle')!.number).toBe('plural');
  });
});

describe('pluralOf', () => {
  it.each([
    ['cat', 'cats'],
    ['bus', 'buses'],
    ['bench', 'benches'],
    ['baby', 'babies'],
    ['toy', 'toys'],
    ['loaf', 'loaves'],
    ['giraffe', 'giraffes'],
    ['chef', 'chefs'],
    ['calf', 'calves'],
    ['potato', 'potatoes'],
    ['video', 'videos'],
  ])('%s -> %s', (singular, plural) => {
    expect(pluralOf(singular)).toBe(plural);
  });
});

describe('correctedSpelling', () => {
  it.each([
    ['umbrela', 'umbrella'],
    ['girafe', undefined],
    ['elehpant', 'elephant'],
    ['bicyclee', 'bicycle'],
    ['zebta', 'zebra'],
    ['zebar', 'zebra'],
    ['bsu', 'bus'],
    ['xumbrella', 'umbrella'],
    ['telivision', 'television'],
    ['laptpo', 'laptop'],
    ['fo', 'of'],
    ['adn', 'and'],
    ['ble', 'blue'],
    ['growing', undefined],
    ['neatly', undefined],
    ['hallwya', undefined],
    ['hose', undefined],
    ['qzxv', undefined],
    ['aeroplane', undefined],
  ])('%s -> %s', (word, expected) => {
    expect(VOCABULARY.has(word) ? undefined : correctedSpelling(word)).toBe(expected);
  });
});
