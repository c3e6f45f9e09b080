import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exclusionParts } from '../../../src/model/language/exclusion.ts';

describe('exclusionParts', () => {
  it.each([
    ['everyone except the kid in white', 'everyone', 'the kid in white'],
    ['please select all giraffes except the tall one standing up', 'all giraffes', 'the tall giraffe standing up'],
    ['the traffic lights but not the left one', 'the traffic lights', 'the left traffic light'],
    ['all dogs except the black ones', 'all dogs', 'the black dogs'],
    ['everyone but the tall one', 'everyone', 'the tall person'],
    ["the man's dogs except the black one", "the man's dogs", 'the black dog'],
    ['the orange cups except the small one', 'the orange cups', 'the small cup'],
    ['all the cups except red', 'all the cups', 'red cup'],
    ["every seat except the boy's own chair", 'every seat', "the boy's own chair"],
    ['all ships except the three-masted ship', 'all ships', 'the three-masted ship'],
    ['not the cat, the dog', 'the dog', 'the cat'],
    ['sink excluded, the cup', 'the cup', 'sink'],
  ])('takes %j apart', (phrase, from, minus) => {
    expect(exclusionParts(phrase)).toEqual({ from, minus });
  });

  it.each(['the red car', 'the dog and the cat', 'the man without a hat', '', 'except', 'the ones except this one',
    'all dogs except one', 'all dogs except one of them', 'all dogs except two',
    'the cups, but not the one on the left and not the red one', 'the cups and the plates, not the red one',
    'all dogs except the black one and the white one'])(
    'leaves %j whole', (phrase) => { expect(exclusionParts(phrase)).toBeUndefined(); },
  );

  it('takes any string', () => {
    const word = fc.constantFrom('all', 'dogs', 'except', 'but', 'not', 'the', 'one', ',', 'red', 'excluded', 'no');
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(word).map((words) => words.join(' '))), (phrase) => {
      const parts = exclusionParts(phrase);
      if (parts !== undefined) expect([parts.from, parts.minus].every((part) => part.length > 0)).toBe(true);
    }));
  });
});
