import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KINDS, mistyped, perturbed } from '../../../scripts/language/perturbations.ts';
import { randomFrom } from '../../../src/random.ts';

describe('perturbed', () => {
  it('gives the same for the same seed, and something else for most others', () => {
    const phrase = 'the red umbrella behind the second giraffe';
    for (const kind of KINDS) expect(perturbed(phrase, kind, 7)).toBe(perturbed(phrase, kind, 7));
    const typos = new Set(Array.from({ length: 20 }, (_, seed) => perturbed(phrase, 'typo', seed)));
    expect(typos.size).toBeGreaterThan(10);
  });

  it.each([
    ['spelling', 'the gray cat', 'the grey cat'],
    ['spelling', 'the grey cat', 'the gray cat'],
    ['synonym', 'man with a dog', 'guy with a dog'],
    ['order', 'the dog on the left', 'on the left the dog'],
    ['plural-s', 'two men', 'two mens'],
  ] as const)('%s: "%s" -> "%s"', (kind, phrase, expected) => {
    expect(perturbed(phrase, kind, 1)).toBe(expected);
  });

  it.each([
    ['spelling', 'the cat'],
    ['joined', 'cat'],
    ['typo', 'it'],
  ] as const)('%s does not apply to "%s"', (kind, phrase) => {
    expect(perturbed(phrase, kind, 1)).toBeUndefined();
  });

  it('changes one place of a word by one slip', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,10}$/u), fc.nat(1000), (word, seed) => {
        const typo = mistyped(word, randomFrom(seed));
        expect(Math.abs(typo.length - word.length)).toBeLessThanOrEqual(1);
        let same = 0;
        while (same < word.length && typo[same] === word[same]) same += 1;
        let end = 0;
        while (end < word.length - same && typo.at(-1 - end) === word.at(-1 - end)) end += 1;
        expect(word.length - same - end).toBeLessThanOrEqual(2);
      }),
    );
  });
});
