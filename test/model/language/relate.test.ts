import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PhraseTable } from '../../../src/model/language/lexicon.ts';
import { relate } from '../../../src/model/language/relate.ts';
import { encodingOf, picked } from './scenes.ts';
import type { Thing } from './scenes.ts';

const STREET: readonly Thing[] = [
  { name: 'red car', is: 'car', box: [5, 60, 20, 12], color: 'red' },
  { name: 'blue car', is: 'car', box: [40, 60, 20, 12], color: 'blue' },
  { name: 'white car', is: 'car', box: [75, 60, 20, 12], color: 'white' },
  { name: 'bus', is: 'bus', box: [30, 20, 40, 25], color: 'yellow' },
  { name: 'man', is: 'person', box: [62, 50, 8, 26], color: 'red', lower: 'blue' },
  { name: 'woman', is: 'person', box: [10, 74, 9, 25], color: 'white', lower: 'black' },
  { name: 'dog', is: 'dog', box: [20, 88, 10, 9], color: 'brown' },
];

const TABLE: readonly Thing[] = [
  { name: 'table', is: 'dining table', box: [5, 50, 90, 45], color: 'brown' },
  { name: 'left cup', is: 'cup', box: [15, 45, 8, 10], color: 'white' },
  { name: 'middle cup', is: 'cup', box: [45, 45, 8, 10], color: 'blue' },
  { name: 'right cup', is: 'cup', box: [75, 44, 10, 13], color: 'white' },
  { name: 'bowl', is: 'bowl', box: [30, 58, 14, 10], color: 'green' },
  { name: 'apple', is: 'apple', box: [34, 58, 6, 6], color: 'red' },
  { name: 'banana', is: 'banana', box: [60, 62, 12, 6], color: 'yellow' },
  { name: 'laptop', is: 'laptop', box: [80, 58, 14, 14], color: 'black' },
  { name: 'cat', is: 'cat', box: [40, 10, 18, 20], color: 'black' },
];

/** One row of chairs, with the same chair proposed twice and its back proposed by itself. */
const CHAIRS: readonly Thing[] = [
  { name: 'first', is: 'chair', box: [5, 40, 15, 30] },
  { name: 'first again', is: 'chair', box: [6, 41, 15, 30], score: 0.5 },
  { name: 'back of first', is: 'chair', box: [6, 41, 12, 12], score: 0.2 },
  { name: 'second', is: 'chair', box: [30, 40, 15, 30] },
  { name: 'third', is: 'chair', box: [55, 40, 15, 30] },
  { name: 'fourth', is: 'chair', box: [80, 40, 15, 30] },
];

describe('relate', () => {
  it.each<[string, readonly Thing[], string[]]>([
    ['the bus', STREET, ['bus']],
    ['all the cars', STREET, ['red car', 'blue car', 'white car']],
    ['vehicles', STREET, ['red car', 'blue car', 'white car', 'bus']],
    ['the blue car', STREET, ['blue car']],
    ['the car that is white', STREET, ['white car']],
    ['person in red', STREET, ['man']],
    ['someone with black pants', STREET, ['woman']],
    ['leftmost car', STREET, ['red car']],
    ['the second car from the right', STREET, ['blue car']],
    ['third car', STREET, ['white car']],
    ['the two cars on the right', STREET, ['blue car', 'white car']],
    ['the car in the middle', STREET, ['blue car']],
    ['woman with a dog', STREET, ['woman']],
    ['the car closest to the dog', STREET, ['red car']],
    ['every car except the red one', STREET, ['blue car', 'white car']],
    ['all cars but the leftmost', STREET, ['blue car', 'white car']],
    ['everyone except the man in red', STREET, ['woman']],
    ['cars that are not white', STREET, ['red car', 'blue car']],
    ['the second largest vehicle', STREET, ['red car']],
    ['the car on the right, not the blue one', STREET, ['white car']],
    ['the white car, not the bus', STREET, ['white car']],
    ['the person in red, not the person in white', STREET, ['man']],
    ['teh blue cra', STREET, ['blue car']],
    ['RED CAR!!!', STREET, ['red car']],
    ['the red thing on the left', STREET, ['red car']],
    ['vehicles that are not cars', STREET, ['bus']],
    ['all the cups except the smallest', TABLE, ['middle cup', 'right cup']],
    ['the largest of the cups', TABLE, ['right cup']],
    ['none of the cars', STREET, []],
    ['the bus and the dog', STREET, ['bus', 'dog']],
    ['the red car and the blue one', STREET, ['red car', 'blue car']],
    ['please cut out both people', STREET, ['man', 'woman']],
    ['the biggest vehicle', STREET, ['bus']],
    ['apple in the bowl', TABLE, ['apple']],
    ['what the apple is in', TABLE, ['bowl']],
    ['the fruit', TABLE, ['apple', 'banana']],
    ['fruit that is not in the bowl', TABLE, ['banana']],
    ['cup next to the laptop', TABLE, ['right cup']],
    ['the cup between the bowl and the banana', TABLE, ['middle cup']],
    ['white cups', TABLE, ['left cup', 'right cup']],
    ['the cup to the left of the bowl', TABLE, ['left cup']],
    ['the animal above the table', TABLE, ['cat']],
    ['mugs other than the largest', TABLE, ['left cup', 'middle cup']],
    ['all chairs', CHAIRS, ['first', 'second', 'third', 'fourth']],
    ['second chair from the left', CHAIRS, ['second']],
    ['first two chairs from the left', CHAIRS, ['first', 'second']],
    ['the chairs on the left', CHAIRS, ['first', 'second']],
    ['the last chair', CHAIRS, ['fourth']],
    ['the chairs at both ends', CHAIRS, ['first', 'second', 'third', 'fourth']],
  ])('"%s"', (phrase, things, expected) => {
    expect(picked(phrase, things)).toEqual(expected);
  });

  it.each([
    'a helicopter',
    'the wooden door',
    'flurb',
    'neither of the cars',
    'the sixth car from the left',
    'der Hund auf der Straße',
    'la voiture rouge devant la maison',
    'السيارة الحمراء',
    '🚗',
    '',
    'the dog statue',
  ])('finds nothing for "%s"', (phrase) => {
    expect(picked(phrase, STREET)).toEqual([]);
    expect(relate(phrase, encodingOf(STREET)).targetEvidence).toBe(0);
  });

  it('finds nothing on a photo without regions', () => {
    expect(relate('the dog', encodingOf([]))).toMatchObject({ objectScores: new Float32Array(0), targetEvidence: 0 });
  });

  it('gives less evidence where the class, the colour or the landmark is not there', () => {
    const evidence = (phrase: string): number => relate(phrase, encodingOf(STREET)).targetEvidence;
    expect(evidence('the dog')).toBeGreaterThan(evidence('the cat') + 0.3);
    expect(evidence('the red car')).toBeGreaterThan(evidence('the green car') + 0.2);
    expect(evidence('the yellow bus')).toBeGreaterThan(evidence('the purple bus') + 0.2);
  });

  it('scores targets from 0.5 and others below it, by how well they fit', () => {
    const { objectScores } = relate('the white car', encodingOf(STREET));
    const [red, , white, bus, , , dog] = objectScores;
    expect(white).toBe(1);
    expect(red).toBeLessThan(0.5);
    expect(red).toBeGreaterThan(bus);
    expect(red).toBeGreaterThan(dog);
  });

  it('names unknown words as they were written', () => {
    expect(relate('The Flurb next to a Zarg', encodingOf(STREET)).unknownWords).toEqual(['Flurb', 'Zarg']);
    expect(relate('Der Hund auf dem Rasen', encodingOf(STREET)).unknownWords).toContain('Hund');
  });
});

const word = fc.constantFrom(
  ...(
    'the a red left second not except and or of to in on with between that is one ones two all but ' +
    'man dogs cup chair nobody his it , + both flurb closest from right who what helicopter 🐶'
  ).split(' '),
);
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 1000 }),
  fc.string({ unit: 'binary', maxLength: 1000 }),
  fc.array(word, { maxLength: 200 }).map((words) => words.join(' ')),
);

describe('relate on hostile strings', () => {
  const encoding = encodingOf([...STREET, ...TABLE, ...CHAIRS]);

  it('never throws and always keeps its contract', () => {
    fc.assert(
      fc.property(hostile, (phrase) => {
        const { objectScores, targetEvidence, unknownWords } = relate(phrase, encoding);
        expect(objectScores.length).toBe(encoding.regions.length);
        expect(objectScores.every((score) => score >= 0 && score <= 1)).toBe(true);
        expect(targetEvidence).toBeGreaterThanOrEqual(0);
        expect(targetEvidence).toBeLessThanOrEqual(1);
        for (const unknown of unknownWords) expect(phrase).toContain(unknown);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    'not ',
    'the dog and ',
    'except ',
    'cat next to ',
    'between the ',
    'red and ',
    'a',
    'one of the ',
    ', ',
    'dogs but not ',
    'left of ',
    'flurbish zqwx ',
    'the cup on the box near ',
  ])('looks up no more than a few words for each word of %j, over and over', (piece) => {
    const lookUps = vi.spyOn(PhraseTable.prototype, 'match');
    const countFor = (units: number): number => {
      lookUps.mockClear();
      relate(piece.repeat(Math.ceil(1000 / piece.length)).slice(0, units), encoding);
      return lookUps.mock.calls.length;
    };
    const [half, whole] = [countFor(480), countFor(960)];
    lookUps.mockRestore();
    expect(whole).toBeLessThan(2.5 * half + 500);
  });
});
