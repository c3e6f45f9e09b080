import { describe, expect, it } from 'vitest';
import { classIndex } from '../../../src/model/language/classes.ts';
import { situationOf } from '../../../src/model/speaker/situation.ts';
import { speak } from '../../../src/model/speaker/speak.ts';
import type { Heard, Listener } from '../../../src/model/speaker/types.ts';
import type { AlphaTile, Box } from '../../../src/mask/types.ts';
import type { Region } from '../../../src/model/types.ts';
import { encoding, region } from '../scene.ts';

const PIXELS = { width: 100, height: 50, channels: 3 as const, data: new Uint8Array(100 * 50 * 3).fill(128) };
const nothingThere = () => Promise.resolve(() => new Float32Array(80));
const thing = (name: Parameters<typeof classIndex>[0], x: number, score = 0.9): Region => region([x, 200, 100, 100], { [classIndex(name)]: score });

/** Somebody who takes a phrase for the regions that `means` gives. */
function listener(regions: readonly Region[], means: (phrase: string) => readonly number[]): Listener {
  return (phrase): Heard => {
    const targets = means(phrase);
    const scores = Float32Array.from(regions, (_, index) => (targets.includes(index) ? 0.9 : 0.1));
    return { verdict: targets.length === 0 ? 'none' : 'found', targets, scores, probability: 0.9, unknownWords: [] };
  };
}

async function said(
  regions: readonly Region[], selected: readonly number[], means: (phrase: string) => readonly number[],
  options: Partial<Parameters<typeof speak>[2]> = {},
) {
  const situation = await situationOf(encoding(regions), { masks: [], regions: selected, boxes: [] }, PIXELS, nothingThere);
  const { expressions } = await speak(situation, listener(regions, means), { style: 'short', candidates: 20, ...options });
  return expressions;
}

describe('speak', () => {
  it('says how many there are', async () => {
    const cups = [thing('cup', 100), thing('cup', 400), thing('cup', 700)];
    const [best] = await said(cups, [0, 1, 2], () => [0, 1, 2]);
    expect(best.text).toBe('the three cups');
  });

  it('names two things one by one rather than by a word for both', async () => {
    const [best] = await said([thing('refrigerator', 100), thing('oven', 400)], [0, 1], () => [0, 1]);
    expect(best.text).toBe('the fridge and the oven');
  });

  it('says where one of several is', async () => {
    const [best] = await said([thing('dog', 100), thing('dog', 700)], [1], (phrase) => (phrase.includes('right') ? [1] : [0, 1]));
    expect(best).toMatchObject({ text: 'the dog on the right', roundTrip: { f1: 1, extra: [] } });
  });

  it('does not tell it from what is hardly there, unless the listener takes that for it', async () => {
    const dogs = [thing('dog', 100), thing('dog', 700, 0.3)];
    const [best] = await said(dogs, [0], () => [0]);
    expect(best.text).toBe('the dog');
    const [warned] = await said(dogs, [0], (phrase) => (phrase.includes('left') ? [0] : [0, 1]));
    expect(warned.text).toBe('the dog on the left');
  });

  it('tells one thing from what is there as likely as not, and several only from what plainly is', async () => {
    const dogs = [thing('dog', 100), thing('dog', 300), thing('dog', 700, 0.5)];
    const [one] = await said([dogs[0], dogs[2]], [0], () => [0]);
    expect(one.text).toBe('the dog on the left');
    const [both] = await said(dogs, [0, 1], () => [0, 1]);
    expect(both.text).toBe('the two dogs');
  });

  it('does not tell the parts of a list from each other', async () => {
    const animals = [thing('dog', 100), region([700, 200, 300, 300], { [classIndex('cat')]: 0.9, [classIndex('dog')]: 0.6 })];
    const [best] = await said(animals, [0, 1], () => [0, 1]);
    expect(best.text).toBe('the dog and the cat');
  });

  it('does not call a part of a list by another', async () => {
    const [cup, laptop] = [thing('cup', 300), thing('laptop', 410)];
    const expressions = await said([cup, laptop, thing('cup', 900)], [0, 1], () => [0, 1]);
    expect(expressions.length).toBeGreaterThan(0);
    for (const { text } of expressions) expect(text).not.toMatch(/next to the laptop/);
  });

  it('does not say of a thing on one side of the photo that it is on the other', async () => {
    const expressions = await said([thing('dog', 0), thing('dog', 200)], [1], () => [1]);
    expect(expressions.length).toBeGreaterThan(0);
    for (const { text } of expressions) expect(text).not.toMatch(/right/);
  });

  it('asks no more once nothing better can be expected', async () => {
    const cups = [thing('cup', 100), thing('cup', 400), thing('cup', 700)];
    const heard: string[] = [];
    const [best] = await said(cups, [0, 1, 2], (phrase) => { heard.push(phrase); return [0, 1, 2]; }, { candidates: 1 });
    expect(heard).toEqual([best.text]);
  });

  it('says something else than what others are called', async () => {
    const dogs = [thing('dog', 100), thing('dog', 700)];
    const right = (phrase: string): number[] => (phrase.includes('right') ? [1] : phrase.includes('left') ? [0] : [0, 1]);
    const [usual] = await said(dogs, [1], right, { candidates: 1 });
    const [other] = await said(dogs, [1], right, { candidates: 1, taken: new Set([usual.text]) });
    expect(other.text).not.toBe(usual.text);
    // There is but one way to say it: better twice than not at all.
    const only = await said([thing('dog', 100)], [0], () => [0], { taken: new Set(['the dog']) });
    expect(only[0].text).toBe('the dog');
  });

  it('lists things one by one, in the order that is understood, if nothing else is', async () => {
    const dogs = [thing('dog', 100), thing('dog', 400), thing('dog', 700)];
    const [best] = await said(dogs, [0, 2], (phrase) => {
      const [left, right] = [phrase.indexOf('left'), phrase.indexOf('right')];
      if (phrase.includes(' and ')) return right >= 0 && right < left ? [0, 2] : [1];
      return left >= 0 ? [0] : right >= 0 ? [2] : [1];
    });
    expect(best).toMatchObject({ text: 'the dog on the right and the dog on the left', roundTrip: { f1: 1 } });
  });

  it('gives the best it has, with what it wrongly selects, if nobody understands', async () => {
    const [best] = await said([thing('dog', 100), thing('dog', 700)], [0], () => [0, 1]);
    expect(best.roundTrip).toMatchObject({ missed: [], extra: [1] });
    expect(best.roundTrip.f1).toBeCloseTo(2 / 3);
  });
});

describe('situationOf', () => {
  const select = (regions: readonly Region[], box: Box) => situationOf(encoding(regions), { masks: [], regions: [], boxes: [box] }, PIXELS, nothingThere);

  it('takes the surer of two proposals that draw the selected object', async () => {
    const { regionOf, replaced } = await select([thing('dog', 100, 0.1), region([104, 200, 96, 100], { [classIndex('dog')]: 0.8 })], [100, 200, 100, 100]);
    expect(regionOf).toEqual([1]);
    expect(replaced.size).toBe(0);
  });

  it('makes a region of an object that is hidden behind a surer drawing which does not match it', async () => {
    const wide = region([70, 170, 160, 160], { [classIndex('dog')]: 0.8 });
    const { regionOf, replaced, encoding: { regions } } = await select([thing('dog', 100, 0.3), wide, thing('dog', 600)], [100, 200, 100, 100]);
    expect(regionOf).toEqual([3]);
    expect([...replaced]).toEqual([0, 1]);
    expect(regions[3].classes[classIndex('dog')]).toBeCloseTo(0.4);
  });

  it('leaves a surer thing alone that is selected itself', async () => {
    const wide = region([70, 170, 160, 160], { [classIndex('person')]: 0.8 });
    const boxes: Box[] = [[100, 200, 100, 100], [70, 170, 160, 160]];
    const { regionOf } = await situationOf(encoding([thing('dog', 100, 0.3), wide]), { masks: [], regions: [], boxes }, PIXELS, nothingThere);
    expect(regionOf).toEqual([0, 1]);
  });

  it('keeps every field of a stored region that a selected mask takes the place of', async () => {
    const { maskLogits, ...rest } = thing('dog', 100);
    // As the store gives regions: the masks are unpacked by a getter of the class.
    const stored: Region = Object.assign(Object.create({ get maskLogits() { return maskLogits; } }) as Region, rest);
    const edge = Uint8Array.from({ length: 100 * 100 }, (_, at) => (at % 100 < 10 || at < 1000 ? 255 : 0));
    const mask: AlphaTile = { x: 100, y: 200, width: 100, height: 100, data: edge };
    const situation = await situationOf(encoding([stored]), { masks: [mask], regions: [], boxes: [] }, PIXELS, nothingThere);
    expect([...situation.replaced]).toEqual([0]);
    const { maskLogits: blank, score } = situation.encoding.regions[0];
    expect(score).toBe(0);
    expect(blank).toHaveLength(maskLogits.length);
    expect(blank.every((logit) => logit < 0)).toBe(true);
  });
});
