import { resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scene } from '../../../src/model/language/ground/scene.ts';
import { parse } from '../../../src/model/language/parse.ts';
import { readings, PHRASE_VALUES, VOTE_VALUES } from '../../../src/model/lite/readings.ts';
import { PAIR_VALUES, regionFeatures, REGION_VALUES } from '../../../src/model/lite/regionFeatures.ts';
import { RelationHead, withoutRepeats, withoutTakenAway } from '../../../src/model/lite/relationHead.ts';
import { matches, MATCH_VALUES, MAX_WORDS, ROLE_VALUES, wordsOf } from '../../../src/model/lite/wordFeatures.ts';
import { readPack } from '../../../src/model/pack.ts';
import { loadGraph } from '../../../src/model/session.ts';
import type { PhotoEncoding } from '../../../src/model/types.ts';
import { encodingOf, type Thing } from '../language/scenes.ts';

const STREET: readonly Thing[] = [
  { name: 'red car', is: 'car', box: [5, 50, 25, 20], color: 'red' },
  { name: 'blue car', is: 'car', box: [60, 50, 25, 20], color: 'blue' },
  { name: 'man', is: 'person', box: [40, 30, 10, 40], color: 'blue', lower: 'black' },
];
const POOLED = 384;

function encoding(things: readonly Thing[]): PhotoEncoding {
  const plain = encodingOf(things);
  return { ...plain, regions: plain.regions.map((region) => ({ ...region, features: new Float32Array(POOLED) })) };
}

const every = (values: Float32Array, holds: (value: number) => boolean): boolean => values.every(holds);

describe('inputs of the relation head', () => {
  it('describe regions and pairs in finite numbers, whatever the boxes', () => {
    const side = fc.integer({ min: 1, max: 60 });
    const thing = fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }), side, side);
    fc.assert(
      fc.property(fc.array(thing, { minLength: 1, maxLength: 8 }), (boxes) => {
        const photo = encoding(boxes.map((box, index) => ({ name: String(index), is: 'dog', box })));
        const { regions, pairs } = regionFeatures(photo, new Scene(photo.regions, photo.width, photo.height));
        expect(regions.length).toBe(boxes.length * REGION_VALUES);
        expect(pairs.length).toBe(boxes.length ** 2 * PAIR_VALUES);
        expect(every(regions, Number.isFinite) && every(pairs, Number.isFinite)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('take any phrase', () => {
    const photo = encoding(STREET);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (phrase) => {
        const words = wordsOf(phrase);
        const count = words.tokens.length;
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(MAX_WORDS);
        expect(words.roles.length).toBe(count * ROLE_VALUES);
        expect(matches(words, photo.regions).length).toBe(STREET.length * count * MATCH_VALUES);
        const { votes, phrase: said } = readings(parse(phrase), photo);
        expect(votes.length).toBe(STREET.length * VOTE_VALUES);
        expect(said.length).toBe(PHRASE_VALUES);
        expect(every(votes, Number.isFinite) && every(said, Number.isFinite)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('tell what is taken away from what it is taken from', () => {
    const { votes } = readings(parse('the cars except the red one'), encoding(STREET));
    const vote = (region: number, column: number): number => votes[region * VOTE_VALUES + column];
    const [chosen, minus] = [0, 10];
    expect([0, 1, 2].map((region) => vote(region, chosen))).toEqual([0, 1, 0]);
    expect([0, 1, 2].map((region) => vote(region, minus))).toEqual([1, 0, 0]);
  });

  it('match words with the regions that they name', () => {
    const words = wordsOf('red car');
    const values = matches(words, encoding(STREET).regions);
    const value = (region: number, word: number, column: number): number =>
      values[(region * words.tokens.length + word) * MATCH_VALUES + column];
    const [classRatio, wholeColor] = [1, 2];
    expect(value(0, 0, wholeColor)).toBeGreaterThan(value(1, 0, wholeColor));
    expect(value(0, 1, classRatio)).toBe(1);
    expect(value(2, 1, classRatio)).toBeLessThan(0.1);
  });
});

describe('withoutRepeats', () => {
  it('keeps the best of regions that show the same thing, and always one target', () => {
    const photo = encoding([
      { name: 'dog', is: 'dog', box: [10, 10, 40, 40] },
      { name: 'dog again', is: 'dog', box: [12, 10, 38, 40] },
      { name: 'other dog', is: 'dog', box: [60, 10, 30, 40] },
    ]);
    const scores = withoutRepeats(
      Float32Array.of(0.3, 0.4, 0.2),
      new Scene(photo.regions, photo.width, photo.height),
    );
    expect([...scores].map((score) => Number(score.toFixed(3)))).toEqual([0.003, 0.5, 0.2]);
  });

  it('keeps what lies inside a thing of another kind, but not the same thing by another name', () => {
    const photo = encoding([
      { name: 'man', is: 'person', box: [10, 10, 40, 80] },
      { name: 'tie', is: 'tie', box: [25, 30, 10, 20] },
      { name: 'truck', is: 'truck', box: [60, 40, 30, 20] },
      { name: 'truck as a car', is: 'car', box: [60, 40, 30, 19] },
    ]);
    const scores = withoutRepeats(
      Float32Array.of(0.9, 0.8, 0.8, 0.7),
      new Scene(photo.regions, photo.width, photo.height),
    );
    expect([...scores].map((score) => Number(score.toFixed(3)))).toEqual([0.9, 0.8, 0.8, 0.007]);
  });
});

describe('withoutTakenAway', () => {
  it('is halfway between the whole phrase and its sides, as in training (test_relate.py has the same numbers)', () => {
    const scores = withoutTakenAway(Float32Array.of(0.8, 0.6, 0.3), Float32Array.of(0.9, 0.8, 0.2), Float32Array.of(0.1, 0.9, 0.5));
    expect([...scores].map((score) => Number(score.toFixed(4)))).toEqual([0.805, 0.2653, 0.1791]);
  });

  it('stays between 0 and 1 whatever the sides say', () => {
    const probability = fc.float({ min: 0, max: 1, noNaN: true });
    fc.assert(fc.property(probability, probability, probability, (whole, meant, taken) => {
      const [score] = withoutTakenAway(Float32Array.of(whole), Float32Array.of(meant), Float32Array.of(taken));
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }));
  });
});

describe('the shipped relation head', () => {
  let head: RelationHead | undefined;
  beforeAll(async () => {
    const pack = await readPack(resolve(import.meta.dirname, '../../../assets/models/lite'));
    if (pack.kind !== 'lite') throw new Error('the shipped pack is a lite one');
    head = await RelationHead.load(pack, loadGraph);
  });
  afterAll(() => head?.release());

  const best = async (phrase: string): Promise<string> => {
    const { objectScores } = await head!.relate(phrase, encoding(STREET));
    return STREET[objectScores.indexOf(Math.max(...objectScores))].name;
  };

  it.each([
    ['the red car', 'red car'],
    ['the blue car', 'blue car'],
    ['the car on the left', 'red car'],
    ['the rightmost car', 'blue car'],
    ['the man', 'man'],
    ['the cars but not the red one', 'blue car'],
  ])('answers "%s" with the %s', async (phrase, name) => {
    expect(await best(phrase)).toBe(name);
  });

  it('believes less in what is not there', async () => {
    const evidence = async (phrase: string): Promise<number> =>
      (await head!.relate(phrase, encoding(STREET))).targetEvidence;
    expect(await evidence('the giraffe')).toBeLessThan(await evidence('the man'));
    expect(await evidence('qwrtz bnmpf')).toBe(0);
  });

  it.each(['the zorblax', 'a theremin', 'please find the zorblaxes'])('guesses nothing at %j, which nobody knows', async (phrase) => {
    const { targetEvidence, unknownWords } = await head!.relate(phrase, encoding(STREET));
    expect(targetEvidence).toBeLessThan(0.2);
    expect(unknownWords).toHaveLength(1);
  });

  it('answers a photo without regions with nothing', async () => {
    expect(await head!.relate('the dog', encoding([]))).toMatchObject({ objectScores: new Float32Array(0), targetEvidence: 0 });
  });
});
